"""A release that is planned comes at its time, once, or not when it is called off."""

import asyncio
from datetime import timedelta

import pytest

from events_svc import clock
from events_svc.events.models import Event
from events_svc.schedule import planned
from events_svc.schedule.audience import Tell
from events_svc.schedule.errors import InThePast
from events_svc.schedule.models import Release
from events_svc.schedule.plan_models import PlannedRelease
from tests.events.factories import make_event
from tests.schedule.factories import make_placed

pytestmark = pytest.mark.usefixtures("database")
HOUR = timedelta(hours=1)


async def planning(event: Event) -> PlannedRelease:
    """The event will be released in an hour."""
    return await planned.plan(event, {"en": "Soon"}, release_at=clock.now() + HOUR, tell=[])


async def outcomes() -> list[str]:
    return [one.outcome for one in await PlannedRelease.all().order_by("id")]


async def test_it_comes_at_its_time_and_once_with_two_workers() -> None:
    event = await make_event()
    await make_placed(event)
    await planning(event)
    assert await planned.release_due() == 0
    clock.shift(HOUR * 2)
    made = await asyncio.gather(planned.release_due(), planned.release_due())
    assert sorted(made) == [0, 1]
    release = await Release.get()
    assert (release.number, release.note) == (1, {"en": "Soon"})
    assert (await outcomes(), await planned.waiting(event.id)) == (["released"], None)


async def test_the_past_is_refused() -> None:
    event = await make_event()
    with pytest.raises(InThePast):
        await planned.plan(event, {}, release_at=clock.now() - HOUR, tell=[Tell.SPEAKERS])
    assert await PlannedRelease.all().count() == 0


async def test_a_later_plan_replaces_the_earlier_one() -> None:
    event = await make_event()
    await planning(event)
    second = await planning(event)
    assert await outcomes() == ["replaced", "waiting"]
    waiting = await planned.waiting(event.id)
    assert waiting is not None
    assert waiting.id == second.id


async def test_what_is_called_off_never_comes() -> None:
    event = await make_event()
    await make_placed(event)
    await planning(event)
    await planned.call_off(event)
    clock.shift(HOUR * 2)
    assert await planned.release_due() == 0
    assert (await outcomes(), await Release.all().count()) == (["called off"], 0)


async def test_nothing_new_at_that_time_is_an_end_too() -> None:
    event = await make_event()
    await planning(event)
    clock.shift(HOUR * 2)
    assert await planned.release_due() == 0
    assert (await outcomes(), await Release.all().count()) == (["nothing"], 0)
