"""Who is in the house: by the last passage through any of its entrances."""

from uuid import uuid4

import pytest

from events_svc.checkin import inside
from events_svc.checkin.models import Direction
from events_svc.checkin.undo import undo
from events_svc.events.models import Event
from tests.checkin.factories import make_door, make_order, make_ticket, scan_ticket
from tests.events.factories import make_event


@pytest.fixture
async def event(database: None) -> Event:
    return await make_event()


async def test_who_goes_out_by_another_list_is_out(event: Event) -> None:
    east = await make_door(event, entry_after_exit=True)
    west = await make_door(event, types=[east.ticket_type], entry_after_exit=True)
    lunch = await make_door(event, types=[east.ticket_type], is_entrance=False)
    order = await make_order(event)
    came, stayed = [await make_ticket(east.ticket_type, number=n, order=order) for n in (1, 2)]
    for door, ticket, way in (
        (east, came, Direction.ENTRY),
        (east, stayed, Direction.ENTRY),
        (lunch, came, Direction.ENTRY),
        (west, came, Direction.EXIT),
    ):
        assert (await scan_ticket(door, ticket, direction=way)).verdict == "ok"
    assert await inside.house(event.id) == inside.Crowd(2, 1)
    assert await inside.inside_of_list(east.checkin_list) == 2
    assert await inside.crowds(event.id) == {
        east.checkin_list.id: inside.Crowd(2, 2),
        lunch.checkin_list.id: inside.Crowd(1, 1),
    }


async def test_the_last_passage_through_any_entrance_counts(event: Event) -> None:
    east = await make_door(event, entry_after_exit=True)
    west = await make_door(event, types=[east.ticket_type], entry_after_exit=True)
    order = await make_order(event)
    back, out, late, undone = [
        await make_ticket(east.ticket_type, number=number, order=order) for number in range(1, 5)
    ]
    for ticket, ways in (
        (back, [(east, Direction.ENTRY), (west, Direction.EXIT), (west, Direction.ENTRY)]),
        (out, [(east, Direction.ENTRY), (west, Direction.ENTRY), (west, Direction.EXIT)]),
        (late, [(west, Direction.EXIT), (east, Direction.ENTRY)]),
        (undone, [(east, Direction.ENTRY), (west, Direction.ENTRY)]),
    ):
        said = [await scan_ticket(door, ticket, direction=way) for door, way in ways]
        assert {one.verdict for one in said} == {"ok"}
    token_hash = west.device.token_hash
    await undo(uuid4(), undone=said[-1].scan_id, token_hash=token_hash, gate_id=west.gate.id)
    assert await inside.house(event.id) == inside.Crowd(4, 3)


async def test_a_house_with_one_entrance_counts_who_has_not_gone_out(event: Event) -> None:
    door = await make_door(event, entry_after_exit=True)
    for number in (1, 2):
        await scan_ticket(door, await make_ticket(door.ticket_type, number=number))
    assert await inside.house(event.id) == inside.Crowd(2, 2)
