"""The statistics of events, series and organisations: for the organiser and, when allowed, for everybody."""

from collections.abc import Awaitable, Callable, Hashable
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tortoise.expressions import Q

from events_svc import clock
from events_svc.accounts import organisations
from events_svc.accounts.errors import NotFound
from events_svc.accounts.models import Organisation
from events_svc.accounts.permissions import Permission
from events_svc.events.access import series_at
from events_svc.events.models import Event, Series
from events_svc.stats import publication, report
from events_svc.stats.publication import Scope
from events_svc.stats.report import Report
from events_svc.web import access, auth, pages
from events_svc.web.shared import SharedPage
from events_svc.web.state import Request
from events_svc.web.stats.report import shown

SHARED_SECONDS = 10

_FOLDERS = {"event": "events", "series": "series", "organisation": "organisations"}


async def console(request: Request) -> Response:
    """The organiser's statistics of an event; every figure leads to its rows."""
    event = await access.editable_event(request, Permission.STATS_VIEW)
    return await pages.render(
        request, "stats/console.html", event=event, **await _told(request, event)
    )


async def _event(request: Request) -> Scope:
    return await access.public_event(request)


async def _series(request: Request) -> Scope:
    return await series_at(request.path_params["slug"])


async def _organisation(request: Request) -> Scope:
    return await organisations.at(request.path_params["slug"])


def _public(find: Callable[[Request], Awaitable[Scope]]) -> SharedPage:
    """Statistics for everybody, when the organiser allows it; for the organiser always.

    Who is not signed in gets figures of the last ten seconds: a page over 200,000 playings is work.
    """

    async def show(request: Request) -> Response:
        scope = await find(request)
        person, event_id = await auth.person(request), _event_id(scope)
        may = person.may(Permission.STATS_VIEW, path=_path(scope), event_id=event_id)
        if not may and not await publication.is_open(scope):
            raise NotFound
        told = await _told(request, scope)
        return await pages.render(request, "stats/public.html", scope=scope, **told)

    async def version(request: Request) -> Hashable:
        opened_at = await publication.opened_at(await find(request))
        return opened_at and (opened_at, clock.now().timestamp() // SHARED_SECONDS)

    return SharedPage(show, version)


async def organisation_console(request: Request) -> Response:
    """The organiser's statistics of an organisation."""
    person = await auth.signed_in(request)
    slug = request.path_params["slug"]
    organisation = await organisations.permitted(person, slug, Permission.STATS_VIEW)
    return await pages.render(
        request,
        "stats/organisation.html",
        organisation=organisation,
        **await _told(request, organisation),
    )


async def _told(request: Request, scope: Scope) -> dict[str, Any]:
    """The report of the scope, where it stands, and what this person may do with it."""
    person = await auth.person(request)
    path, event_id = _path(scope), _event_id(scope)
    may_trace = person.may(Permission.STATS_VIEW, path=path, event_id=event_id)
    return {
        "shown": shown(await (_report(scope) if may_trace else _public_report(scope))),
        "base": f"{_FOLDERS[publication.kind_of(scope)]}/{scope.slug}",
        "is_open": await publication.is_open(scope),
        "may_open": person.may(Permission.EVENT_EDIT, path=path, event_id=event_id),
        "may_trace": may_trace,
    }


async def _report(scope: Scope, within: Q = report.EVERYTHING) -> Report:
    if isinstance(scope, Event):
        return await report.of_event(scope, within=within)
    if isinstance(scope, Series):
        return await report.of_series(scope, within=within)
    return await report.of_organisation(scope, within=within)


async def _public_report(scope: Scope) -> Report:
    """Drafts and recordings that are not published stay the team's, by title and by figure."""
    return report.without_silent(await _report(scope, report.PUBLIC))


def _event_id(scope: Scope) -> int | None:
    return scope.id if isinstance(scope, Event) else None


def _path(scope: Scope) -> str:
    return scope.path if isinstance(scope, Organisation) else scope.organisation.path


routes: list[BaseRoute] = [
    Route("/organiser/events/{slug}/statistics", console, name="event_statistics"),
    Route(
        "/events/{slug}/statistics",
        _public(_event),
        methods=["GET"],
        name="public_event_statistics",
    ),
    Route("/series/{slug}/statistics", _public(_series), methods=["GET"], name="series_statistics"),
    Route(
        "/organisations/{slug}/statistics",
        _public(_organisation),
        methods=["GET"],
        name="organisation_statistics",
    ),
    Route(
        "/organiser/organisations/{slug}/statistics",
        organisation_console,
        name="organisation_console",
    ),
]
