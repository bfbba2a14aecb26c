"""The API of frozen reports: the list, one with its content, freezing, and the check against its rows."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any

import msgspec
from starlette.routing import BaseRoute

from events_svc.accounts.permissions import Permission
from events_svc.outbox import work
from events_svc.reports import (
    freeze,
    freezing,
    publication,
    queries,
    reading_models,
    readings,
    verify,
    weight,
)
from events_svc.reports.models import FrozenReport
from events_svc.reports.scope import Scope
from events_svc.web import auth, paging
from events_svc.web.api import Page, operation
from events_svc.web.reports import find
from events_svc.web.state import Request

Finder = Callable[[Request, Permission], Awaitable[Scope]]


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


class ReportFreezingView(msgspec.Struct):
    """A report that is being frozen: `running`, `done` (`report` is its id), `empty` (there is nothing to
    report), `gone` (what it is about was deleted) or `failed` (ask for it again, and it goes on).

    `rows_read` of about `rows` were read so far.
    """

    id: int
    state: str
    report: int | None
    rows: int
    rows_read: int
    note: str
    begun_at: datetime
    ended_at: datetime | None


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
    """Freeze the report of an event as it is now; 409 where it stands on too many rows to wait for."""
    scope = await find.event(request, Permission.REPORTS_EDIT)
    await weight.refuse_heavy(scope)
    return await _view(await freeze.freeze(scope, note=body.note))


async def freeze_series(request: Request, body: ReportFreezing) -> ReportView:
    """Freeze the report of a series as it is now; 409 where it stands on too many rows to wait for."""
    scope = await find.series(request, Permission.REPORTS_EDIT)
    await weight.refuse_heavy(scope)
    return await _view(await freeze.freeze(scope, note=body.note))


def _begin(finder: Finder) -> Callable[..., Awaitable[ReportFreezingView]]:
    """The way to have one kind of report frozen by the worker."""

    async def begin(request: Request, body: ReportFreezing) -> ReportFreezingView:
        """Have a report frozen, however many rows it stands on; look at it until it is `done`."""
        scope = await finder(request, Permission.REPORTS_EDIT)
        return await _freezing(await freezing.begin(scope, note=body.note))

    return begin


async def show_freezing(request: Request) -> ReportFreezingView:
    """Whether a report is frozen, and which one it is."""
    person = await auth.signed_in(request)
    return await _freezing(await readings.permitted(person, request.path_params["id"]))


async def _freezing(found: reading_models.ReportReading) -> ReportFreezingView:
    is_dead = found.is_running and (await work.going(found)).is_dead
    return ReportFreezingView(
        id=found.id,
        state="failed" if is_dead else found.state.value,
        report=found.report_id,
        rows=found.total,
        rows_read=found.done,
        note=found.note,
        begun_at=found.begun_at,
        ended_at=found.ended_at,
    )


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
    *(
        operation(
            "POST", f"{path}/reports/freezings", _begin(finder), name=f"{name}-report-freezing",
            body=ReportFreezing, answer=ReportFreezingView, status=202,
        )
        for path, finder, name in (
            ("/events/{slug}", find.event, "event"),
            ("/series/{slug}", find.series, "series"),
            ("/organisations/{slug}", find.organisation, "organisation"),
            ("/organisations/{slug}/years/{year:int}", find.year, "year"),
        )
    ),
    operation(
        "GET", "/reports/freezings/{id:int}", show_freezing, name="report-freezing",
        answer=ReportFreezingView,
    ),
]  # fmt: skip
