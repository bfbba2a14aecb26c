"""The venues of our organisations: who may use and change them, and the log of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.accounts.models import Organisation
from events_svc.accounts.permissions import Permission
from events_svc.accounts.person import Person
from events_svc.database import in_transaction
from events_svc.events import queries
from venues import open as opening
from venues import openings, travel
from venues.models import Room, Venue


async def usable(person: Person, permission: Permission = Permission.EVENT_VIEW) -> list[str]:
    """The owners (`organisation:3`) on whose venues the person has the permission."""
    return [owner(one) for one in await queries.organisations(person, permission)]


async def permitted(person: Person, venue_id: int, permission: Permission) -> Venue:
    """The venue with this id, if the person has the permission on its owner; else NotFound."""
    venue = await Venue.get_or_none(id=venue_id)
    if venue is None or venue.owner not in await usable(person, permission):
        raise NotFound
    return venue


async def open_venue(organisation: Organisation, columns: Mapping[str, Any]) -> Venue:
    """A venue of the organisation, without rooms."""
    async with in_transaction():
        venue = await opening.open_venue(owner(organisation), columns)
        await _note("venue.opened", venue)
    return venue


async def change_venue(venue: Venue, columns: Mapping[str, Any]) -> None:
    """The venue with these columns changed."""
    async with in_transaction():
        await opening.change_venue(venue, columns)
        await _note("venue.changed", venue)


async def add_room(venue: Venue, name: Mapping[str, str], *, capacity: int | None) -> Room:
    """A room of the venue, last of its list. Raises RoomNameTaken."""
    async with in_transaction():
        room = await opening.add_room(venue, name, capacity=capacity)
        await _note("room.added", venue)
    return room


async def room_of(person: Person, room_id: int, permission: Permission) -> Room:
    """The room with this id and its venue, if the person has the permission there; else NotFound."""
    room = await Room.get_or_none(id=room_id).select_related("venue")
    if room is None or room.venue.owner not in await usable(person, permission):
        raise NotFound
    return room


async def open_at(room: Room, spans: Sequence[openings.Span]) -> None:
    """The room, whose venue is loaded, can be used then and at no other time; see `openings.open_at`."""
    async with in_transaction():
        await openings.open_at(room, spans)
        await _note("room.opened", room.venue)


async def say_way(one: Venue, other: Venue, minutes: int | None) -> None:
    """The way between the two takes so long; None: by the distance."""
    async with in_transaction():
        await travel.say(one, other, minutes)
        await _note("venue.way_said", one)


def owner(organisation: Organisation) -> str:
    """The word under which `venues` knows the organisation."""
    return f"organisation:{organisation.id}"


async def _note(action: str, venue: Venue) -> None:
    organisation_id = int(venue.owner.partition(":")[2])
    await audit.record(action, f"venue:{venue.id}", organisation_id=organisation_id)
