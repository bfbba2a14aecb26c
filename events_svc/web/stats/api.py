"""The API of the figures: statistics of events and series, and the ledger of platform counters."""

from datetime import datetime
from typing import Annotated

import msgspec
from starlette.routing import BaseRoute

from events_svc.accounts.permissions import Permission
from events_svc.events.access import permitted_series
from events_svc.stats import counters, report
from events_svc.stats.counters import Reading
from events_svc.stats.definitions import DEFINITIONS
from events_svc.stats.models import CounterSnapshot
from events_svc.stats.report import Report
from events_svc.web import access, auth, paging
from events_svc.web.api import Page, operation
from events_svc.web.fields import Id, Instant
from events_svc.web.state import Request


class Figure(msgspec.Struct):
    """A number with its definition."""

    value: int
    definition: str
    version: int


class StatisticsCounter(msgspec.Struct):
    """The standing counters of one platform, added up."""

    platform: str
    value: int
    counters: int
    read_at: datetime


class StatisticsView(msgspec.Struct):
    """The figures of an event or series, taken now. Viewers: [largest day, sum of days]."""

    taken_at: datetime
    figures: list[Figure]
    viewers: tuple[int, int]
    platforms: list[StatisticsCounter]


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


async def event_statistics(request: Request) -> StatisticsView:
    """The figures of an event's links and recordings."""
    event = await access.editable_event(request, Permission.STATS_VIEW)
    return _view(await report.of_event(event))


async def series_statistics(request: Request) -> StatisticsView:
    """The figures of a series: all its recordings and events."""
    person = await auth.signed_in(request)
    slug = request.path_params["slug"]
    series = await permitted_series(person, slug, Permission.STATS_VIEW)
    return _view(await report.of_series(series))


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


def _view(made: Report) -> StatisticsView:
    values = {
        **{f"view@{seconds}s": made.views(seconds) for seconds in (0, 10, 30)},
        "watch-time": made.total("watch_ms") // 1000,
        "unique-seconds": made.total("unique_seconds"),
        "peak": made.peak.own.peak.count if made.peak else 0,
        "programs": made.total("programs"),
        "plays-across-platforms": made.plays,
    }
    return StatisticsView(
        taken_at=made.at,
        figures=[Figure(value, key, DEFINITIONS[key].version) for key, value in values.items()],
        viewers=(made.largest_day, made.total("sum_of_days")),
        platforms=[
            StatisticsCounter(one.platform, one.value, one.counters, one.latest)
            for one in made.platforms
        ],
    )


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
    operation(
        "GET", "/events/{slug}/statistics", event_statistics, name="event-statistics",
        answer=StatisticsView,
    ),
    operation(
        "GET", "/series/{slug}/statistics", series_statistics, name="series-statistics",
        answer=StatisticsView,
    ),
    operation("GET", COUNTERS, list_counters, name="counters", query=Page, answer=CounterList),
    operation(
        "POST", COUNTERS, enter_counter, name="counter-enter", body=CounterBody, answer=CounterView,
        status=201,
    ),
]  # fmt: skip
