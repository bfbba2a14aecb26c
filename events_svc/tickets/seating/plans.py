"""Plans of seats as organisers change them: what tickets say of their seats, and the log of it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.accounts.person import Person
from events_svc.database import in_transaction, rows
from events_svc.events import places
from events_svc.text import Text
from venues import seats
from venues.models import Room
from venues.seat_models import SeatMap
from venues.seats import Drawing, Uses

SEVERAL = 500


async def plan_behind(person: Person, map_id: int, permission: Permission) -> SeatMap:
    """The plan with this id, its room and venue, if the person has the permission there; else NotFound."""
    found = await SeatMap.get_or_none(id=map_id).select_related("room__venue")
    if found is None or found.room.venue.owner not in await places.usable(person, permission):
        raise NotFound
    return found


async def usable_plans(person: Person, permission: Permission) -> list[SeatMap]:
    """The plans of all venues on which the person has the permission, newest first."""
    owners = await places.usable(person, permission)
    found = SeatMap.filter(room__venue__owner__in=owners).select_related("room__venue")
    return await found.order_by("-id").limit(SEVERAL)


async def begin(room: Room, name: Text, categories: Sequence[Mapping[str, Any]]) -> SeatMap:
    """A plan of the room, whose venue is loaded, without seats."""
    async with in_transaction():
        made = await seats.begin(room, name, categories)
        await _note("seat_map.begun", made.id, room)
    return made


async def redraw(seat_map: SeatMap, drawing: Drawing, *, revision: int) -> SeatMap:
    """The plan, whose room and venue are loaded, is the drawing; see `venues.seats.redraw`."""
    async with in_transaction():
        made = await seats.redraw(seat_map, drawing, revision=revision, uses_of=uses_of)
        await _note("seat_map.drawn", made.id, seat_map.room, seats=len(drawing.spots))
    return made


async def rename(seat_map: SeatMap, name: Text) -> None:
    """The plan, whose room and venue are loaded, is called so."""
    async with in_transaction():
        await seats.rename(seat_map, name)
        await _note("seat_map.renamed", seat_map.id, seat_map.room)


async def uses_of(seat_ids: Collection[int]) -> Uses:
    """Who has these seats at events that are not over, and of which tickets and carts tell at all."""
    taken: set[int] = set()
    named: set[int] = set()
    ids = sorted(int(one) for one in seat_ids)
    for start in range(0, len(ids), SEVERAL):
        listed = ", ".join(str(one) for one in ids[start : start + SEVERAL])
        taken |= {row["seat_id"] for row in await rows(_TAKEN.format(listed), [clock.now()])}
        named |= {row["seat_id"] for row in await rows(_NAMED.format(listed, listed, listed))}
    return Uses(frozenset(taken), frozenset(named))


async def _note(action: str, map_id: int, room: Room, **detail: Any) -> None:
    organisation_id = int(room.venue.owner.partition(":")[2])
    await audit.record(action, f"seat_map:{map_id}", organisation_id=organisation_id, **detail)


_TAKEN = """
SELECT seat_taking.seat_id FROM seat_taking JOIN event ON event.id = seat_taking.event_id
WHERE seat_taking.seat_id IN ({}) AND event.ends_at > $1"""

_NAMED = """
SELECT seat_id FROM ticket WHERE seat_id IN ({})
UNION SELECT seat_id FROM cart_item WHERE seat_id IN ({})
UNION SELECT seat_id FROM seat_taking WHERE seat_id IN ({})"""
