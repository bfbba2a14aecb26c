"""Opening hours of rooms and ways between venues in the API."""

from typing import Annotated

import msgspec
from starlette.routing import BaseRoute

from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.events import places
from events_svc.web import auth
from events_svc.web.api import operation
from events_svc.web.fields import Instant
from events_svc.web.state import Request
from venues import openings, travel

Minutes = Annotated[int, msgspec.Meta(ge=0, le=travel.LONGEST_MINUTES)]


class RoomOpening(msgspec.Struct):
    """The room can be used from `starts_at` until just before `ends_at`."""

    starts_at: Instant
    ends_at: Instant


class RoomHours(msgspec.Struct):
    """When a room can be used; no openings: always."""

    openings: Annotated[list[RoomOpening], msgspec.Meta(max_length=openings.MOST)]


class VenueWay(msgspec.Struct):
    """How long the way to another venue takes, in either direction; null: by the distance."""

    minutes: Minutes | None


async def show(request: Request) -> RoomHours:
    """Read when a room is open."""
    room = await places.room_of(
        await auth.person(request), request.path_params["id"], Permission.EVENT_VIEW
    )
    return await _hours(room.id)


async def put(request: Request, hours: RoomHours) -> RoomHours:
    """Say when a room is open."""
    room = await places.room_of(
        await auth.person(request), request.path_params["id"], Permission.AGENDA_EDIT
    )
    await places.open_at(room, [(one.starts_at, one.ends_at) for one in hours.openings])
    return await _hours(room.id)


async def say(request: Request, way: VenueWay) -> VenueWay:
    """Say how long the way between two venues takes."""
    person = await auth.person(request)
    ids = request.path_params["id"], request.path_params["other"]
    one, other = [await places.permitted(person, id_, Permission.AGENDA_EDIT) for id_ in ids]
    if one.id == other.id:
        raise NotFound
    await places.say_way(one, other, way.minutes)
    return way


async def _hours(room_id: int) -> RoomHours:
    spans = (await openings.of_rooms([room_id])).get(room_id, [])
    return RoomHours([RoomOpening(*span) for span in spans])


routes: list[BaseRoute] = [
    operation("GET", "/rooms/{id:int}/openings", show, name="room_openings", answer=RoomHours),
    operation(
        "PUT",
        "/rooms/{id:int}/openings",
        put,
        name="room_open_at",
        body=RoomHours,
        answer=RoomHours,
    ),
    operation(
        "PUT",
        "/venues/{id:int}/ways/{other:int}",
        say,
        name="venue_way",
        body=VenueWay,
        answer=VenueWay,
    ),
]
