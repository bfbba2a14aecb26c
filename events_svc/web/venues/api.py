"""Venues and rooms in the API: list, make."""

from uuid import UUID

import msgspec
from starlette.routing import BaseRoute

from events_svc.accounts.permissions import Permission
from events_svc.events import places
from events_svc.text import Text
from events_svc.web import auth, paging
from events_svc.web.api import Page, operation
from events_svc.web.fields import Lines
from events_svc.web.organisation import candidates, chosen
from events_svc.web.rules import checked
from events_svc.web.state import Request
from events_svc.web.venues.forms import Capacity, Latitude, Longitude
from venues.models import Room, Venue
from venues.queries import owned_by, rooms_of


class VenueView(msgspec.Struct):
    """A venue."""

    id: int
    name: Text
    city: Text
    address: Text
    latitude: float | None
    longitude: float | None


class VenuePage(msgspec.Struct):
    """Venues, newest first; `next` is the cursor of the next page."""

    items: list[VenueView]
    next: str | None


class VenueDraft(msgspec.Struct):
    """A new venue of your first organisation."""

    name: Lines
    city: Lines = {}
    address: Lines = {}
    latitude: Latitude | None = None
    longitude: Longitude | None = None


class RoomView(msgspec.Struct):
    """A room of a venue."""

    id: int
    guid: UUID
    name: Text
    capacity: int | None


class RoomPage(msgspec.Struct):
    """Rooms in the order of their making; `next` is the cursor of the next page."""

    items: list[RoomView]
    next: str | None


class RoomDraft(msgspec.Struct):
    """A new room."""

    name: Lines
    capacity: Capacity | None = None


async def index(request: Request, page: Page) -> VenuePage:
    """List the venues of your organisations."""
    owners = await places.usable(await auth.person(request))
    found = await owned_by(owners, before_id=paging.number(page.cursor), limit=page.limit)
    shown, following = paging.cut(found, page.limit)
    return VenuePage(items=[_venue(venue) for venue in shown], next=following)


async def make(request: Request, draft: VenueDraft) -> VenueView:
    """Make a venue."""
    organisations = await candidates(request, Permission.AGENDA_EDIT)
    columns = checked(msgspec.structs.asdict(draft), "UTC")
    return _venue(await places.open_venue(chosen(organisations, None), columns))


async def rooms(request: Request, page: Page) -> RoomPage:
    """List the rooms of a venue."""
    venue = await _permitted(request, Permission.EVENT_VIEW)
    after = paging.number(page.cursor) or 0
    found = await rooms_of(venue, after_id=after, limit=page.limit)
    shown, following = paging.cut(found, page.limit)
    return RoomPage(items=[_room(room) for room in shown], next=following)


async def make_room(request: Request, draft: RoomDraft) -> RoomView:
    """Add a room to a venue."""
    venue = await _permitted(request, Permission.AGENDA_EDIT)
    checked({"name": draft.name}, "UTC")
    return _room(await places.add_room(venue, draft.name, capacity=draft.capacity))


async def _permitted(request: Request, permission: Permission) -> Venue:
    person = await auth.person(request)
    return await places.permitted(person, request.path_params["id"], permission)


def _venue(venue: Venue) -> VenueView:
    return VenueView(
        id=venue.id,
        name=venue.name,
        city=venue.city,
        address=venue.address,
        latitude=venue.latitude,
        longitude=venue.longitude,
    )


def _room(room: Room) -> RoomView:
    return RoomView(id=room.id, guid=room.guid, name=room.name, capacity=room.capacity)


routes: list[BaseRoute] = [
    operation("GET", "/venues", index, name="venues", query=Page, answer=VenuePage),
    operation(
        "POST",
        "/venues",
        make,
        name="make_venue",
        body=VenueDraft,
        answer=VenueView,
        status=201,
        refusals=[404],
    ),
    operation("GET", "/venues/{id:int}/rooms", rooms, name="rooms", query=Page, answer=RoomPage),
    operation(
        "POST",
        "/venues/{id:int}/rooms",
        make_room,
        name="make_room",
        body=RoomDraft,
        answer=RoomView,
        status=201,
    ),
]
