"""A scenario is kept beside the agenda and put in force as a whole, or not at all."""

import pytest

from events_svc.accounts.errors import NotFound
from events_svc.events.models import Event
from events_svc.schedule import place, scenarios
from events_svc.schedule.errors import ScenarioNameTaken, ScenarioRefused, ScenarioUnready
from events_svc.schedule.hold import Placement
from events_svc.schedule.models import Session
from events_svc.schedule.plan_models import Scenario, ScenarioPlacement, ScenarioState
from tests.events.factories import make_event
from tests.schedule.factories import HOUR, make_placed, make_session
from tests.venues.factories import make_room
from venues.book import book
from venues.models import Booking


async def starts(event: Event) -> dict[str, float | None]:
    """The sessions and how many hours after the event's beginning each begins."""
    found = await Session.filter(event_id=event.id).order_by("id")
    return {
        one.title["en"]: (one.starts_at - event.starts_at) / HOUR if one.starts_at else None
        for one in found
    }


async def test_two_sessions_that_have_changed_places_change_back(database: None) -> None:
    event, room = await make_event(), await make_room()
    one = await make_placed(event, "One", room=room)
    two = await make_placed(event, "Two", room=room, starts_at=event.starts_at + HOUR)
    kept = await scenarios.keep(event, "Morning")
    await place.unschedule(one)
    await place.place(two, Placement(event.starts_at, event.starts_at + HOUR, room.id))
    later = Placement(event.starts_at + HOUR, event.starts_at + 2 * HOUR, room.id)
    await place.place(one, later)

    changed = await scenarios.apply(kept, event)

    assert [one.session.title["en"] for one in changed] == ["One", "Two"]
    assert await starts(event) == {"One": 0, "Two": 1}
    assert await scenarios.compare(kept) == []
    assert (await Scenario.get()).state is ScenarioState.APPLIED


async def test_what_came_later_loses_its_time_and_what_was_cancelled_stays_so(
    database: None,
) -> None:
    event = await make_event()
    gone = await make_placed(event, "Gone")
    kept = await scenarios.keep(event, "Plan")
    await place.withdraw(gone)
    await make_placed(event, "New")
    (difference,) = await scenarios.compare(kept)
    assert (difference.session.title["en"], difference.then) == ("New", None)
    await scenarios.apply(kept, event)
    assert await starts(event) == {"Gone": 0, "New": None}


async def test_all_or_nothing_and_every_refusal_is_named(database: None) -> None:
    event, rooms = await make_event(), [await make_room(key) for key in "abc"]
    sessions = [await make_placed(event, str(n), room=room) for n, room in enumerate(rooms)]
    kept = await scenarios.keep(event, "Plan")
    for session in sessions:
        await place.unschedule(session)
    for room in rooms[:2]:
        await book(room.id, event.starts_at, event.starts_at + HOUR, holder="party:1")

    with pytest.raises(ScenarioRefused) as refused:
        await scenarios.apply(kept, event)

    assert [one.room["en"] for one in refused.value.refusals] == ["Hall a", "Hall b"]  # type: ignore[attr-defined]  # the error has them
    assert await starts(event) == {"0": None, "1": None, "2": None}
    assert await Booking.all().values_list("holder", flat=True) == ["party:1", "party:1"]


async def test_more_rooms_and_sharing_are_kept(database: None) -> None:
    event, room, other = await make_event(), await make_room("a"), await make_room("b")
    session = await make_session(event)
    span = (event.starts_at, event.starts_at + HOUR)
    shown = Placement(*span, room.id, is_exclusive=False, more_room_ids=(other.id,))
    await place.place(session, shown)
    kept = await scenarios.keep(event, "Plan")
    await place.unschedule(session)
    assert [one.then for one in await scenarios.compare(kept)] == [shown]
    await scenarios.apply(kept, event)
    assert await Booking.all().count() == 2


async def test_a_name_stands_for_one_scenario(database: None) -> None:
    event = await make_event()
    kept, other = await scenarios.keep(event, "Plan"), await scenarios.keep(event, "Other")
    with pytest.raises(ScenarioNameTaken):
        await scenarios.keep(event, "Plan")
    with pytest.raises(ScenarioNameTaken):
        await scenarios.rename(other, event, "Plan")
    await scenarios.rename(kept, event, "Better")
    names = [one.name for one in await scenarios.of_event(event)]
    assert names == ["Other", "Better"]


async def test_a_dropped_scenario_leaves_the_agenda_alone(database: None) -> None:
    event = await make_event()
    await make_placed(event, "One")
    kept = await scenarios.keep(event, "Plan")
    await scenarios.drop(kept, event)
    assert await ScenarioPlacement.all().count() == 0
    assert await starts(event) == {"One": 0}
    with pytest.raises(NotFound):
        await scenarios.scenario_of(event, kept.id)


async def test_what_is_still_being_computed_is_not_applied(database: None) -> None:
    event = await make_event()
    await make_placed(event, "One")
    kept = await scenarios.keep(event, "Plan")
    await Scenario.filter(id=kept.id).update(state=ScenarioState.COMPUTING)
    with pytest.raises(ScenarioUnready):
        await scenarios.apply(kept, event)
    assert await starts(event) == {"One": 0}
