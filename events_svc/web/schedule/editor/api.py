"""Placements in the API: move, take away, undo, redo; what clashes, and what would."""

from typing import Any
from zoneinfo import ZoneInfo

from starlette.routing import BaseRoute

from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.schedule import board, desk, moves
from events_svc.schedule.conflicts import reading, shade
from events_svc.schedule.hold import Placement
from events_svc.schedule.models import Session
from events_svc.web import access, auth
from events_svc.web.api import operation
from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext
from events_svc.web.schedule.editor.views import (
    AgendaDay,
    SessionConflict,
    SessionPlaced,
    SessionPlacement,
    SessionSeen,
    SessionShade,
    SessionSpot,
    conflict_view,
    placed_view,
    shade_view,
)
from events_svc.web.state import Request

PATH = "/events/{slug}"
ONE = PATH + "/sessions/{code}"


async def put(request: Request, wanted: SessionPlacement) -> SessionPlaced:
    """Give a session its rooms and time; you can take it back."""
    event, session = await _editable(request)
    placement = wanted.placement()
    await _guard_rooms(event, placement)
    person = await auth.person(request)
    await moves.move(session, placement, by=person.user_id, seen=wanted.version)
    return await _placed(event, session.code)


async def take_away(request: Request, seen: SessionSeen) -> None:
    """Take rooms and time away from a session; you can take it back."""
    _, session = await _editable(request)
    person = await auth.person(request)
    await moves.move(session, None, by=person.user_id, seen=seen.version)


async def undo(request: Request) -> SessionPlaced:
    """Take your last move back."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    session = await moves.undo(event, (await auth.person(request)).user_id)
    return await _placed(event, session.code)


async def redo(request: Request) -> SessionPlaced:
    """Do the move again that you took back last."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    session = await moves.redo(event, (await auth.person(request)).user_id)
    return await _placed(event, session.code)


async def ask(request: Request, spot: SessionSpot) -> list[SessionConflict]:
    """Ask what would be wrong with a session there and then; nothing is moved."""
    event, session = await _editable(request)
    placement = Placement(
        spot.starts_at, spot.ends_at, spot.room_id, is_exclusive=not session.shares_room
    )
    await _guard_rooms(event, placement)
    found = await reading.of_placement(event, session, placement)
    return [conflict_view(one) for one in found]


async def availability(request: Request, asked: AgendaDay) -> list[SessionShade]:
    """List when the rooms and the people of a session cannot be had on a day."""
    event, session = await _editable(request)
    during = desk.bounds(asked.day, ZoneInfo(event.timezone))
    found = await shade.shades(session, during, await board.rooms(event))
    return [shade_view(one) for one in found]


async def index(request: Request) -> list[SessionConflict]:
    """List all conflicts of the working agenda, in the order of time."""
    event = await access.editable_event(request, Permission.EVENT_VIEW)
    return [conflict_view(one) for one in await reading.of_event(event)]


async def _editable(request: Request) -> tuple[Event, Session]:
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    return event, await board.session_of(event, request.path_params["code"])


async def _guard_rooms(event: Event, placement: Placement) -> None:
    if not placement.room_ids:
        return
    if {*placement.room_ids} - {room.id for room in await board.rooms(event)}:
        raise Malformed({"room_id": gettext("There is no such room.")})


async def _placed(event: Event, code: str) -> SessionPlaced:
    session = await board.session_of(event, code)
    slugs = [person.slug for person in await board.presenting(session)]
    return placed_view(session, slugs, await reading.of_session(event, session))


def _act(method: str, path: str, endpoint: Any, name: str, **more: Any) -> BaseRoute:
    return operation(method, path, endpoint, name=name, refusals=(409,), **more)


routes: list[BaseRoute] = [
    _act(
        "PUT",
        f"{ONE}/placement",
        put,
        "session_place",
        body=SessionPlacement,
        answer=SessionPlaced,
    ),
    _act("DELETE", f"{ONE}/placement", take_away, "session_unschedule", query=SessionSeen),
    _act(
        "GET",
        f"{ONE}/conflicts",
        ask,
        "session_conflicts",
        query=SessionSpot,
        answer=list[SessionConflict],
    ),
    operation(
        "GET",
        f"{ONE}/availability",
        availability,
        name="session_availability",
        query=AgendaDay,
        answer=list[SessionShade],
    ),
    operation("GET", f"{PATH}/conflicts", index, name="conflicts", answer=list[SessionConflict]),
    _act("POST", f"{PATH}/moves/undo", undo, "move_undo", answer=SessionPlaced),
    _act("POST", f"{PATH}/moves/redo", redo, "move_redo", answer=SessionPlaced),
]
