"""`/organiser/events/{slug}/media`: the links of each session, who says that they are live, recordings."""

from datetime import datetime
from typing import Any

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc import clock
from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.media import platforms, queries, recordings, sources
from events_svc.media.access import session_of
from events_svc.media.errors import AddressRefused, PlatformUnknown, WindowBackwards
from events_svc.media.live import Verdict
from events_svc.media.models import Recording, Source, SourceKind
from events_svc.media.recordings import Entry
from events_svc.media.sources import Link
from events_svc.schedule.models import Session, SessionState
from events_svc.web import access, forms, pages
from events_svc.web.errors import beside
from events_svc.web.fields import Id
from events_svc.web.media import link_form
from events_svc.web.media.link_form import LinkForm
from events_svc.web.media.links import Url, Word
from events_svc.web.state import Request

EVENT = "/organiser/events/{slug}/media"


class NewLinkForm(LinkForm, kw_only=True):
    """A live link of a session."""

    session_id: Id


class RecordedForm(msgspec.Struct):
    """The recording of a session, with its first link."""

    recorded_session_id: Id
    recorded_url: Url
    recorded_platform: Word = "file"


async def index(request: Request) -> Response:
    """Every session with links, what is known of them, and the recordings of the event."""
    return await _page(request, await access.editable_event(request, Permission.MEDIA_EDIT))


async def add_link(request: Request) -> Response:
    """A live link for a session."""
    event = await access.editable_event(request, Permission.MEDIA_EDIT)
    try:
        form = await forms.parse(request, NewLinkForm)
        session = await session_of(event, form.session_id)
        with beside("url", AddressRefused, PlatformUnknown), beside("valid_to", WindowBackwards):
            await sources.add_to_session(session, link_form.link(form, event))
    except forms.Malformed as error:
        return await _page(request, event, error.errors, await forms.as_typed(request))
    return pages.redirect(request, f"/organiser/events/{event.slug}/media")


async def add_recording(request: Request) -> Response:
    """The recording of a session under the session's own title; it is published from its own page."""
    event = await access.editable_event(request, Permission.MEDIA_EDIT)
    try:
        form = await forms.parse(request, RecordedForm)
        session = await session_of(event, form.recorded_session_id)
        link = Link(form.recorded_platform, form.recorded_url, kind=SourceKind.RECORDING)
        with beside("recorded_url", AddressRefused, PlatformUnknown):
            made = await recordings.add(event.organisation, _entry(event, session), links=[link])
    except forms.Malformed as error:
        return await _page(request, event, error.errors, await forms.as_typed(request))
    return pages.redirect(request, f"/organiser/recordings/{made.slug}")


async def retire(request: Request) -> Response:
    """The link is shown no longer."""
    source = await access.permitted_source(request, Permission.MEDIA_EDIT)
    await forms.read(request)
    await sources.retire(source)
    return pages.redirect(request, access.home_of(source))


async def _page(
    request: Request,
    event: Event,
    errors: dict[str, str] | None = None,
    values: dict[str, Any] | None = None,
) -> Response:
    found = await sources.of_event(event)
    facts = await queries.latest_facts([source.id for source in found])
    verdicts = {source.id: queries.judge(source, facts.get(source.id)) for source in found}
    return await pages.render(
        request,
        "media/console.html",
        status=422 if errors else 200,
        event=event,
        sessions=_by_session(found),
        verdicts=verdicts,
        figures=_figures(found, verdicts),
        choices=await _choices(event),
        recordings=await Recording.filter(event_id=event.id).order_by("-recorded_at", "-id"),
        platforms=platforms.PLATFORMS,
        values=values or {},
        errors=errors or {},
    )


def _by_session(found: list[Source]) -> list[tuple[Session, list[Source]]]:
    sessions: dict[int, tuple[Session, list[Source]]] = {}
    for source in found:
        assert source.session is not None
        sessions.setdefault(source.session.id, (source.session, []))[1].append(source)
    return [*sessions.values()]


def _figures(found: list[Source], verdicts: dict[int, Verdict]) -> dict[str, int]:
    return {
        "links": len(found),
        "live": sum(verdict.is_live for verdict in verdicts.values()),
        "missing": sum(verdict.is_missing for verdict in verdicts.values()),
    }


async def _choices(event: Event) -> list[Session]:
    scheduled = Session.filter(event_id=event.id, is_break=False, starts_at__isnull=False)
    return await scheduled.exclude(state=SessionState.CANCELLED).order_by("starts_at", "id")


def _entry(event: Event, session: Session) -> Entry:
    recorded_at: datetime = session.starts_at or clock.now()
    length = session.ends_at - session.starts_at if session.starts_at and session.ends_at else None
    return Entry(
        title=session.title,
        abstract=session.abstract,
        recorded_at=recorded_at,
        language=session.language or "zh",
        duration_seconds=int(length.total_seconds()) if length else None,
        event=event,
        session=session,
    )


routes: list[BaseRoute] = [
    Route(EVENT, index, name="event_media"),
    Route(f"{EVENT}/sources", add_link, methods=["POST"], name="event_media_sources"),
    Route(f"{EVENT}/recordings", add_recording, methods=["POST"], name="event_media_recordings"),
    Route("/organiser/sources/{id:int}/retirement", retire, methods=["POST"], name="source_retire"),
]
