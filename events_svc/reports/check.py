"""The audit of frozen reports: each follows from its rows, and each from the one before it."""

from events_svc.database import rows
from events_svc.reports import canonical, recompute
from events_svc.reports.models import FrozenReport

_WORDS = {"changed": "has changed", "missing": "is missing", "added": "has been added"}


async def broken() -> list[str]:
    """Chains that are torn, reports that were altered, and the rows that are not as they were."""
    return [*await _torn_chains(), *await _altered()]


async def _torn_chains() -> list[str]:
    chains: dict[int, list[tuple[int, str, str]]] = {}
    for row in await rows(
        "SELECT organisation_id, number, sha256, link FROM frozen_report ORDER BY 1, 2"
    ):
        link = (row["number"], row["sha256"], row["link"])
        chains.setdefault(row["organisation_id"], []).append(link)
    return [
        f"the reports of organisation {organisation_id} are torn at number {number}"
        for organisation_id, chain in chains.items()
        for number in canonical.breaks(chain)
    ]


async def _altered() -> list[str]:
    found: list[str] = []
    for row in await FrozenReport.all().order_by("id").values("id"):
        report = await FrozenReport.get(id=row["id"])
        verdict = await recompute.verdict(report)
        found += [
            f"report {report.id}: {one.table} {one.row_id} {_WORDS[one.what]}"
            for one in verdict.findings
        ]
        if not verdict.is_intact:
            found.append(f"report {report.id} does not fit its hash")
        if not verdict.is_same and not verdict.findings:
            found.append(f"report {report.id} is not what its rows give")
    return found
