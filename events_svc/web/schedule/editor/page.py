"""The grid editor: a day of rooms and times, what has no time yet, what is wrong; it follows others."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.schedule import desk, moves
from events_svc.schedule.conflicts.kinds import Conflict
from events_svc.schedule.errors import (
    MovedMeanwhile,
    NothingToRedo,
    NothingToUndo,
    RoomTakenBy,
    SpeakerBusyWith,
)
from events_svc.schedule.lock import topic
from events_svc.web import access, auth, errors, forms, live, pages
from events_svc.web.schedule import reasons
from events_svc.web.schedule.editor import layout
from events_svc.web.state import Request

PATH = "/organiser/events/{slug}/grid"
REFUSED = (NothingToUndo, NothingToRedo, MovedMeanwhile, RoomTakenBy, SpeakerBusyWith)


async def show(request: Request) -> Response:
    """The editor of a day; as a fragment, the part of it that changes."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    return await _page(request, event)


async def stream(request: Request) -> Response:
    """An event whenever somebody has changed the agenda: the stamp of how it stands."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    return live.events(topic(event.id), lambda: desk.stamp(event))


async def undo(request: Request) -> Response:
    """The last own move is taken back."""
    return await _step(request, moves.undo)


async def redo(request: Request) -> Response:
    """The move taken back last is done again."""
    return await _step(request, moves.redo)


async def _step(request: Request, step: Any) -> Response:
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    await forms.read(request)
    try:
        session = await step(event, (await auth.person(request)).user_id)
    except REFUSED as error:
        return await _page(request, event, status=409, refusal=errors.words(error))
    day = desk.day_of(session.starts_at, ZoneInfo(event.timezone)) if session.starts_at else None
    asked = f"?day={day}" if day else ""
    return pages.redirect(request, f"/organiser/events/{event.slug}/grid{asked}#{session.code}")


async def _page(
    request: Request, event: Event, *, status: int = 200, refusal: str = ""
) -> Response:
    shown = await desk.desk(event, _day(request))
    person = await auth.person(request)
    can_undo, can_redo = await moves.possible(event, person.user_id)
    zone = ZoneInfo(event.timezone)
    rooms = {room.id: room for room in shown.rooms}
    template = "schedule/_editor.html" if pages.is_fragment(request) else "schedule/editor.html"
    return await pages.render(
        request,
        template,
        status=status,
        event=event,
        desk=shown,
        rooms=rooms,
        grid=layout.lay_out(shown.day, shown.sessions, [*rooms], zone),
        wrong=_by_session(shown.conflicts),
        reason=reasons.words,
        begins=lambda day: desk.bounds(day, zone)[0],
        refusal=refusal,
        can_undo=can_undo,
        can_redo=can_redo,
    )


def _by_session(conflicts: Any) -> dict[int, list[Conflict]]:
    """The conflicts of each session, the hard ones first; both sessions of a pair have it."""
    found: dict[int, list[Conflict]] = {}
    for one in sorted(conflicts, key=lambda one: not one.is_hard):
        found.setdefault(one.session.id, []).append(one)
        if one.other is not None and one.other.is_ours:
            found.setdefault(one.other.id, []).append(one.turned())
    return found


def _day(request: Request) -> date | None:
    try:
        return date.fromisoformat(request.query_params.get("day", ""))
    except ValueError:
        return None


routes: list[BaseRoute] = [
    Route(PATH, show, name="agenda_grid"),
    Route(f"{PATH}/stream", stream, name="agenda_grid_stream"),
    Route(f"{PATH}/undo", undo, methods=["POST"], name="agenda_grid_undo"),
    Route(f"{PATH}/redo", redo, methods=["POST"], name="agenda_grid_redo"),
]
