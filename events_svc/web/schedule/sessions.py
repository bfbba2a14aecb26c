"""The organiser's page of a session: make it, change it, place it, cancel it."""

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData
from starlette.responses import Response

from events_svc.accounts.permissions import Permission
from events_svc.calls import sessions as proposed
from events_svc.events.models import Event
from events_svc.schedule import board, content, people
from events_svc.schedule.errors import (
    ChangedMeanwhile,
    NoLength,
    OutOfTime,
    RoomTakenBy,
    SessionCancelled,
    SpeakerBusyWith,
)
from events_svc.schedule.models import Session
from events_svc.schedule.revise import draw_up, revise
from events_svc.text import in_language
from events_svc.web import access, errors, forms, i18n, pages
from events_svc.web.schedule import differing
from events_svc.web.schedule import form as session_form
from events_svc.web.schedule.form import SessionForm, guard
from events_svc.web.state import Request
from venues.errors import RoomUnknown

BESIDE: dict[type[Exception], str] = {
    RoomTakenBy: "room",
    RoomUnknown: "room",
    SpeakerBusyWith: "speakers",
    SessionCancelled: "starts_at",
    NoLength: "minutes",
    OutOfTime: "starts_at",
}


async def new(request: Request) -> Response:
    """The empty form of a session."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    return await _form(request, event, values={"minutes": 45, "kind": "talk"})


async def create(request: Request) -> Response:
    """The event has one session more; a refusal stands beside its field and nothing is made."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    sent = await forms.read(request)
    try:
        form = forms.typed(sent, SessionForm)
        speaker_ids = await guard(event, form)
        made = await draw_up(
            event, form.words(None), speaker_ids=speaker_ids, placement=form.placement(event)
        )
    except forms.Malformed as error:
        return await _form(request, event, errors=error.errors, **_typed(sent))
    except tuple(BESIDE) as error:
        return await _form(request, event, errors=_beside(error), **_typed(sent))
    return pages.redirect(request, _back(event, made.code))


async def edit(request: Request) -> Response:
    """The form of a session as it stands."""
    event, session = await _found(request)
    values = await session_form.standing(session)
    names = [_named(person) for person in await _presenting(session)]
    return await _form(request, event, session=session, values=values, speakers=names)


async def save(request: Request) -> Response:
    """The session is as the form says; a refusal stands beside its field and nothing changes."""
    event, session = await _found(request)
    sent = await forms.read(request)
    try:
        form = forms.typed(sent, SessionForm)
        speaker_ids = await guard(event, form)
        words = form.words(content.content_of(session))
        await revise(
            session,
            words,
            speaker_ids=speaker_ids,
            placement=form.placement(event),
            seen=form.version,
        )
    except ChangedMeanwhile:
        return await _both(request, event, session, sent)
    except forms.Malformed as error:
        return await _form(request, event, session=session, errors=error.errors, **_typed(sent))
    except tuple(BESIDE) as error:
        return await _form(request, event, session=session, errors=_beside(error), **_typed(sent))
    return pages.redirect(request, _back(event, session.code))


async def _both(request: Request, event: Event, session: Session, sent: FormData) -> Response:
    """What was typed, beside how it is now; saved again, what was typed counts."""
    session = await board.session_of(event, session.code)
    now = await session_form.standing(session)
    now["speakers"] = [_named(person) for person in await _presenting(session)]
    typed = _typed(sent)
    typed["values"]["version"] = session.version
    kept = {**typed["values"], "speakers": typed["speakers"]}
    differs = differing.differences(now, kept)
    return await _form(request, event, session=session, differs=differs, **typed)


async def cancel(request: Request) -> Response:
    """The session is cancelled, with the proposal it came from; the next release says so."""
    event, session = await _found(request)
    await forms.read(request)
    await proposed.cancel(session)
    return pages.redirect(request, _back(event, session.code))


async def reinstate(request: Request) -> Response:
    """The session takes place after all."""
    event, session = await _found(request)
    await forms.read(request)
    await proposed.reinstate(session)
    return pages.redirect(request, _back(event, session.code))


async def _found(request: Request) -> tuple[Event, Session]:
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    return event, await board.session_of(event, request.path_params["code"])


async def _form(
    request: Request,
    event: Event,
    *,
    values: Mapping[str, Any],
    session: Session | None = None,
    speakers: list[str] | None = None,
    errors: dict[str, str] | None = None,
    differs: list[tuple[str, str, str]] | None = None,
) -> Response:
    status = 409 if differs is not None else 422 if errors else 200
    return await pages.render(
        request,
        "schedule/session_form.html",
        status=status,
        event=event,
        session=session,
        values=values,
        errors=errors or {},
        differs=differs,
        speakers=[*(speakers or []), *[""] * session_form.EMPTY_SPEAKERS],
        choosable=[_named(person) for person in await people.choosable(event)],
        rooms=await board.rooms(event),
        tracks=await board.tracks(event),
        kinds=session_form.KINDS,
    )


def _typed(sent: FormData) -> dict[str, Any]:
    """What was typed, as the form shows it again."""
    values: dict[str, Any] = {name: sent.getlist(name)[-1] for name in sent}
    values["more_rooms"] = [
        int(str(one)) for one in sent.getlist("more_rooms") if str(one).isdecimal()
    ]
    return {"values": values, "speakers": [str(one) for one in sent.getlist("speakers") if one]}


def _beside(error: Exception) -> dict[str, str]:
    field = next(BESIDE[kind] for kind in type(error).__mro__ if kind in BESIDE)
    return {field: errors.words(error)}


def _named(person: Mapping[str, Any]) -> str:
    """A person as the list of people names them: name · slug."""
    return f"{in_language(person['name'], i18n.language.get())} · {person['slug']}"


async def _presenting(session: Session) -> list[dict[str, Any]]:
    return [{"name": one.name, "slug": one.slug} for one in await board.presenting(session)]


def _back(event: Event, code: str) -> str:
    return f"/organiser/events/{event.slug}/agenda#{code}"
