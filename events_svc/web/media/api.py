"""The API of live links and recordings."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from starlette.routing import BaseRoute

from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.events import queries as events
from events_svc.media import access as media_access
from events_svc.media import bulk, index, queries, recordings, sources
from events_svc.media.models import Access, Recording, Source, SourceKind
from events_svc.media.recordings import Entry
from events_svc.media.sources import Link
from events_svc.schedule.models import Session
from events_svc.text import text
from events_svc.web import access, auth
from events_svc.web.api import operation
from events_svc.web.events.organisation import chosen
from events_svc.web.media.console import permitted_source
from events_svc.web.media.recording_form import Id, Slug, Url, Word, chosen_series
from events_svc.web.state import Request

Line = Annotated[str, msgspec.Meta(max_length=200)]
Prose = Annotated[str, msgspec.Meta(max_length=10_000)]
Cursor = Annotated[str, msgspec.Meta(max_length=60)]


class SourceView(msgspec.Struct):
    """A link under which something can be watched."""

    id: int
    platform: str
    kind: SourceKind
    url: str
    language: str
    role: str


class SourceBody(msgspec.Struct):
    """A link as an organiser gives it; a blank platform is guessed from the address."""

    url: Url
    platform: Word = ""
    language: Word = "zh"
    kind: SourceKind = SourceKind.LIVE
    role: Literal["main", "slides", "audio", "sign"] = "main"
    position: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 0


class FactBody(msgspec.Struct):
    """What an operator says of a live link."""

    state: Literal["live", "ended"]
    reason: Annotated[str, msgspec.Meta(max_length=300)] = ""


class FactView(msgspec.Struct):
    """A fact about a live link, and how it is known."""

    id: int
    state: str
    basis: str
    at: datetime


class LiveView(msgspec.Struct):
    """A link that is live now, with the evidence for it."""

    source_id: int
    url: str
    platform: str
    language: str
    basis: str
    since: datetime
    event: str
    session: str
    title: dict[str, str]


class LiveList(msgspec.Struct):
    """Everything that is live now."""

    items: list[LiveView]


class SourceList(msgspec.Struct):
    """The links of a session."""

    items: list[SourceView]


class RecordingView(msgspec.Struct):
    """A published recording; `sources` are its public links."""

    slug: str
    title: dict[str, str]
    abstract: dict[str, str]
    people: str
    language: str
    duration_seconds: int | None
    recorded_at: datetime
    series: str | None
    episode: int | None
    sources: list[SourceView]


class RecordingList(msgspec.Struct):
    """A page of recordings, the newest first."""

    items: list[RecordingView]
    next: str | None


class RecordingQuery(msgspec.Struct):
    """Words to find, a series, and where the page before ended."""

    q: Line = ""
    series: Line = ""
    cursor: Cursor = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 24


class RecordingBody(msgspec.Struct):
    """A new recording of an organisation, with its links; it is public when published."""

    title: dict[Literal["zh", "en"], Line]
    recorded_at: Annotated[datetime, msgspec.Meta(tz=True)]
    sources: Annotated[list[SourceBody], msgspec.Meta(max_length=20)] = []
    slug: Slug | None = None
    abstract: dict[Literal["zh", "en"], Prose] = {}
    people: Annotated[str, msgspec.Meta(max_length=500)] = ""
    language: Word = "zh"
    duration_seconds: Annotated[int, msgspec.Meta(ge=0, le=10**7)] | None = None
    episode: Annotated[int, msgspec.Meta(ge=0, le=99_999)] | None = None
    series_id: Id | None = None
    organisation_id: Id | None = None


async def live(request: Request) -> LiveList:
    """What is live now, each with the evidence that says so."""
    return LiveList([_live(one) for one in await queries.live_now()])


async def session_sources(request: Request) -> SourceList:
    """The public links of a session, by its code."""
    event = await access.public_event(request)
    session = await _session(event.id, request.path_params["code"])
    found = Source.filter(session=session, access=Access.PUBLIC, retired_at=None)
    return SourceList([source_view(one) for one in await found.order_by("position", "id")])


async def add_source(request: Request, body: SourceBody) -> SourceView:
    """A link for a session."""
    event = await access.editable_event(request, Permission.MEDIA_EDIT)
    session = await _session(event.id, request.path_params["code"])
    return source_view(await sources.add_to_session(session, _link(body)))


async def change_source(request: Request, body: SourceBody) -> SourceView:
    """The link says what the body says; its facts and figures stay."""
    source = await permitted_source(request, Permission.MEDIA_EDIT)
    await sources.change(source, _link(body))
    return source_view(await Source.get(id=source.id))


async def retire_source(request: Request) -> None:
    """The link is shown no longer; its figures stay."""
    await sources.retire(await permitted_source(request, Permission.MEDIA_EDIT))


async def say(request: Request, body: FactBody) -> FactView:
    """An operator says that a link is live, or has ended."""
    source = await permitted_source(request, Permission.MEDIA_EDIT)
    fact = await sources.say(source, body.state, reason=body.reason)
    return FactView(fact.id, fact.state, fact.basis, fact.at)


async def list_recordings(request: Request, query: RecordingQuery) -> RecordingList:
    """Published recordings: the newest, of a series, or those in which all words stand."""
    series = await index.series_of(query.series) if query.series else None
    wanted = index.Wanted(query.q, series_id=series.id if series else None)
    page = await index.find(wanted, cursor=query.cursor, limit=query.limit)
    found = await Recording.filter(id__in=[one.id for one in page.recordings]).prefetch_related(
        "series", "sources"
    )
    by_id = {one.id: one for one in found}
    return RecordingList([_recording(by_id[one.id]) for one in page.recordings], page.next)


async def show_recording(request: Request) -> RecordingView:
    """A published recording with its public links."""
    recording = await index.published(request.path_params["slug"])
    if recording is None:
        raise NotFound
    return _recording(recording)


async def add_recording(request: Request, body: RecordingBody) -> RecordingView:
    """A new recording, not yet public."""
    person = await auth.signed_in(request)
    permitted = await events.organisations(person, Permission.MEDIA_EDIT)
    organisation = chosen(permitted, body.organisation_id)
    entry = Entry(
        title=text(**body.title),
        recorded_at=body.recorded_at,
        slug=body.slug or "",
        abstract=text(**body.abstract),
        people=body.people,
        language=body.language,
        duration_seconds=body.duration_seconds,
        episode=body.episode,
        series=await chosen_series(body.series_id, person),
    )
    made = await recordings.add(organisation, entry, links=[_link(one) for one in body.sources])
    await made.fetch_related("series", "sources")
    return _recording(made)


async def publish_recording(request: Request) -> None:
    """The recording stands in the public index."""
    await recordings.publish(await _permitted(request))


async def withdraw_recording(request: Request) -> None:
    """The recording is taken out of the public index."""
    await recordings.withdraw(await _permitted(request))


def source_view(source: Source) -> SourceView:
    """The link as the API shows it."""
    return SourceView(
        source.id, source.platform, source.kind, source.url, source.language, source.role
    )


def _link(body: SourceBody) -> Link:
    platform = body.platform or bulk.guessed(body.url)
    return Link(platform, body.url, body.language, body.kind, body.role, body.position)


async def _session(event_id: int, code: str) -> Session:
    session = await Session.get_or_none(event_id=event_id, code=code.upper())
    if session is None:
        raise NotFound
    return session


async def _permitted(request: Request) -> Recording:
    person = await auth.signed_in(request)
    slug = request.path_params["slug"]
    return await media_access.permitted_recording(person, slug, Permission.MEDIA_EDIT)


def _live(one: queries.LiveNow) -> LiveView:
    return LiveView(
        source_id=one.source_id,
        url=one.url,
        platform=one.platform,
        language=one.language,
        basis=one.basis,
        since=one.since,
        event=one.event_slug,
        session=one.session_code,
        title=one.session_title,
    )


def _recording(recording: Recording) -> RecordingView:
    return RecordingView(
        slug=recording.slug,
        title=recording.title,
        abstract=recording.abstract,
        people=recording.people,
        language=recording.language,
        duration_seconds=recording.duration_seconds,
        recorded_at=recording.recorded_at,
        series=recording.series.slug if recording.series else None,
        episode=recording.episode,
        sources=[source_view(one) for one in index.shown(recording)],
    )


SESSION = "/events/{slug}/sessions/{code}/sources"

routes: list[BaseRoute] = [
    operation("GET", "/live", live, name="live", answer=LiveList, is_public=True),
    operation("GET", SESSION, session_sources, name="session-sources", answer=SourceList, is_public=True),
    operation(
        "POST", SESSION, add_source, name="source-add", body=SourceBody, answer=SourceView, status=201
    ),
    operation(
        "PUT", "/sources/{id:int}", change_source, name="source-change", body=SourceBody, answer=SourceView
    ),
    operation("DELETE", "/sources/{id:int}", retire_source, name="source-retire"),
    operation(
        "POST", "/sources/{id:int}/facts", say, name="source-say", body=FactBody, answer=FactView,
        status=201,
    ),
    operation(
        "GET", "/recordings", list_recordings, name="recordings", query=RecordingQuery,
        answer=RecordingList, refusals=[404], is_public=True,
    ),
    operation(
        "POST", "/recordings", add_recording, name="recording-add", body=RecordingBody,
        answer=RecordingView, status=201, refusals=[404],
    ),
    operation(
        "GET", "/recordings/{slug}", show_recording, name="recording", answer=RecordingView, is_public=True
    ),
    operation(
        "PUT", "/recordings/{slug}/publication", publish_recording, name="recording-publish",
        refusals=[409],
    ),
    operation(
        "DELETE", "/recordings/{slug}/publication", withdraw_recording, name="recording-withdraw"
    ),
]  # fmt: skip
