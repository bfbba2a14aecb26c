import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import ClientSession

from events_svc import clock
from events_svc.config import Settings
from events_svc.events.models import Event, EventState
from events_svc.jobs import Context
from events_svc.jobs.letters import send as job
from events_svc.letters import dispatch
from events_svc.letters.errors import LetterGone, NobodyThere, TimePassed
from events_svc.letters.models import Letter, LetterState
from events_svc.letters.queries import copies, how_they_went
from events_svc.outbox.models import Job, Mail
from events_svc.tickets.draft import Buyer
from events_svc.tickets.models import Ticket
from tests.asked import asked
from tests.events.factories import make_event
from tests.letters.factories import make_letter
from tests.tickets.factories import make_order, make_type

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def context(settings: Settings) -> AsyncIterator[Context]:
    async with ClientSession() as http:
        yield Context(settings, http)


async def make_sold(*buyers: Buyer) -> Event:
    """An event at which these people have a ticket."""
    event = await make_event()
    kind = await make_type(event)
    for buyer in buyers or (Buyer("Ada", "ada@example.org", language="en"),):
        await make_order(event, kind, buyer=buyer)
    return event


async def test_everybody_gets_it_once_in_the_own_language(context: Context) -> None:
    chinese = Buyer("𠮷", "ji@example.org", language="zh")
    event = await make_sold(Buyer("Ada", "ada@example.org", language="en"), chinese)
    letter = await make_letter(event)
    await dispatch.send(letter)
    await asyncio.gather(*(job(context, {"letter_id": letter.id}) for _ in range(3)))
    first, second = await copies(letter)
    secret = (await Ticket.get(number=1)).secret
    assert (first.subject, first.language) == ("News of Robot Summit", "en")
    assert first.body_text == f"Hello Ada,\n\nhttp://testserver/tickets/{secret}"
    assert (second.recipient, second.language, "𠮷，您好" in second.body_html) == (
        "ji@example.org",
        "zh",
        True,
    )
    stands = await Letter.get(id=letter.id)
    assert (stands.state, stands.sent) == (LetterState.SENT, 2)
    assert await how_they_went(letter) == {"waiting": 2}
    assert await Job.filter(kind="mail.send").count() == 2


async def test_the_mails_of_one_letter_are_not_those_of_another(context: Context) -> None:
    event = await make_sold()
    letters = [await make_letter(event) for _ in range(2)]
    for letter in letters:
        await Mail.create(
            recipient="x@y.z", subject="", body_text="", about=f"letter:{letter.id}:1a"
        )
    await Mail.create(
        recipient="n@y.z", subject="", body_text="", about=f"letter:{letters[0].id}0:1"
    )
    assert len(await copies(letters[0])) == 1


async def test_it_waits_for_its_time_and_leaves_once(context: Context) -> None:
    letter = await make_letter(await make_sold())
    await dispatch.schedule(letter, clock.now() + timedelta(hours=1))
    early = await dispatch.start_due()
    await Letter.filter(id=letter.id).update(send_at=clock.now())
    started = [await dispatch.start_due() for _ in range(2)]
    assert (early, started) == (0, [1, 0])
    assert await Job.filter(kind="letter.send").count() == 1


async def test_a_reminder_moves_with_its_event(context: Context) -> None:
    event = await make_sold()
    letter = await make_letter(event)
    await dispatch.remind(letter, timedelta(days=1))
    early = await dispatch.start_due()
    soon = clock.now() + timedelta(hours=23)
    await Event.filter(id=event.id).update(starts_at=soon, ends_at=soon + timedelta(hours=8))
    assert (early, await dispatch.start_due()) == (0, 1)


async def test_nobody_is_reminded_of_a_cancelled_event(context: Context) -> None:
    event = await make_sold()
    letter = await make_letter(event)
    await dispatch.remind(letter, timedelta(hours=1))
    await Letter.filter(id=letter.id).update(lead_minutes=60 * 24 * 3650)
    await Event.filter(id=event.id).update(state=EventState.CANCELLED)
    assert await dispatch.start_due() == 0
    assert (await Letter.get(id=letter.id)).state is LetterState.CANCELLED


async def test_called_off_it_does_not_leave_not_even_halfway(context: Context) -> None:
    letter = await make_letter(await make_sold())
    await dispatch.schedule(letter, clock.now() + timedelta(hours=1))
    await dispatch.call_off(letter)
    with pytest.raises(LetterGone):
        await dispatch.send(letter)
    await job(context, {"letter_id": letter.id})
    assert (await dispatch.start_due(), await Mail.filter(about__startswith="letter").count()) == (
        0,
        0,
    )


async def test_what_is_over_or_reaches_nobody_is_refused(context: Context) -> None:
    letter = await make_letter(await make_event())
    with pytest.raises(NobodyThere):
        await dispatch.send(letter)
    with pytest.raises(TimePassed):
        await dispatch.schedule(letter, clock.now())
    with pytest.raises(TimePassed):
        await dispatch.remind(letter, timedelta(days=3650))
    assert (await Letter.get(id=letter.id)).state is LetterState.DRAFT


async def test_three_people_take_as_many_statements_as_one(context: Context) -> None:
    counts, event = [], await make_event()
    for names in (["a"], ["b", "c", "d"]):
        kind = await make_type(event)
        for name in names:
            await make_order(event, kind, buyer=Buyer(name, f"{name}@example.org"))
        letter = await make_letter(event, ticket_types=[kind.id])
        await dispatch.send(letter)
        async with asked() as statements:
            await job(context, {"letter_id": letter.id})
        counts.append(len(statements))
    assert (counts[0] == counts[1], counts[0] < 20) == (True, True)
