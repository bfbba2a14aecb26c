"""What pages and the API read of frozen reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from tortoise.expressions import Q

from events_svc.accounts.errors import NotFound
from events_svc.accounts.models import Organisation
from events_svc.accounts.permissions import Permission
from events_svc.accounts.person import Person
from events_svc.events.models import Series
from events_svc.reports.models import FrozenReport, ReportCheck, ReportPublication
from events_svc.reports.scope import Scope
from events_svc.reports.scope import named as columns_of

_HEAD = ("id", "organisation_id", "number", "kind", "event_id", "series_id", "year")
_LISTED = (*_HEAD, "title", "note", "frozen_at", "author", "sha256", "link")


@dataclass(frozen=True, slots=True)
class Listed:
    """A report without its content."""

    report: FrozenReport
    is_public: bool
    is_sound: bool | None  # by the last check; None: never checked
    checked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Link:
    """A report's place in the chain of its organisation: enough to follow the chain, nothing of its content."""

    number: int
    frozen_at: datetime
    sha256: str
    link: str


async def permitted(person: Person, report_id: int, permission: Permission) -> FrozenReport:
    """The report with this id, if `person` has `permission` where it belongs; else NotFound."""
    report = await FrozenReport.get_or_none(id=report_id).select_related("organisation")
    if report is None or not may(person, permission, report):
        raise NotFound
    return report


def may(person: Person, permission: Permission, report: FrozenReport) -> bool:
    """Whether `person` has `permission` on the report (whose organisation is loaded)."""
    return person.may(permission, path=report.organisation.path, event_id=report.event_id)


async def named(sha256: str) -> FrozenReport:
    """The report with this hash; else NotFound."""
    report = await FrozenReport.get_or_none(sha256=sha256).select_related("organisation")
    if report is None:
        raise NotFound
    return report


async def of_scope(scope: Scope) -> list[Listed]:
    """The reports of one thing, the newest first."""
    found = FrozenReport.filter(**columns_of(scope))
    return await _listed(await found.order_by("-id").select_related("organisation").only(*_LISTED))


async def seen_by(person: Person, *, before: int | None, limit: int) -> list[Listed]:
    """Reports that `person` may see, the newest first, older than `before`; at most `limit`."""
    below = [Q(organisation__path__startswith=root) for root in person.roots(Permission.STATS_VIEW)]
    at_events = [
        Q(event_id=one)
        for one in person.events
        if person.may(Permission.STATS_VIEW, path=person.within or "/", event_id=one)
    ]
    if not below and not at_events:
        return []
    found = FrozenReport.filter(
        Q(*below, *at_events, join_type="OR"),
        organisation__path__startswith=person.within or "/",  # a token's reach
    )
    if before is not None:
        found = found.filter(id__lt=before)
    return await _listed(
        await found.order_by("-id").limit(limit).select_related("organisation").only(*_LISTED)
    )


async def series_of(organisations: Sequence[Organisation]) -> list[Series]:
    """The series of these organisations, in the order in which they were made."""
    return await Series.filter(organisation_id__in=[one.id for one in organisations]).order_by("id")


async def chain(report: FrozenReport) -> list[Link]:
    """The links of the organisation's chain from the first to the last."""
    found = FrozenReport.filter(organisation_id=report.organisation_id).order_by("number")
    return [
        Link(row["number"], row["frozen_at"], row["sha256"], row["link"])
        for row in await found.values("number", "frozen_at", "sha256", "link")
    ]


async def last_check(report: FrozenReport) -> ReportCheck | None:
    """When the report was recomputed last, and what was found."""
    return await ReportCheck.filter(report_id=report.id).order_by("-id").first()


def content(report: FrozenReport) -> dict[str, Any]:
    """What the report says."""
    said: dict[str, Any] = msgspec.json.decode(report.body)
    return said


async def _listed(reports: Sequence[FrozenReport]) -> list[Listed]:
    ids = [report.id for report in reports]
    public = {
        row["report_id"]
        for row in await ReportPublication.filter(report_id__in=ids).values("report_id")
    }
    checks = {
        row["report_id"]: row
        for row in await ReportCheck.filter(report_id__in=ids)
        .order_by("id")
        .values("report_id", "at", "findings")
    }
    return [
        Listed(
            report,
            report.id in public,
            not checks[report.id]["findings"] if report.id in checks else None,
            checks[report.id]["at"] if report.id in checks else None,
        )
        for report in reports
    ]
