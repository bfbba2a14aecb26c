"""The organiser's agenda: a day of it, what is wrong, what has changed, the next release."""

from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from starlette.responses import Response

from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.schedule import board, tracks
from events_svc.schedule.errors import TrackNameTaken
from events_svc.web import access, errors, forms, pages
from events_svc.web.schedule import reasons
from events_svc.web.schedule.form import Line
from events_svc.web.state import Request


class TrackForm(msgspec.Struct):
    name: dict[str, Line]
    color: Annotated[str, Meta(pattern=r"^#[0-9a-fA-F]{6}\Z")] = ""


async def index(request: Request) -> Response:
    """The working agenda of a day, with all that wants doing."""
    event = await access.editable_event(request, Permission.EVENT_VIEW)
    return await _index(request, event)


async def add_track(request: Request) -> Response:
    """The event has one track more."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    try:
        form = await forms.parse(request, TrackForm)
        await tracks.add(event, form.name, color=form.color)
    except forms.Malformed as error:
        return await _index(request, event, status=422, errors=error.errors, values=error.values)
    except TrackNameTaken as error:
        taken = {"name": errors.words(error)}
        return await _index(request, event, status=409, errors=taken)
    return pages.redirect(request, f"{_address(event)}#tracks")


async def save_track(request: Request) -> Response:
    """The track has another name or colour."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    track = await board.track_of(event, request.path_params["id"])
    form = await forms.parse(request, TrackForm)
    await tracks.edit(track, form.name, color=form.color or track.color)
    return pages.redirect(request, f"{_address(event)}#tracks")


async def remove_track(request: Request) -> Response:
    """The event has one track less; its sessions stay."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    track = await board.track_of(event, request.path_params["id"])
    await forms.read(request)
    await tracks.remove(track)
    return pages.redirect(request, f"{_address(event)}#tracks")


async def _index(
    request: Request,
    event: Event,
    *,
    status: int = 200,
    errors: dict[str, str] | None = None,
    values: dict[str, Any] | None = None,
) -> Response:
    shown = await board.board(event, _day(request))
    return await pages.render(
        request,
        "schedule/console.html",
        status=status,
        event=event,
        board=shown,
        tracks=await board.tracks(event),
        reason=reasons.words,
        errors=errors or {},
        values=values or {},
    )


def _day(request: Request) -> date | None:
    try:
        return date.fromisoformat(request.query_params.get("day", ""))
    except ValueError:
        return None


def _address(event: Event) -> str:
    return f"/organiser/events/{event.slug}/agenda"
