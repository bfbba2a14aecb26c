"""A frozen report in the console: what it says, whether its rows still say so, who may read it."""

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.reports import differences, freeze, publication, queries, recompute, scope, verify
from events_svc.reports.models import FrozenReport
from events_svc.web import auth, forms, pages
from events_svc.web.reports import drawn, find, grids, paper, printed
from events_svc.web.reports.standing import Standing, of_check, of_verdict
from events_svc.web.state import Request

REPORT = "/organiser/reports/{id:int}"
MOST_ROWS = 20_000  # recomputed while the reader waits; more only when asked


async def show(request: Request) -> Response:
    """The report as it was frozen; its rows are read again, and a changed one is named."""
    report = await find.frozen(request, Permission.STATS_VIEW)
    person = await auth.person(request)
    made = paper.of_report(report, portion=grids.asked_for(request.query_params))
    return await pages.render(
        request,
        "reports/frozen.html",
        event=await _event(report),
        report=report,
        paper=made,
        plots=drawn.of_content(made.content),
        standing=await _standing(report, made),
        chain=await queries.chain(report),
        how=printed.how_to_check(),
        is_public=await publication.is_public(report),
        may_check=queries.may(person, Permission.REPORTS_EDIT, report),
        may_publish=queries.may(person, Permission.EVENT_EDIT, report),
    )


async def check(request: Request) -> Response:
    """Recompute the report and write down what was found."""
    report = await find.frozen(request, Permission.REPORTS_EDIT)
    await forms.read(request)
    await verify.verify(report)
    return pages.redirect(request, f"/organiser/reports/{report.id}")


async def publish(request: Request) -> Response:
    """Everybody may read the report."""
    report = await find.frozen(request, Permission.EVENT_EDIT)
    await forms.read(request)
    await publication.publish(report)
    return pages.redirect(request, f"/organiser/reports/{report.id}")


async def withdraw(request: Request) -> Response:
    """Only those with a role may read the report."""
    report = await find.frozen(request, Permission.EVENT_EDIT)
    await forms.read(request)
    await publication.withdraw(report)
    return pages.redirect(request, f"/organiser/reports/{report.id}")


async def compare(request: Request) -> Response:
    """What the report says beside what would be frozen now."""
    report = await find.frozen(request, Permission.STATS_VIEW)
    about = await scope.of_named(report)
    if about is None:
        raise NotFound
    frozen = queries.content(report)
    now = await freeze.preview(about)
    return await pages.render(
        request,
        "reports/differences.html",
        event=about.event,
        report=report,
        definitions=now["definitions"],
        differences=differences.between(frozen, now),
        value=paper.value,
    )


async def _standing(report: FrozenReport, made: paper.Paper) -> Standing:
    """Of now where the rows are few, else of the last check."""
    count = sum(one["rows"] for one in made.content["evidence"].values())
    if count <= MOST_ROWS:
        return of_verdict(await recompute.verdict(report))
    return of_check(report, await queries.last_check(report))


async def _event(report: FrozenReport) -> Event | None:
    if report.event_id is None:
        return None
    return await Event.get_or_none(id=report.event_id).select_related("organisation")


routes: list[BaseRoute] = [
    Route(REPORT, show, name="report"),
    Route(f"{REPORT}/verification", check, methods=["POST"], name="report_verification"),
    Route(f"{REPORT}/publication", publish, methods=["POST"], name="report_publication"),
    Route(f"{REPORT}/withdrawal", withdraw, methods=["POST"], name="report_withdrawal"),
    Route(f"{REPORT}/differences", compare, name="report_differences"),
]
