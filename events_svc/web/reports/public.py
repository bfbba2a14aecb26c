"""A published report: everybody reads it, and checks it against its hash and the chain."""

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.reports import publication, queries
from events_svc.web import pages
from events_svc.web.reports import drawn, files, find, grids, paper, printed
from events_svc.web.reports.standing import of_check
from events_svc.web.state import Request

REPORT = "/reports/{sha256}"


async def show(request: Request) -> Response:
    """The report with its proof: hash, chain, and when its rows were read last."""
    report = await find.readable(request)
    made = paper.of_report(report, portion=grids.asked_for(request.query_params))
    return await pages.render(
        request,
        "reports/public.html",
        report=report,
        paper=made,
        plots=drawn.of_content(made.content),
        standing=of_check(report, await queries.last_check(report)),
        chain=await queries.chain(report),
        how=printed.how_to_check(),
        is_public=await publication.is_public(report),
    )


async def file(request: Request) -> Response:
    """The published report as a file."""
    report = await find.readable(request)
    return await files.answer(request, report, request.path_params["form"])


async def console_file(request: Request) -> Response:
    """The report as a file, for those with a role."""
    report = await find.frozen(request, Permission.STATS_VIEW)
    return await files.answer(request, report, request.path_params["form"])


async def chain(request: Request) -> Response:
    """The hashes of all reports of the organisation: enough to check that none was dropped or swapped."""
    report = await find.readable(request)
    content = {
        "organisation": report.organisation.slug,
        "rule": "link = sha256(previous link + sha256), as 64 letters each; the first has no previous",
        "reports": await queries.chain(report),
    }
    return Response(msgspec.json.encode(content), media_type="application/json")


routes: list[BaseRoute] = [
    Route(REPORT, show, name="public_report"),
    Route(f"{REPORT}/chain.json", chain, name="public_report_chain"),
    Route(f"{REPORT}/report.{{form}}", file, name="public_report_file"),
    Route("/organiser/reports/{id:int}/report.{form}", console_file, name="report_file"),
]
