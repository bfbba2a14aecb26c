"""Check a frozen report against its rows, and write down what was found."""

from collections.abc import Sequence
from typing import Any

from events_svc import clock
from events_svc.reports import recompute
from events_svc.reports.models import FrozenReport, ReportCheck
from events_svc.reports.recompute import Verdict

MOST_NAMED = 200  # findings that are written down


async def verify(report: FrozenReport) -> Verdict:
    """Recompute the report and write the result down beside it; nothing else changes."""
    found = await recompute.verdict(report)
    await ReportCheck.create(
        report=report, at=clock.now(), rows=found.rows, findings=findings(found)
    )
    return found


async def verify_all() -> int:
    """Check every report, the oldest first; how many do not stand."""
    broken = 0
    for report_id in await _ids():
        broken += not (await verify(await FrozenReport.get(id=report_id))).is_sound
    return broken


def findings(verdict: Verdict) -> list[dict[str, Any]]:
    """What is wrong, as it is written down: the report itself first, then its rows."""
    own: Sequence[tuple[bool, str]] = (
        (verdict.is_intact, "altered"),
        (verdict.is_linked, "unlinked"),
        (verdict.is_same, "different"),
    )
    of_report = [{"table": "frozen_report", "row": 0, "what": what} for ok, what in own if not ok]
    of_rows = [
        {"table": one.table, "row": one.row_id, "what": one.what} for one in verdict.findings
    ]
    return [*of_report, *of_rows[:MOST_NAMED]]


async def _ids() -> list[int]:
    return [row["id"] for row in await FrozenReport.all().order_by("id").values("id")]
