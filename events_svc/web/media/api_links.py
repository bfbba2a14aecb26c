"""The API of live links: what is live, and the links of a session."""

from datetime import datetime

import msgspec
from starlette.routing import BaseRoute

from events_svc import clock
from events_svc.accounts.permissions import Permission
from events_svc.media import queries, sources
from events_svc.media.access import session_coded
from events_svc.media.models import Source
from events_svc.media.windows import open_at
from events_svc.web import access
from events_svc.web.api import operation
from events_svc.web.media.links import (
    SourceBody,
    SourceList,
    SourceView,
    link,
    own_view,
    source_view,
)
from events_svc.web.state import Request


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


async def live(request: Request) -> LiveList:
    """What is live now, each with the evidence that says so."""
    return LiveList([_live(one) for one in await queries.live_now()])


async def session_sources(request: Request) -> SourceList:
    """The links of a session that are open now, by its code; those for ticket holders without address."""
    event = await access.public_event(request)
    session = await session_coded(event.id, request.path_params["code"])
    found = Source.filter(open_at(clock.now()), session=session)
    return SourceList([source_view(one) for one in await found.order_by("position", "id")])


async def add_source(request: Request, body: SourceBody) -> SourceView:
    """A link for a session."""
    event = await access.editable_event(request, Permission.MEDIA_EDIT)
    session = await session_coded(event.id, request.path_params["code"])
    return own_view(await sources.add_to_session(session, link(body)))


async def change_source(request: Request, body: SourceBody) -> SourceView:
    """The link says what the body says; its facts and figures stay."""
    source = await access.permitted_source(request, Permission.MEDIA_EDIT)
    await sources.change(source, link(body))
    return own_view(await Source.get(id=source.id))


async def retire_source(request: Request) -> None:
    """The link is shown no longer; its figures stay."""
    await sources.retire(await access.permitted_source(request, Permission.MEDIA_EDIT))


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


SESSION = "/events/{slug}/sessions/{code}/sources"

routes: list[BaseRoute] = [
    operation("GET", "/live", live, name="live", answer=LiveList, is_public=True),
    operation(
        "GET", SESSION, session_sources, name="session-sources", answer=SourceList, is_public=True
    ),
    operation(
        "POST",
        SESSION,
        add_source,
        name="source-add",
        body=SourceBody,
        answer=SourceView,
        status=201,
    ),
    operation(
        "PUT",
        "/sources/{id:int}",
        change_source,
        name="source-change",
        body=SourceBody,
        answer=SourceView,
    ),
    operation("DELETE", "/sources/{id:int}", retire_source, name="source-retire"),
]
