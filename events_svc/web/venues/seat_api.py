"""Plans of seats in the API: list, begin, read, draw."""

from typing import Annotated

import msgspec
from starlette.routing import BaseRoute

from events_svc.accounts.permissions import Permission
from events_svc.events import places
from events_svc.text import Text
from events_svc.tickets.seating import plans
from events_svc.web import auth
from events_svc.web.api import operation
from events_svc.web.fields import Lines
from events_svc.web.rules import checked
from events_svc.web.state import Request
from events_svc.web.venues.seat_forms import SeatPlan, document
from venues.plan import plan_of
from venues.seat_models import SeatMap


class SeatMapDraft(SeatPlan, kw_only=True):
    """A new plan of a room, with its seats."""

    name: Lines


class SeatMapDrawing(SeatPlan, kw_only=True):
    """The whole plan, drawn on the `revision` that was read. A seat that is not in it goes."""

    revision: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]


class SeatMapView(SeatPlan, kw_only=True):
    """A plan of seats."""

    id: int
    room: int
    name: Text
    width: int
    height: int
    revision: int


class SeatMapSummary(msgspec.Struct):
    """A plan in a list."""

    id: int
    name: Text
    revision: int


class SeatMapList(msgspec.Struct):
    """All plans of a room."""

    items: list[SeatMapSummary]


async def index(request: Request) -> SeatMapList:
    """List the plans of a room."""
    person = await auth.person(request)
    room = await places.room_of(person, request.path_params["id"], Permission.EVENT_VIEW)
    found = await SeatMap.filter(room_id=room.id).order_by("id")
    return SeatMapList([SeatMapSummary(one.id, one.name, one.revision) for one in found])


async def begin(request: Request, draft: SeatMapDraft) -> SeatMapView:
    """Make a plan of a room."""
    person = await auth.person(request)
    room = await places.room_of(person, request.path_params["id"], Permission.AGENDA_EDIT)
    checked({"name": draft.name}, "UTC")
    made = await plans.begin(room, draft.name, draft.drawing().categories)
    made.room = room
    return await _view(await plans.redraw(made, draft.drawing(), revision=1))


async def show(request: Request) -> SeatMapView:
    """Read a plan with all its seats."""
    return await _view(await _permitted(request, Permission.EVENT_VIEW))


async def draw(request: Request, drawing: SeatMapDrawing) -> SeatMapView:
    """Draw a plan anew; seats that people have cannot go."""
    seat_map = await _permitted(request, Permission.AGENDA_EDIT)
    return await _view(await plans.redraw(seat_map, drawing.drawing(), revision=drawing.revision))


async def _permitted(request: Request, permission: Permission) -> SeatMap:
    person = await auth.person(request)
    return await plans.plan_behind(person, request.path_params["id"], permission)


async def _view(seat_map: SeatMap) -> SeatMapView:
    plan = await plan_of(seat_map.id, seat_map.guid, seat_map.revision)
    told = {
        **document(plan),
        "id": seat_map.id,
        "room": seat_map.room_id,
        "name": seat_map.name,
        "width": plan.width,
        "height": plan.height,
        "revision": seat_map.revision,
    }
    return msgspec.convert(told, SeatMapView)


routes: list[BaseRoute] = [
    operation("GET", "/rooms/{id:int}/seat-maps", index, name="seat_maps", answer=SeatMapList),
    operation(
        "POST",
        "/rooms/{id:int}/seat-maps",
        begin,
        name="make_seat_map",
        body=SeatMapDraft,
        answer=SeatMapView,
        status=201,
    ),
    operation("GET", "/seat-maps/{id:int}", show, name="api_seat_map", answer=SeatMapView),
    operation(
        "PUT",
        "/seat-maps/{id:int}",
        draw,
        name="draw_seat_map",
        body=SeatMapDrawing,
        answer=SeatMapView,
        refusals=[409],
    ),
]
