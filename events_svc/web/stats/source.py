"""`/organiser/sources/{id}/figures`: the figures of one link, and the rows behind them."""

from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.media.models import Source
from events_svc.media.platforms import PLATFORMS
from events_svc.stats import elsewhere, queries, seen, trace
from events_svc.stats.definitions import DEFINITIONS
from events_svc.stats.playing import THRESHOLDS
from events_svc.stats.seen import Closely
from events_svc.web import access, pages
from events_svc.web.plots import Plot
from events_svc.web.state import Request
from events_svc.web.stats import charts
from events_svc.web.stats.report import shown
from events_svc.web.stats.words import words

FIGURES = "/organiser/sources/{id:int}/figures"
PLAYINGS = "/organiser/sources/{id:int}/playings"
VIEWS = "/organiser/sources/{id:int}/views"


async def show(request: Request) -> Response:
    """The figures of a link, how others would have counted it, and the way to its rows."""
    source = await access.permitted_source(request, Permission.STATS_VIEW)
    found = await seen.of_source(source, timezone=access.zone_of(source))
    others = await elsewhere.of_sources([source.id])
    return await _page(
        request,
        "stats/source.html",
        source,
        line=found.line,
        shown=shown(found.report),
        plots=_plots(found),
        replaying=found.replaying,
        watching=(await queries.concurrent([source.id]))[source.id],
        others=_others(found, others[source.id]),
        rows=await trace.views(source),
        playings=await trace.playings(source),
    )


async def playings(request: Request) -> Response:
    """The playings of a link, newest first: no person, no address, no browser."""
    source = await access.permitted_source(request, Permission.STATS_VIEW)
    rows = await trace.playings(source, before=_number(request, "before"))
    return await _page(request, "stats/playings.html", source, rows=rows)


async def views(request: Request) -> Response:
    """The rows that view@0s, @10s or @30s of a link count, newest first."""
    source = await access.permitted_source(request, Permission.STATS_VIEW)
    asked = _number(request, "threshold")
    threshold = asked if asked in THRESHOLDS else None
    rows = await trace.views(source, before=_number(request, "before"), threshold=threshold)
    return await _page(
        request, "stats/views.html", source, rows=rows, threshold=threshold, thresholds=THRESHOLDS
    )


async def _page(request: Request, template: str, source: Source, **told: Any) -> Response:
    return await pages.render(
        request,
        template,
        event=access.event_of(source),
        source=source,
        home=access.home_of(source),
        title=(source.recording or source.session).title,  # type: ignore[union-attr]  # one of them is there
        timezone=access.zone_of(source),
        base=f"sources/{source.id}",
        definitions=DEFINITIONS,
        platforms=PLATFORMS,
        **told,
    )


def _plots(found: Closely) -> list[Plot]:
    report = found.report
    drawn = (
        charts.retention(report, found.retention),
        charts.live(report),
        charts.replaying(report, found.replaying_curve, found.replaying),
        charts.days(report),
    )
    return [plot for plot in drawn if plot]


def _others(found: Closely, counted: elsewhere.Counted) -> list[tuple[str, str, int]]:
    """Our headline beside what others would have counted of the same playings."""
    figures = [
        ("view@10s", found.line.own.views[10]),
        ("peertube-views", counted.peertube),
        ("ccc-views", counted.ccc),
    ]
    return [(words(DEFINITIONS[key].name), key, value) for key, value in figures]


def _number(request: Request, name: str) -> int | None:
    given = request.query_params.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 19 else None


routes: list[BaseRoute] = [
    Route(FIGURES, show, name="source_figures"),
    Route(PLAYINGS, playings, name="source_playings"),
    Route(VIEWS, views, name="source_views"),
]
