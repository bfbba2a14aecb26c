"""The agenda in the API: sessions, their places, tracks, releases."""

import dataclasses
from collections.abc import Sequence
from operator import attrgetter
from typing import Any

import msgspec
from starlette.routing import BaseRoute

from events_svc.accounts.permissions import Permission
from events_svc.calls import sessions as proposed
from events_svc.events.models import Event
from events_svc.schedule import board, content, queries, tracks
from events_svc.schedule.content import Content
from events_svc.schedule.models import Session
from events_svc.schedule.release import release
from events_svc.web import access, paging
from events_svc.web.api import Page, operation
from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext
from events_svc.web.schedule.views import (
    ReleaseDraft,
    ReleasePage,
    ReleaseView,
    SessionChange,
    SessionDraft,
    SessionPage,
    SessionView,
    TrackDraft,
    TrackView,
    release_view,
    session_view,
    track_view,
)
from events_svc.web.state import Request

PATH = "/events/{slug}"
ONE = PATH + "/sessions/{code}"


async def index(request: Request, page: Page) -> SessionPage:
    """List the sessions of the working agenda, in the order of their making."""
    event = await access.editable_event(request, Permission.EVENT_VIEW)
    after = paging.number(page.cursor) or 0
    found = await board.page(event, after_id=after, limit=page.limit)
    shown, following = paging.cut(found, page.limit)
    slugs = await board.slugs_of([session.id for session in shown])
    items = [session_view(session, slugs.get(session.id, [])) for session in shown]
    return SessionPage(items=items, next=following)


async def show(request: Request) -> SessionView:
    """Read a session of the working agenda."""
    event = await access.editable_event(request, Permission.EVENT_VIEW)
    return await _view(event, request.path_params["code"])


async def make(request: Request, draft: SessionDraft) -> SessionView:
    """Add a session, without room and time."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    given = msgspec.to_builtins(draft)
    speaker_ids = await _people(event, given.pop("speakers"))
    await _guard_track(event, given["track_id"])
    made = await content.add(event, Content(**given), speaker_ids=speaker_ids)
    return await _view(event, made.code)


async def alter(request: Request, change: SessionChange) -> SessionView:
    """Change what a session says, and who presents it."""
    event, session = await _editable(request)
    given = msgspec.to_builtins(change)
    slugs, seen = given.pop("speakers", None), given.pop("version")
    if "track_id" in given:
        await _guard_track(event, given["track_id"])
    speaker_ids = None if slugs is None else await _people(event, slugs)
    words = dataclasses.replace(content.content_of(session), **given)
    await content.rewrite(session, words, speaker_ids=speaker_ids, seen=seen)
    return await _view(event, session.code)


async def cancel(request: Request) -> SessionView:
    """Cancel a session, with the proposal it came from; doing it again changes nothing."""
    event, session = await _editable(request)
    await proposed.cancel(session)
    return await _view(event, session.code)


async def reinstate(request: Request) -> None:
    """Take the cancellation of a session back."""
    _, session = await _editable(request)
    await proposed.reinstate(session)


async def list_tracks(request: Request) -> list[TrackView]:
    """List the tracks of an event."""
    event = await access.editable_event(request, Permission.EVENT_VIEW)
    return [track_view(track) for track in await board.tracks(event)]


async def make_track(request: Request, draft: TrackDraft) -> TrackView:
    """Add a track."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    name = {str(lang): words for lang, words in draft.name.items() if words.strip()}
    if not name:
        raise Malformed({"name": gettext("Please fill this in.")})
    return track_view(await tracks.add(event, name, color=draft.color or ""))


async def list_releases(request: Request, page: Page) -> ReleasePage:
    """List the versions of the agenda, newest first."""
    event = await access.public_event(request)
    before = paging.number(page.cursor)
    found = await queries.releases(event.id, before=before, limit=page.limit + 1)
    shown, following = paging.cut(found, page.limit, by=attrgetter("number"))
    return ReleasePage(items=[release_view(one) for one in shown], next=following)


async def publish(request: Request, draft: ReleaseDraft) -> ReleaseView:
    """Release the working agenda as the next version."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    note = {str(lang): words for lang, words in draft.note.items() if words.strip()}
    return release_view(await release(event, note, tell=draft.tell))


async def _editable(request: Request) -> tuple[Event, Session]:
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    return event, await board.session_of(event, request.path_params["code"])


async def _view(event: Event, code: str) -> SessionView:
    session = await board.session_of(event, code)
    return session_view(session, [person.slug for person in await board.presenting(session)])


async def _people(event: Event, slugs: Sequence[str]) -> list[int]:
    known = await board.speaker_ids(event, [*slugs])
    if unknown := [slug for slug in slugs if slug not in known]:
        words = gettext("Nobody is called “{name}” here.").format(name=unknown[0])
        raise Malformed({"speakers": words})
    return [known[slug] for slug in slugs]


async def _guard_track(event: Event, track_id: int | None) -> None:
    if track_id and track_id not in {track.id for track in await board.tracks(event)}:
        raise Malformed({"track_id": gettext("There is no such track.")})


def _session(method: str, path: str, endpoint: Any, name: str, **more: Any) -> BaseRoute:
    refusals = () if method == "GET" else (409,)
    return operation(method, path, endpoint, name=name, refusals=refusals, **more)


routes: list[BaseRoute] = [
    _session("GET", f"{PATH}/sessions", index, "sessions", query=Page, answer=SessionPage),
    _session(
        "POST",
        f"{PATH}/sessions",
        make,
        "session_make",
        body=SessionDraft,
        answer=SessionView,
        status=201,
    ),
    _session("GET", ONE, show, "session_read", answer=SessionView),
    _session("PATCH", ONE, alter, "session_alter", body=SessionChange, answer=SessionView),
    _session("PUT", f"{ONE}/cancellation", cancel, "session_withdraw", answer=SessionView),
    _session("DELETE", f"{ONE}/cancellation", reinstate, "session_restore"),
    _session("GET", f"{PATH}/tracks", list_tracks, "tracks", answer=list[TrackView]),
    _session(
        "POST",
        f"{PATH}/tracks",
        make_track,
        "track_make",
        body=TrackDraft,
        answer=TrackView,
        status=201,
    ),
    _session(
        "GET",
        f"{PATH}/releases",
        list_releases,
        "releases",
        query=Page,
        answer=ReleasePage,
        is_public=True,
    ),
    _session(
        "POST",
        f"{PATH}/releases",
        publish,
        "release_make",
        body=ReleaseDraft,
        answer=ReleaseView,
        status=201,
    ),
]
