"""The API of the ledger of platform counters."""

from datetime import datetime
from typing import Annotated

import msgspec
from starlette.routing import BaseRoute

from events_svc.accounts.permissions import Permission
from events_svc.stats import counters
from events_svc.stats.counters import Reading
from events_svc.stats.models import CounterSnapshot
from events_svc.web import access, paging
from events_svc.web.api import Page, operation
from events_svc.web.fields import Id, Instant
from events_svc.web.state import Request


class CounterView(msgspec.Struct):
    """A row of the ledger; `value` null = hidden by the platform."""

    id: int
    metric: str
    value: int | None
    definition: dict[str, str]
    method: str
    observed_at: datetime
    author: str
    reason: str
    evidence: str
    corrects: int | None


class CounterList(msgspec.Struct):
    """A page of the ledger of a link, the newest row first."""

    items: list[CounterView]
    next: str | None


class CounterBody(msgspec.Struct):
    """What was read; `corrects` names the row that this one replaces, with a reason."""

    value: Annotated[int, msgspec.Meta(ge=0, le=2**53)] | None
    observed_at: Instant
    metric: Annotated[str, msgspec.Meta(max_length=40)] = "views"
    evidence: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    reason: Annotated[str, msgspec.Meta(max_length=300)] = ""
    corrects: Id | None = None


async def list_counters(request: Request, page: Page) -> CounterList:
    """The ledger of a link."""
    source = await access.permitted_source(request, Permission.STATS_VIEW)
    before = paging.number(page.cursor)
    found = await counters.ledger(source, before_id=before, limit=page.limit)
    shown, more = paging.cut(found, page.limit)
    return CounterList([_counter(row) for row in shown], more)


async def enter_counter(request: Request, body: CounterBody) -> CounterView:
    """A new row of the ledger, or one that corrects another."""
    source = await access.permitted_source(request, Permission.COUNTERS_EDIT)
    reading = Reading(
        value=body.value,
        observed_at=body.observed_at,
        metric=body.metric,
        evidence=body.evidence,
        reason=body.reason,
    )
    if body.corrects is None:
        return _counter(await counters.enter(source, reading))
    row = await counters.row_of(source, body.corrects, metric=body.metric)
    return _counter(await counters.correct(row, reading))


def _counter(row: CounterSnapshot) -> CounterView:
    return CounterView(
        id=row.id,
        metric=row.metric,
        value=row.value,
        definition=row.definition,
        method=row.method,
        observed_at=row.observed_at,
        author=row.author,
        reason=row.reason,
        evidence=row.evidence,
        corrects=row.corrects,
    )


COUNTERS = "/sources/{id:int}/counters"

routes: list[BaseRoute] = [
    operation("GET", COUNTERS, list_counters, name="counters", query=Page, answer=CounterList),
    operation(
        "POST", COUNTERS, enter_counter, name="counter-enter", body=CounterBody, answer=CounterView,
        status=201,
    ),
]  # fmt: skip
