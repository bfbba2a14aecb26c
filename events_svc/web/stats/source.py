"""`/organiser/sources/{id}/figures`: the figures of one link, and the rows behind them."""

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.media.models import Source
from events_svc.media.platforms import PLATFORMS
from events_svc.stats import queries, report, trace
from events_svc.stats.definitions import DEFINITIONS
from events_svc.web import access, pages
from events_svc.web.state import Request


async def show(request: Request) -> Response:
    """The figures of a link with the rows from which they come."""
    source = await access.permitted_source(request, Permission.STATS_VIEW)
    return await _page(request, source)


async def _page(request: Request, source: Source) -> Response:
    before = request.query_params.get("before", "")
    rows = await trace.views(source, before=int(before) if _is_id(before) else None)
    return await pages.render(
        request,
        "stats/source.html",
        event=access.event_of(source),
        source=source,
        home=access.home_of(source),
        title=(source.recording or source.session).title,  # type: ignore[union-attr]  # one of them is there
        timezone=access.zone_of(source),
        line=(await report.of_source(source, timezone=access.zone_of(source))).lines[0],
        watching=(await queries.concurrent([source.id]))[source.id],
        rows=rows,
        playings=await trace.playings(source),
        definitions=DEFINITIONS,
        platforms=PLATFORMS,
    )


def _is_id(words: str) -> bool:
    return words.isdecimal() and len(words) < 19


FIGURES = "/organiser/sources/{id:int}/figures"

routes: list[BaseRoute] = [
    Route(FIGURES, show, name="source_figures"),
]
