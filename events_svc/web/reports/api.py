"""The API of frozen reports: the list, one with its content, freezing, and the check against its rows."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from starlette.routing import BaseRoute

from events_svc.accounts.permissions import Permission
from events_svc.reports import freeze, publication, queries, verify
from events_svc.reports.models import FrozenReport
from events_svc.web import auth, paging
from events_svc.web.api import Page, operation
from events_svc.web.reports import find
from events_svc.web.state import Request


class ReportHead(msgspec.Struct):
    """A frozen report without its content; `checked_at` and `is_sound` are of its last check."""

    id: int
    number: int
    kind: str
    title: dict[str, str]
    note: str
    frozen_at: datetime
    sha256: str
    link: str
    is_public: bool
    is_sound: bool | None
    checked_at: datetime | None


class ReportList(msgspec.Struct):
    """A page of frozen reports, the newest first."""

    items: list[ReportHead]
    next: str | None


class ReportView(msgspec.Struct):
    """A frozen report: `content` is the frozen JSON, whose exact bytes are at `file`."""

    id: int
    sha256: str
    link: str
    file: str
    is_public: bool
    content: dict[str, Any]


class ReportFinding(msgspec.Struct):
    """What is not as it was: a row of a table, or (row 0) the report itself."""

    table: str
    row: int
    what: str


class ReportVerification(msgspec.Struct):
    """Whether the report, recomputed from its rows, has the same bytes, and which rows differ."""

    is_sound: bool
    is_same: bool
    is_intact: bool
    is_linked: bool
    rows: int
    findings: list[ReportFinding]


class ReportFreezing(msgspec.Struct):
    """`note`: what stands below the title."""

    note: Annotated[str, msgspec.Meta(max_length=300)] = ""


async def list_reports(request: Request, page: Page) -> ReportList:
    """Frozen reports, the newest first."""
    person = await auth.signed_in(request)
    before = paging.number(page.cursor)
    found = await queries.seen_by(person, before=before, limit=page.limit + 1)
    shown, more = paging.cut(found, page.limit, by=lambda one: one.report.id)
    return ReportList([_head(one) for one in shown], more)


async def show(request: Request) -> ReportView:
    """A frozen report with its content."""
    return await _view(await find.frozen(request, Permission.STATS_VIEW))


async def freeze_event(request: Request, body: ReportFreezing) -> ReportView:
    """Freeze the report of an event as it is now."""
    scope = await find.event(request, Permission.REPORTS_EDIT)
    return await _view(await freeze.freeze(scope, note=body.note))


async def freeze_series(request: Request, body: ReportFreezing) -> ReportView:
    """Freeze the report of a series as it is now."""
    scope = await find.series(request, Permission.REPORTS_EDIT)
    return await _view(await freeze.freeze(scope, note=body.note))


async def check(request: Request) -> ReportVerification:
    """Recompute a frozen report from its rows and write down what was found."""
    report = await find.frozen(request, Permission.REPORTS_EDIT)
    found = await verify.verify(report)
    return ReportVerification(
        is_sound=found.is_sound,
        is_same=found.is_same,
        is_intact=found.is_intact,
        is_linked=found.is_linked,
        rows=found.rows,
        findings=[ReportFinding(**one) for one in verify.findings(found)],
    )


async def _view(report: FrozenReport) -> ReportView:
    return ReportView(
        id=report.id,
        sha256=report.sha256,
        link=report.link,
        file=f"/reports/{report.sha256}/report.json",
        is_public=await publication.is_public(report),
        content=queries.content(report),
    )


def _head(one: queries.Listed) -> ReportHead:
    report = one.report
    return ReportHead(
        id=report.id,
        number=report.number,
        kind=report.kind.value,
        title=report.title,
        note=report.note,
        frozen_at=report.frozen_at,
        sha256=report.sha256,
        link=report.link,
        is_public=one.is_public,
        is_sound=one.is_sound,
        checked_at=one.checked_at,
    )


routes: list[BaseRoute] = [
    operation("GET", "/reports", list_reports, name="reports", query=Page, answer=ReportList),
    operation("GET", "/reports/{id:int}", show, name="report", answer=ReportView),
    operation(
        "POST", "/reports/{id:int}/verification", check, name="report-verification",
        answer=ReportVerification,
    ),
    operation(
        "POST", "/events/{slug}/reports", freeze_event, name="event-report-freeze",
        body=ReportFreezing, answer=ReportView, status=201, refusals=(409,),
    ),
    operation(
        "POST", "/series/{slug}/reports", freeze_series, name="series-report-freeze",
        body=ReportFreezing, answer=ReportView, status=201, refusals=(409,),
    ),
]  # fmt: skip
