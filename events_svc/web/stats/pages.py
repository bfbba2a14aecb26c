"""The statistics of an event and of a series, for the organiser and, when allowed, for everybody."""

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.events import access as event_access
from events_svc.events.access import permitted_series, series_at
from events_svc.events.models import Event, Series
from events_svc.stats import publication, report
from events_svc.web import access, auth, forms, pages
from events_svc.web.state import Request
from events_svc.web.stats.report import shown

EVENT = "/organiser/events/{slug}/statistics"
SERIES = "/organiser/series/{slug}/statistics"


async def console(request: Request) -> Response:
    """The organiser's statistics of an event; every figure leads to its rows."""
    event = await access.editable_event(request, Permission.STATS_VIEW)
    return await pages.render(
        request,
        "stats/console.html",
        event=event,
        shown=shown(await report.of_event(event)),
        is_open=await publication.is_open(event),
        may_open=event_access.may(await auth.person(request), Permission.EVENT_EDIT, event),
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
    series = await _series(request)
    person = await auth.person(request)
    is_open = await publication.is_open(series)
    if not is_open and not person.may(Permission.STATS_VIEW, path=series.organisation.path):
        raise NotFound
    return await _public(request, series)


async def open_event(request: Request) -> Response:
    """Everybody may see the statistics of the event."""
    event = await access.editable_event(request, Permission.EVENT_EDIT)
    await forms.read(request)
    await publication.open_to_all(event)
    return pages.redirect(request, f"/organiser/events/{event.slug}/statistics")


async def close_event(request: Request) -> Response:
    """Only those with a role may see the statistics of the event."""
    event = await access.editable_event(request, Permission.EVENT_EDIT)
    await forms.read(request)
    await publication.close(event)
    return pages.redirect(request, f"/organiser/events/{event.slug}/statistics")


async def open_series(request: Request) -> Response:
    """Everybody may see the statistics of the series."""
    series = await _editable_series(request)
    await publication.open_to_all(series)
    return pages.redirect(request, f"/series/{series.slug}/statistics")


async def close_series(request: Request) -> Response:
    """Only those with a role may see the statistics of the series."""
    series = await _editable_series(request)
    await publication.close(series)
    return pages.redirect(request, f"/series/{series.slug}/statistics")


async def _public(request: Request, scope: Event | Series) -> Response:
    person = await auth.person(request)
    path = scope.organisation.path
    event_id = scope.id if isinstance(scope, Event) else None
    found = await (report.of_event(scope) if isinstance(scope, Event) else report.of_series(scope))
    return await pages.render(
        request,
        "stats/public.html",
        scope=scope,
        is_event=isinstance(scope, Event),
        shown=shown(found),
        is_open=await publication.is_open(scope),
        may_open=person.may(Permission.EVENT_EDIT, path=path, event_id=event_id),
        may_trace=person.may(Permission.STATS_VIEW, path=path, event_id=event_id),
    )


async def _series(request: Request) -> Series:
    return await series_at(request.path_params["slug"])


async def _editable_series(request: Request) -> Series:
    person = await auth.signed_in(request)
    slug = request.path_params["slug"]
    series = await permitted_series(person, slug, Permission.EVENT_EDIT)
    await forms.read(request)
    return series


routes: list[BaseRoute] = [
    Route(EVENT, console, name="event_statistics"),
    Route(f"{EVENT}/publication", open_event, methods=["POST"], name="event_statistics_open"),
    Route(f"{EVENT}/withdrawal", close_event, methods=["POST"], name="event_statistics_close"),
    Route("/events/{slug}/statistics", of_event, name="public_event_statistics"),
    Route("/series/{slug}/statistics", of_series, name="series_statistics"),
    Route(f"{SERIES}/publication", open_series, methods=["POST"], name="series_statistics_open"),
    Route(f"{SERIES}/withdrawal", close_series, methods=["POST"], name="series_statistics_close"),
]
