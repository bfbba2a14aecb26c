"""The statistics of events, series and organisations: for the organiser and, when allowed, for everybody."""

from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts import organisations
from events_svc.accounts.errors import NotFound
from events_svc.accounts.models import Organisation
from events_svc.accounts.permissions import Permission
from events_svc.events import access as event_access
from events_svc.events.access import series_at
from events_svc.events.models import Event, Series
from events_svc.stats import publication, report
from events_svc.stats.publication import Scope
from events_svc.stats.report import Report
from events_svc.web import access, auth, pages
from events_svc.web.state import Request
from events_svc.web.stats.report import shown

_FOLDERS = {"event": "events", "series": "series", "organisation": "organisations"}


async def console(request: Request) -> Response:
    """The organiser's statistics of an event; every figure leads to its rows."""
    event = await access.editable_event(request, Permission.STATS_VIEW)
    return await pages.render(
        request, "stats/console.html", event=event, **await _told(request, event)
    )


async def of_event(request: Request) -> Response:
    """The statistics of an event, if the organiser shows them to everybody."""
    event = await access.public_event(request)
    may = event_access.may(await auth.person(request), Permission.STATS_VIEW, event)
    if not may and not await publication.is_open(event):
        raise NotFound
    return await _public(request, event)


async def of_series(request: Request) -> Response:
    """The statistics of a series: public when the organiser allows it, always for the organiser."""
    return await _shown(request, await series_at(request.path_params["slug"]))


async def of_organisation(request: Request) -> Response:
    """The statistics of an organisation and of those below it; seen by whom a series' are."""
    return await _shown(request, await organisations.at(request.path_params["slug"]))


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


async def _shown(request: Request, scope: Series | Organisation) -> Response:
    person = await auth.person(request)
    is_open = await publication.is_open(scope)
    if not is_open and not person.may(Permission.STATS_VIEW, path=_path(scope)):
        raise NotFound
    return await _public(request, scope)


async def _public(request: Request, scope: Scope) -> Response:
    return await pages.render(
        request, "stats/public.html", scope=scope, **await _told(request, scope)
    )


async def _told(request: Request, scope: Scope) -> dict[str, Any]:
    """The report of the scope, where it stands, and what this person may do with it."""
    person = await auth.person(request)
    path, event_id = _path(scope), scope.id if isinstance(scope, Event) else None
    return {
        "shown": shown(await _report(scope)),
        "base": f"{_FOLDERS[publication.kind_of(scope)]}/{scope.slug}",
        "is_open": await publication.is_open(scope),
        "may_open": person.may(Permission.EVENT_EDIT, path=path, event_id=event_id),
        "may_trace": person.may(Permission.STATS_VIEW, path=path, event_id=event_id),
    }


async def _report(scope: Scope) -> Report:
    if isinstance(scope, Event):
        return await report.of_event(scope)
    if isinstance(scope, Series):
        return await report.of_series(scope)
    return await report.of_organisation(scope)


def _path(scope: Scope) -> str:
    return scope.path if isinstance(scope, Organisation) else scope.organisation.path


routes: list[BaseRoute] = [
    Route("/organiser/events/{slug}/statistics", console, name="event_statistics"),
    Route("/events/{slug}/statistics", of_event, name="public_event_statistics"),
    Route("/series/{slug}/statistics", of_series, name="series_statistics"),
    Route("/organisations/{slug}/statistics", of_organisation, name="organisation_statistics"),
    Route(
        "/organiser/organisations/{slug}/statistics",
        organisation_console,
        name="organisation_console",
    ),
]
