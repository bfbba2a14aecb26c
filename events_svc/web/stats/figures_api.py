"""The API of the figures: statistics of events, series, organisations and single links, as JSON and CSV."""

import csv
import io
from collections.abc import Awaitable, Callable
from datetime import date, datetime

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts import organisations
from events_svc.accounts.permissions import Permission
from events_svc.events.access import permitted_series
from events_svc.feeds.schedule_csv import safe
from events_svc.stats import published, report, seen
from events_svc.stats.published import Published
from events_svc.stats.report import Report
from events_svc.web import access, auth
from events_svc.web.api import PREFIX, operation
from events_svc.web.state import Request

_BOM = "\ufeff"  # without it spreadsheets take UTF-8 for something else
_COLUMNS = (
    "definition", "version", "part", "value", "low", "high", "error", "unit", "when", "taken_at",
    "name_zh", "name_en", "words_zh", "words_en", "method_zh", "method_en",
)  # fmt: skip


class Figure(msgspec.Struct):
    """A number (`value`) or bounds (`low`, `high`) with its definition, method and time."""

    definition: str
    version: int
    part: str
    value: float | int | None
    low: int | None
    high: int | None
    error: float | None
    unit: str
    when: datetime | None
    taken_at: datetime
    name: dict[str, str]
    words: dict[str, str]
    method: dict[str, str]


class StatisticsCounter(msgspec.Struct):
    """The standing counters of one platform, added up."""

    platform: str
    value: int
    counters: int
    read_at: datetime


class StatisticsDay(msgspec.Struct):
    """view@10s of a day, in the zone of the event."""

    day: date
    live: int
    replay: int


class StatisticsMoment(msgspec.Struct):
    """The most that watched live at once from `at` until the next moment."""

    at: datetime
    watching: int


class StatisticsView(msgspec.Struct):
    """The figures of a scope, taken now. Viewers: [largest day, sum of days]."""

    taken_at: datetime
    timezone: str
    figures: list[Figure]
    viewers: tuple[int, int]
    platforms: list[StatisticsCounter]
    days: list[StatisticsDay]
    live: list[StatisticsMoment]


Found = tuple[Report, list[Published]]


async def event_statistics(request: Request) -> StatisticsView:
    """The figures of an event's links and recordings."""
    return _view(*await _event(request))


async def series_statistics(request: Request) -> StatisticsView:
    """The figures of a series: all its recordings and events."""
    return _view(*await _series(request))


async def organisation_statistics(request: Request) -> StatisticsView:
    """The figures of an organisation and of those below it."""
    return _view(*await _organisation(request))


async def source_statistics(request: Request) -> StatisticsView:
    """The figures of one link, with its retention curve."""
    return _view(*await _source(request))


async def _event(request: Request) -> Found:
    event = await access.editable_event(request, Permission.STATS_VIEW)
    return _published(await report.of_event(event))


async def _series(request: Request) -> Found:
    person = await auth.signed_in(request)
    series = await permitted_series(person, request.path_params["slug"], Permission.STATS_VIEW)
    return _published(await report.of_series(series))


async def _organisation(request: Request) -> Found:
    person = await auth.signed_in(request)
    slug = request.path_params["slug"]
    found = await organisations.permitted(person, slug, Permission.STATS_VIEW)
    return _published(await report.of_organisation(found))


async def _source(request: Request) -> Found:
    source = await access.permitted_source(request, Permission.STATS_VIEW)
    found = await seen.of_source(source, timezone=report.TIMEZONE)
    whole, figures = _published(found.report)
    return whole, [*figures, *published.of_curve(found.retention, whole.at)]


def _published(found: Report) -> Found:
    return found, published.of_report(found)


def _view(found: Report, figures: list[Published]) -> StatisticsView:
    return StatisticsView(
        taken_at=found.at,
        timezone=found.timezone,
        figures=[_figure(one) for one in figures],
        viewers=(found.largest_day, found.total("sum_of_days")),
        platforms=[
            StatisticsCounter(one.platform, one.value, one.counters, one.latest)
            for one in found.platforms
        ],
        days=[StatisticsDay(*day) for day in found.by_day],
        live=[StatisticsMoment(*moment) for moment in found.curve],
    )


def _figure(one: Published) -> Figure:
    means = one.definition
    return Figure(
        definition=means.key,
        version=means.version,
        part=one.part,
        value=one.value,
        low=one.low,
        high=one.high,
        error=one.error,
        unit=one.unit,
        when=one.when,
        taken_at=one.at,
        name=means.name,
        words=means.words,
        method=means.method,
    )


def _as_csv(
    find: Callable[[Request], Awaitable[Found]],
) -> Callable[[Request], Awaitable[Response]]:
    """A view that answers the figures as a table, a row each."""

    async def view(request: Request) -> Response:
        _, figures = await find(request)
        made = io.StringIO()
        writer = csv.writer(made, lineterminator="\r\n")
        writer.writerow(_COLUMNS)
        writer.writerows([safe(cell) for cell in _cells(one)] for one in figures)
        headers = {"content-disposition": 'attachment; filename="statistics.csv"'}
        body = (_BOM + made.getvalue()).encode()
        return Response(body, 200, headers, media_type="text/csv; charset=utf-8")

    view.__module__, view.__name__ = find.__module__, f"{find.__name__.strip('_')}_csv"
    return view


def _cells(one: Published) -> list[str]:
    means = one.definition
    numbers = (one.value, one.low, one.high, one.error)
    words = (means.name, means.words, means.method)
    return [
        means.key,
        str(means.version),
        one.part,
        *("" if number is None else f"{number:.12g}" for number in numbers),
        one.unit,
        one.when.isoformat() if one.when else "",
        one.at.isoformat(),
        *(text[lang] for text in words for lang in ("zh", "en")),
    ]


_SCOPES = {
    "/events/{slug}": (event_statistics, _event, "event-statistics"),
    "/series/{slug}": (series_statistics, _series, "series-statistics"),
    "/organisations/{slug}": (organisation_statistics, _organisation, "organisation-statistics"),
    "/sources/{id:int}": (source_statistics, _source, "source-statistics"),
}

routes: list[BaseRoute] = [
    route
    for path, (answer, find, name) in _SCOPES.items()
    for route in (
        operation("GET", f"{path}/statistics", answer, name=name, answer=StatisticsView),
        Route(f"{PREFIX}{path}/statistics.csv", _as_csv(find), name=f"{name}-csv"),
    )
]
