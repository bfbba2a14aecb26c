"""Stars without an account: a list that its secret opens, told of changes once its reader said yes."""

import asyncio

import pytest

from events_svc.accounts.errors import NotFound
from events_svc.outbox.models import Job
from events_svc.schedule import stars
from events_svc.schedule.errors import TooManyStars
from events_svc.schedule.reader_models import Star, StarList
from tests.events.factories import make_event
from tests.schedule.factories import make_session

pytestmark = pytest.mark.usefixtures("database")


async def test_a_list_holds_the_sessions_of_its_event_and_no_others() -> None:
    event = await make_event()
    foreign = await make_event("foreign", organisation=event.organisation)
    one, other = await make_session(event, "One"), await make_session(foreign, "Other")
    made = await stars.open_list(event, [one.code, other.code, "NOSUCH"], language="zh")
    assert await stars.codes_of(made) == [one.code]
    assert (await stars.of_secret(made.secret)).id == made.id


async def test_the_same_stars_sent_twice_are_kept_once() -> None:
    event = await make_event()
    one, two = await make_session(event, "One"), await make_session(event, "Two")
    made = await stars.open_list(event, [one.code], language="en")
    await asyncio.gather(*(stars.keep(made, [one.code, two.code]) for _ in range(5)))
    assert await stars.codes_of(made) == sorted([one.code, two.code])
    assert await stars.counts(event.id) == {one.id: 1, two.id: 1}


async def test_too_many_stars_are_refused_and_none_is_kept() -> None:
    event = await make_event()
    with pytest.raises(TooManyStars):
        await stars.open_list(event, [f"C{n}" for n in range(stars.MOST + 1)], language="en")
    assert await StarList.all().count() == 0


async def test_what_comes_after_a_list_was_given_up_is_not_kept() -> None:
    event = await make_event()
    one = await make_session(event, "One")
    made = await stars.open_list(event, [], language="en")
    await stars.give_up(made)  # while the other request had found it already
    for late in (
        stars.keep(made, [one.code]),
        stars.follow(made, "bo@example.org", language="en"),
    ):
        with pytest.raises(NotFound):
            await late
    assert (await StarList.get()).email is None
    assert (await Star.all().count(), await Job.all().count()) == (0, 0)


async def test_a_list_that_was_given_up_opens_nothing_and_counts_nowhere() -> None:
    event = await make_event()
    one = await make_session(event, "One")
    made = await stars.open_list(event, [one.code], language="en")
    await stars.follow(made, "ada@example.org", language="en")
    await stars.give_up(made)
    with pytest.raises(NotFound):
        await stars.of_secret(made.secret)
    kept = await StarList.get(id=made.id)
    assert (kept.email, kept.email_digest, await Star.all().count()) == (None, None, 0)
    assert await stars.counts(event.id) == {}


async def test_an_address_is_told_only_after_its_reader_said_yes() -> None:
    made = await stars.open_list(await make_event(), [], language="en")
    await stars.follow(made, "ada@example.org", language="zh")
    assert (await Job.get(kind="stars.confirm")).payload == {"star_list_id": made.id}
    asked = await stars.question(made.id)
    assert asked is not None
    with pytest.raises(NotFound):
        await stars.confirm(made, "a guess")
    assert (await StarList.get(id=made.id)).email_confirmed_at is None

    await stars.confirm(made, asked[1])

    assert (await StarList.get(id=made.id)).email_confirmed_at is not None
    assert await stars.question(made.id) is None  # asked once, answered
