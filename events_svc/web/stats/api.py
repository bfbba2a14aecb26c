"""The API of the ledger of platform counters."""

from datetime import datetime
from typing import Annotated

import msgspec
from starlette.routing import BaseRoute

from events_svc.accounts.permissions import Permission
from events_svc.stats import counters, plans, standings
from events_svc.stats.counters import Reading
from events_svc.stats.models import CounterSnapshot
from events_svc.stats.reading_models import ReadingPlan
from events_svc.stats.standings import Counter
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
    recorded_at: datetime
    author: str
    reason: str
    evidence: str
    raw_sha256: str
    corrects: int | None


class CounterStanding(msgspec.Struct):
    """What stands of one figure; `value` null = never anything but hidden, `row` is where it comes from."""

    metric: str
    value: int | None
    definition: dict[str, str]
    method: str
    observed_at: datetime
    row: int
    has_fallen: bool
    is_hidden: bool


class CounterReading(msgspec.Struct):
    """When the platform is asked next (null: nobody is asked), and what became of the last asking."""

    next_at: datetime | None
    last_at: datetime | None
    outcome: str
    failures: int
    gone_at: datetime | None


class CounterStandings(msgspec.Struct):
    """The standing counters of a link, and its next reading."""

    items: list[CounterStanding]
    reading: CounterReading


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


async def standing_counters(request: Request) -> CounterStandings:
    """What stands of each figure of a link, and when it is read next."""
    source = await access.permitted_source(request, Permission.STATS_VIEW)
    found = await standings.counters_of([source.id])
    plan, _ = await plans.of(source)
    return CounterStandings([_standing(one) for one in found], _reading(plan))


async def read_now(request: Request) -> CounterReading:
    """Ask the platform as soon as its host is free."""
    source = await access.permitted_source(request, Permission.COUNTERS_EDIT)
    await plans.read_now(source)
    plan, _ = await plans.of(source)
    return _reading(plan)


def _standing(one: Counter) -> CounterStanding:
    return CounterStanding(
        metric=one.metric,
        value=one.value,
        definition=one.definition,
        method=one.row["method"],
        observed_at=one.observed_at,
        row=one.row["id"],
        has_fallen=one.has_fallen,
        is_hidden=one.is_hidden,
    )


def _reading(plan: ReadingPlan | None) -> CounterReading:
    if plan is None:
        return CounterReading(None, None, "", 0, None)
    return CounterReading(plan.due_at, plan.read_at, plan.outcome, plan.failures, plan.gone_at)


def _counter(row: CounterSnapshot) -> CounterView:
    return CounterView(
        id=row.id,
        metric=row.metric,
        value=row.value,
        definition=row.definition,
        method=row.method,
        observed_at=row.observed_at,
        recorded_at=row.recorded_at,
        author=row.author,
        reason=row.reason,
        evidence=row.evidence,
        raw_sha256=row.raw_sha256,
        corrects=row.corrects,
    )


COUNTERS = "/sources/{id:int}/counters"

routes: list[BaseRoute] = [
    operation("GET", COUNTERS, list_counters, name="counters", query=Page, answer=CounterList),
    operation(
        "POST", COUNTERS, enter_counter, name="counter-enter", body=CounterBody, answer=CounterView,
        status=201,
    ),
    operation(
        "GET", f"{COUNTERS}/standing", standing_counters, name="counters-standing",
        answer=CounterStandings,
    ),
    operation(
        "POST", f"{COUNTERS}/reading", read_now, name="counter-read", answer=CounterReading,
    ),
]  # fmt: skip
