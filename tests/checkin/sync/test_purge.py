"""A day after the event nothing is kept for its phones."""

from datetime import timedelta

import pytest

from events_svc import clock
from events_svc.checkin.sync import snapshot
from events_svc.checkin.sync.errors import SnapshotNeeded
from events_svc.checkin.sync.models import DoorChange, DoorLife
from events_svc.checkin.sync.purge import purge
from events_svc.events.models import Event
from tests.accounts.factories import make_organisation
from tests.checkin.calm import calm
from tests.checkin.factories import make_door, make_ticket
from tests.events.factories import make_event


async def test_changes_of_events_that_are_over_are_deleted_and_no_others(database: None) -> None:
    over = await make_door()
    coming = await make_door(await make_event("b", organisation=await make_organisation("b")))
    for door in (over, coming):
        await make_ticket(door.ticket_type)
        await snapshot.of_gate(door.gate)
    await _end(over.event, timedelta(hours=24, seconds=1))
    await _end(coming.event, timedelta(hours=23))
    noted = await DoorChange.filter(event_id=over.event.id).count()
    assert (await purge(), await purge()) == (noted, 0)
    assert {one.event_id for one in await DoorChange.all()} == {coming.event.id}
    assert [one.event_id for one in await DoorLife.all()] == [coming.event.id]


async def test_an_event_that_goes_on_after_all_is_followed_from_a_new_snapshot(
    database: None,
) -> None:
    door = await make_door()
    cursor = (await snapshot.of_gate(door.gate)).cursor
    await _end(door.event, timedelta(hours=25))
    await purge()
    await _end(door.event, timedelta(hours=-1))
    with pytest.raises(SnapshotNeeded):
        await snapshot.since(door.gate, cursor)
    await calm()
    fresh = await snapshot.of_gate(door.gate)
    assert (await snapshot.since(door.gate, fresh.cursor)).tickets == []


async def _end(event: Event, ago: timedelta) -> None:
    ends_at = clock.now() - ago
    await Event.filter(id=event.id).update(starts_at=ends_at - timedelta(days=1), ends_at=ends_at)
