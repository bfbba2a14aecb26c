"""Reports in the console: as they are now, freezing one, and the list of those that are frozen."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts import queries as accounts
from events_svc.accounts.permissions import Permission
from events_svc.reports import freeze, freezing, queries, weight, years
from events_svc.reports.scope import Scope
from events_svc.web import auth, forms, pages, paging
from events_svc.web.reports import drawn, find, grids, paper
from events_svc.web.state import Request

PAGE = 50
READINGS = "/organiser/reports/readings"
Finder = Callable[[Request, Permission], Awaitable[Scope]]


class Freezing(msgspec.Struct):
    """`note`: what stands below the title, such as what it was frozen for."""

    note: Annotated[str, msgspec.Meta(max_length=300)] = ""


async def index(request: Request) -> Response:
    """All frozen reports that this person may see, and of what a report can be made."""
    person = await auth.organiser(request)
    before = paging.number(request.query_params.get("before", ""))
    found = await queries.seen_by(person, before=before, limit=PAGE + 1)
    shown, more = paging.cut(found, PAGE, by=lambda one: one.report.id)
    organisations = await accounts.organisations(person, Permission.STATS_VIEW)
    return await pages.render(
        request,
        "reports/index.html",
        reports=shown,
        more=more,
        organisations=organisations,
        series=await queries.series_of(organisations),
        years=await years.of_organisations(organisations),
    )


def _pair(finder: Finder) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The views of one kind of scope: what it is now, and freezing it."""

    async def show(request: Request) -> Response:
        return await _page(request, await finder(request, Permission.STATS_VIEW))

    async def freeze_it(request: Request) -> Response:
        scope = await finder(request, Permission.REPORTS_EDIT)
        try:
            form = await forms.parse(request, Freezing)
        except forms.Malformed as wrong:
            return await _page(request, scope, values=wrong.values, errors=wrong.errors)
        asked = await freezing.ask(scope, note=form.note)
        if asked.reading is not None:
            return pages.redirect(request, f"{READINGS}/{asked.reading.id}")
        assert asked.report is not None, "one of the two"
        return pages.redirect(request, f"/organiser/reports/{asked.report.id}")

    return show, freeze_it


async def _page(request: Request, scope: Scope, **told: Any) -> Response:
    """The report as it would be frozen now; 422 when something typed is wrong.

    One that stands on many rows is read for those who ask for it, `?now=yes`.
    """
    person = await auth.person(request)
    event_id = scope.event.id if scope.event else None
    is_left = "now" not in request.query_params and await weight.is_heavy(scope)
    context: dict[str, Any] = {
        "event": scope.event,
        "scope": scope,
        "kind": paper.kind(scope.kind),
        "is_left": is_left,
        "waited_for": weight.WAITED_FOR,
        "reports": await queries.of_scope(scope),
        "may_freeze": person.may(
            Permission.REPORTS_EDIT, path=scope.organisation.path, event_id=event_id
        ),
        "values": {},
        "errors": {},
    }
    if not is_left:
        context |= await _now(request, scope)
    status = 422 if told.get("errors") else 200
    return await pages.render(request, "reports/scope.html", status=status, **{**context, **told})


async def _now(request: Request, scope: Scope) -> dict[str, Any]:
    """The report as it would be frozen now, for the page."""
    portion = grids.asked_for(request.query_params)
    content = await freeze.preview(scope)
    return {
        "paper": paper.of_content(content, portion=portion),
        "plots": drawn.of_content(content),
        "is_empty": not content["events"] and not content["items"],
    }


def _routes(path: str, finder: Finder, name: str) -> list[BaseRoute]:
    show, freeze_it = _pair(finder)
    return [
        Route(path, show, methods=["GET"], name=f"{name}_report"),
        Route(path, freeze_it, methods=["POST"], name=f"{name}_report_freeze"),
    ]


ORGANISATION = "/organiser/organisations/{slug}/report"

routes: list[BaseRoute] = [
    Route("/organiser/reports", index, name="reports"),
    *_routes("/organiser/events/{slug}/report", find.event, "event"),
    *_routes("/organiser/series/{slug}/report", find.series, "series"),
    *_routes(ORGANISATION, find.organisation, "organisation"),
    *_routes(f"{ORGANISATION}/{{year:int}}", find.year, "year"),
]
