"""Who is told of a release: speakers, readers who starred, holders of tickets; each once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import ClientSession

from events_svc.config import Settings
from events_svc.events.models import Event
from events_svc.jobs import Context
from events_svc.jobs.agenda import HANDLERS
from events_svc.outbox.models import Job, Mail
from events_svc.schedule import place, stars
from events_svc.schedule.audience import Tell, audience
from events_svc.schedule.models import Release, Session
from events_svc.schedule.release import release
from speakers.models import Speaker
from tests.asked import asked
from tests.documents.factories import make_order
from tests.events.factories import make_event
from tests.schedule.factories import HOUR, make_placed
from tests.speakers.factories import make_speaker

pytestmark = pytest.mark.usefixtures("database")
EVERYBODY = [*Tell]


@pytest.fixture
async def context(settings: Settings) -> AsyncIterator[Context]:
    async with ClientSession() as http:
        yield Context(settings, http)


async def make_told(name: str = "Ada Lovelace") -> Speaker:
    """A speaker who can be reached."""
    speaker = await make_speaker(name)
    await Speaker.filter(id=speaker.id).update(email="ada@example.org", name={"en": name})
    return await Speaker.get(id=speaker.id)


async def moved(event: Event, session: Session) -> Release:
    """The session begins two hours later, in a new version."""
    start = event.starts_at + 2 * HOUR
    await place.place(session, place.Placement(start, start + HOUR))
    return await release(event, {"en": "The hall was double-booked."}, tell=EVERYBODY)


async def tell(context: Context, made: Release, told: list[Tell] | None = None) -> list[Mail]:
    payload = {"release_id": made.id, "tell": told or EVERYBODY}
    await HANDLERS["agenda.tell"](context, payload)
    return await Mail.all().order_by("id")


async def test_a_speaker_is_told_what_is_new_and_what_has_moved(context: Context) -> None:
    event, ada = await make_event(), await make_told()
    session = await make_placed(event, "Gears", speaker_ids=(ada.id,))
    (first,) = await tell(context, await release(event, {}, tell=[Tell.SPEAKERS]))
    assert (first.recipient, first.subject, first.language) == (
        "ada@example.org",
        "Your sessions at Robot Summit",
        "en",
    )
    _, second = await tell(context, await moved(event, session))
    assert second.subject == "Your sessions at Robot Summit have changed"
    for words in ("Hello Ada Lovelace,", "Gears: ", "(was: ", "The hall was double-booked."):
        assert words in second.body_text
    assert await Job.filter(kind="mail.send").count() == 2


async def test_the_same_job_done_twice_at_once_mails_once(context: Context) -> None:
    event, ada = await make_event(), await make_told()
    await make_placed(event, speaker_ids=(ada.id,))
    made = await release(event, {})
    await asyncio.gather(*(tell(context, made) for _ in range(3)))
    assert await Mail.all().count() == 1


async def test_who_starred_and_said_yes_is_told_of_a_cancellation(context: Context) -> None:
    event = await make_event()
    session, other = await make_placed(event, "Gears"), await make_placed(event, "Wheels")
    await release(event, {}, tell=[])
    for address, codes in {
        "yes": [session.code],
        "silent": [session.code],
        "other": [other.code],
    }.items():
        made = await stars.open_list(event, codes, language="zh")
        await stars.follow(made, f"{address}@example.org", language="zh")
        asked_for = await stars.question(made.id)
        if asked_for and address != "silent":
            await stars.confirm(*asked_for)
    await place.withdraw(session)

    (mail,) = await tell(context, await release(event, {}))

    assert (mail.recipient, mail.language) == ("yes@example.org", "zh")
    assert "议程 Gears: 已取消" in mail.body_text


async def test_holders_are_told_only_when_asked_for_and_something_happened(
    context: Context,
) -> None:
    event = await make_event()
    await make_order(event)
    session = await make_placed(event, "Gears")
    assert await tell(context, await release(event, {})) == []  # nothing has moved yet
    made = await moved(event, session)
    assert await tell(context, made, [Tell.READERS]) == []
    (mail,) = await tell(context, made)
    assert (mail.recipient, mail.subject) == ("ada@example.org", "Agenda changed: Robot Summit")


async def test_who_cannot_be_reached_is_counted() -> None:
    event, ada, bob = await make_event(), await make_told(), await make_speaker("Bob")
    await make_placed(event, speaker_ids=(ada.id, bob.id))
    made = await release(event, {})
    found = await audience(made.changes)
    assert ([*found.speakers], found.unreachable) == ([ada.id], 1)


async def statements_of_telling(context: Context, event: Event, number: int) -> int:
    """How many statements a release takes that tells so many speakers."""
    for n in range(number):
        speaker = await make_told(f"Speaker {n} of {event.slug}")
        start = event.starts_at + timedelta(hours=n)
        await make_placed(event, f"Talk {n}", starts_at=start, speaker_ids=(speaker.id,))
    async with asked() as statements:
        made = await release(event, {})
        await tell(context, made)
    return len(statements)


async def test_three_are_told_with_the_statements_of_one(context: Context) -> None:
    event = await make_event()
    other = await make_event("other", organisation=event.organisation)
    one = await statements_of_telling(context, event, 1)
    assert await statements_of_telling(context, other, 3) == one
    assert await Mail.all().count() == 4
    assert one < 30


async def test_an_address_is_asked_with_a_link_of_its_own(context: Context) -> None:
    made = await stars.open_list(await make_event(), [], language="zh")
    await stars.follow(made, "ada@example.org", language="zh")
    await HANDLERS["stars.confirm"](context, {"star_list_id": made.id})
    mail = await Mail.get()
    assert (mail.recipient, mail.language) == ("ada@example.org", "zh")
    link = mail.body_text.split(f"/stars/{made.secret}/confirmation/")[1].split()[0]
    await stars.confirm(made, link)
