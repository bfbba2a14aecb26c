"""Recompute a frozen report from the stored rows: the same bytes, or which row is not as it was."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from events_svc.database import rows
from events_svc.database.at_once import among, listed
from events_svc.database.snapshot import snapshot
from events_svc.reports import canonical, compose
from events_svc.reports.compose import Basis
from events_svc.reports.evidence import Comparison, Finding, Noted, Unreadable, unpacked
from events_svc.reports.marks import HISTORY, Marks
from events_svc.reports.models import FrozenReport, ReportRows
from events_svc.reports.tables import Row

_OF_ITEM = ("kind", "id", "title", "episode", "at", "event", "unit", "links")
_OF_LINK = ("id", "platform", "kind", "language", "is_ours")
_OF_EVENT = ("id", "slug", "kind", "state", "title", "starts_at", "ends_at", "unit")
_OF_UNIT = ("id", "slug", "name")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the report stands. `body`: the recomputed bytes; `rows`: how many were read."""

    body: bytes
    is_same: bool
    is_intact: bool  # the stored report fits its hash
    is_linked: bool  # and follows from the report before
    rows: int
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return self.is_same and self.is_intact and self.is_linked and not self.findings


async def verdict(report: FrozenReport) -> Verdict:
    """Recompute the report and compare everything; reads each of its rows once."""
    stored = report.body.encode()
    try:
        async with snapshot():
            body, findings, count = await _recomputed(report)
    except (
        msgspec.MsgspecError,
        Unreadable,
        KeyError,
    ):  # the stored report itself was tampered with
        body, findings, count = b"", [Finding("frozen_report", report.id, "changed")], 0
    return Verdict(
        body=body,
        is_same=body == stored,
        is_intact=canonical.sha256(stored) == report.sha256,
        is_linked=await _is_linked(report),
        rows=count,
        findings=findings,
    )


async def _recomputed(report: FrozenReport) -> tuple[bytes, list[Finding], int]:
    content = msgspec.json.decode(report.body)
    noted = {one.name: unpacked(one.data) for one in await ReportRows.filter(report_id=report.id)}
    comparison, basis = Comparison(noted), _basis(content)
    again, _ = await compose.composed(basis, lens=comparison)
    whole = {**again, "number": content["number"], "previous": content["previous"]}
    findings = [
        *comparison.findings,
        *await _without_history(comparison.restated, basis.marks),
        *await _without_program(comparison.withdrawn),
    ]
    return canonical.encoded(whole), sorted(findings, key=_place), _count(noted)


def _basis(content: dict[str, Any]) -> Basis:
    """What the report says of itself, without its figures."""
    items = [
        {**_only(item, _OF_ITEM), "links": [_only(link, _OF_LINK) for link in item["links"]]}
        for item in content["items"]
    ]
    inventory = {
        "scope": content["scope"],
        "units": [_only(unit, _OF_UNIT) for unit in content["units"]],
        "events": [_only(event, _OF_EVENT) for event in content["events"]],
        "items": items,
    }
    marks = msgspec.convert(content["marks"], Marks)
    at = msgspec.convert(content["frozen_at"], datetime)
    return Basis(inventory, content["definitions"], at, content["note"], marks)


def _only(part: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: part[name] for name in names}


def _place(finding: Finding) -> tuple[str, int]:
    return finding.table, finding.row_id


def _count(noted: dict[str, Noted]) -> int:
    return sum(len(one.entries) for one in noted.values())


async def _without_history(tickets: list[Row], marks: Marks) -> list[Finding]:
    """Tickets in another state than then whose order's history has not gone on since."""
    if not tickets:
        return []
    orders = sorted({row["order_id"] for row in tickets})
    found = await rows(
        "SELECT DISTINCT order_id FROM order_entry WHERE id > $1 "  # noqa: S608 place holders only
        f"AND order_id {among(2, 'BIGINT')}",
        [marks.upto[HISTORY], listed(orders)],
    )
    explained = {row["order_id"] for row in found}
    return [
        Finding("ticket", row["id"], "changed")
        for row in tickets
        if row["order_id"] not in explained
    ]


async def _without_program(views: list[Row]) -> list[Finding]:
    """Views that are gone though no playing of their key turned out to be a program's."""
    if not views:
        return []
    links = sorted({row["source_id"] for row in views})
    found = await rows(
        "SELECT DISTINCT source_id, viewer_key FROM watch WHERE is_bot "  # noqa: S608 place holders only
        f"AND source_id {among(1, 'BIGINT')}",
        [listed(links)],
    )
    explained = {(row["source_id"], bytes(row["viewer_key"])) for row in found}
    return [
        Finding("view", row["id"], "missing")
        for row in views
        if (row["source_id"], row["viewer_key"]) not in explained
    ]


async def _is_linked(report: FrozenReport) -> bool:
    before = await FrozenReport.get_or_none(
        organisation_id=report.organisation_id, number=report.number - 1
    )
    if before is None and report.number > 1:
        return False
    previous = before.link if before else canonical.FIRST
    return report.link == canonical.link(previous, report.sha256)
