"""`/organiser/counters` and `/organiser/events/{slug}/counters`: what wants doing about counters."""

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.media.platforms import PLATFORMS
from events_svc.stats import board, scope
from events_svc.stats.board import PAGE, Entry
from events_svc.web import access, auth, pages
from events_svc.web.state import Request

SHOWN = ("all", "stale", "dead", "flagged")


async def index(request: Request) -> Response:
    """The counters of all links whose figures this person may see."""
    person = await auth.organiser(request)
    if not person.may_somewhere(Permission.STATS_VIEW):
        raise NotFound
    found = await board.board(scope.permitted_links(person, Permission.STATS_VIEW))
    return await _page(request, found, None)


async def of_event(request: Request) -> Response:
    """The counters of an event's links."""
    event = await access.editable_event(request, Permission.STATS_VIEW)
    return await _page(request, await board.board(scope.links_of(event)), event)


async def _page(request: Request, found: board.Board, event: Event | None) -> Response:
    show = request.query_params.get("show", "all")
    entries = found.of(show)
    page, after = _cut(entries, request.query_params.get("after", ""))
    return await pages.render(
        request,
        "stats/board.html",
        event=event,
        board=found,
        show=show if show in SHOWN else "all",
        entries=page,
        after=after,
        platforms=PLATFORMS,
        timezone=event.timezone if event else access.TIMEZONE,
    )


def _cut(entries: list[Entry], after: str) -> tuple[list[Entry], int | None]:
    """A page of the entries, and the link after which the next one begins."""
    if after.isdecimal() and len(after) < 19:
        entries = [one for one in entries if one.source.id < int(after)]
    return entries[:PAGE], entries[PAGE - 1].source.id if len(entries) > PAGE else None


routes: list[BaseRoute] = [
    Route("/organiser/counters", index, methods=["GET"], name="counters_board"),
    Route("/organiser/events/{slug}/counters", of_event, methods=["GET"], name="event_counters"),
]
