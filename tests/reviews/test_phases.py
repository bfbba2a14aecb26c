"""Phases follow each other."""

from datetime import timedelta

import pytest

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.reviews import phases
from events_svc.reviews.errors import PhasesOverlap, PhaseTooShort
from events_svc.reviews.models import Phase
from events_svc.reviews.phases import Rules
from tests.reviews.factories import DAY, make_call, make_phase

HOUR = timedelta(hours=1)


def rules(start: timedelta, end: timedelta) -> Rules:
    now = clock.now()
    return Rules({"en": "Round"}, now + start, now + end)


async def test_two_phases_are_never_open_at_once(database: None) -> None:
    call = await make_call()
    await make_phase(call)
    with pytest.raises(PhasesOverlap):
        await phases.add(call, rules(HOUR, 3 * DAY))
    await phases.add(call, rules(2 * DAY, 3 * DAY))
    assert [phase.name for phase in await phases.of_call(call.id)] == [
        {"zh": "初审", "en": "First look"},
        {"en": "Round"},
    ]


async def test_a_phase_can_be_moved_within_its_own_time(database: None) -> None:
    call = await make_call()
    phase = await make_phase(call)
    wanted = rules(-HOUR, HOUR)
    await phases.change(call, phase.id, wanted)
    assert (await Phase.get(id=phase.id)).closes_at == wanted.closes_at


async def test_a_phase_ends_after_it_begins(database: None) -> None:
    call = await make_call()
    with pytest.raises(PhaseTooShort):
        await phases.add(call, rules(HOUR, HOUR))
    assert await Phase.all().count() == 0


async def test_a_phase_is_open_from_its_first_instant_and_closed_at_its_last(
    database: None,
) -> None:
    call = await make_call()
    phase = await make_phase(call)
    clock.shift(phase.closes_at - clock.now() - timedelta(seconds=5))
    assert await phases.open_now(call.id) == phase
    clock.shift(DAY)
    assert await phases.open_now(call.id) is None


async def test_between_phases_the_last_one_governs_and_the_next_is_known(database: None) -> None:
    call = await make_call()
    last = await make_phase(call, opens_at=clock.now() - 3 * DAY, closes_at=clock.now() - DAY)
    coming = await make_phase(call, opens_at=clock.now() + DAY, closes_at=clock.now() + 2 * DAY)
    assert await phases.governing(call.id) == last
    assert await phases.next_after_now(call.id) == coming


async def test_a_phase_of_another_call_is_not_there(database: None) -> None:
    call = await make_call()
    other = await make_call(call.event, "posters")
    phase = await make_phase(other)
    with pytest.raises(NotFound):
        await phases.remove(call, phase.id)
    assert await Phase.exists(id=phase.id)
