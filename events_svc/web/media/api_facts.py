"""The API of what is known of live links: the facts, the verdict, and what operators say."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from starlette.routing import BaseRoute

from events_svc.accounts.permissions import Permission
from events_svc.media import evidence, sources
from events_svc.media.models import StreamFact
from events_svc.web import access, paging
from events_svc.web.api import operation
from events_svc.web.state import Request

FACTS = "/sources/{id:int}/facts"


class FactQuery(msgspec.Struct):
    """Where the page before ended."""

    cursor: Annotated[str, msgspec.Meta(max_length=20)] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class FactBody(msgspec.Struct):
    """What an operator says of a live link; `open` takes it back."""

    state: Literal["live", "ended", "open"]
    reason: Annotated[str, msgspec.Meta(max_length=300)] = ""


class FactView(msgspec.Struct):
    """A fact about a live link, how it is known and why; `live_until`: when its basis last saw it live."""

    id: int
    state: str
    basis: str
    reason: str
    at: datetime
    live_until: datetime | None


class FactList(msgspec.Struct):
    """The verdict of now over probe, platform and person, and every change of state, the newest first."""

    is_live: bool
    is_due: bool
    is_missing: bool
    basis: str | None
    items: list[FactView]
    next: str | None


async def facts(request: Request, query: FactQuery) -> FactList:
    """What is known of a live link: the verdict, and a page of its history."""
    source = await access.permitted_source(request, Permission.MEDIA_EDIT)
    known = await evidence.latest_facts([source.id])
    verdict = evidence.judge(source, known.get(source.id))
    before = paging.number(query.cursor)
    found = await evidence.history(source.id, before=before, limit=query.limit + 1)
    shown, following = paging.cut(found, query.limit)
    return FactList(
        is_live=verdict.is_live,
        is_due=verdict.is_due,
        is_missing=verdict.is_missing,
        basis=verdict.basis,
        items=[_view(fact) for fact in shown],
        next=following,
    )


async def say(request: Request, body: FactBody) -> FactView:
    """An operator says that a link is live, or has ended, or takes it back."""
    source = await access.permitted_source(request, Permission.MEDIA_EDIT)
    return _view(await sources.say(source, body.state, reason=body.reason))


def _view(fact: StreamFact) -> FactView:
    return FactView(fact.id, fact.state, fact.basis, fact.reason, fact.at, fact.live_until)


routes: list[BaseRoute] = [
    operation("GET", FACTS, facts, name="source-facts", query=FactQuery, answer=FactList),
    operation("POST", FACTS, say, name="source-say", body=FactBody, answer=FactView, status=201),
]
