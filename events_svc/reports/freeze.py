"""Freeze a report: what it says from now on, the rows it stands on, and its link to the one before."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.models import Organisation
from events_svc.database import in_transaction
from events_svc.database.bulk import insert_all
from events_svc.database.snapshot import snapshot
from events_svc.reports import canonical, compose, inventory, marks
from events_svc.reports.compose import AsTheyAre, Basis
from events_svc.reports.definitions import all_of_them
from events_svc.reports.errors import NothingToReport
from events_svc.reports.evidence import Noted, packed
from events_svc.reports.marks import Marks
from events_svc.reports.models import FrozenReport, ReportRows
from events_svc.reports.progress import Progress
from events_svc.reports.scope import Scope

Then = Callable[[FrozenReport], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _Draft:
    at: datetime
    marks: Marks
    note: str = ""


async def preview(scope: Scope) -> dict[str, Any]:
    """The report's content as it would be frozen now, read at one moment."""
    at = _now()
    content, _ = await _read(scope, _Draft(at, await marks.seen(at)), Progress())
    told: dict[str, Any] = msgspec.json.decode(canonical.encoded(content))
    return told


async def freeze(
    scope: Scope,
    *,
    note: str = "",
    progress: Progress | None = None,
    then: Then | None = None,
) -> FrozenReport:
    """The report as it is now, for ever; raises NothingToReport.

    Reading takes no lock; the organisation's row is the lock of its chain. `then`: what is written with
    the report, or takes it back by raising.
    """
    at = _now()
    draft = _Draft(at, await marks.settled(at), note)
    content, noted = await _read(scope, draft, progress or Progress())
    if not content["events"] and not content["items"]:
        raise NothingToReport
    async with in_transaction():
        await Organisation.filter(id=scope.organisation.id).select_for_update().first()
        report = await _linked(scope, content)
        await insert_all(
            ReportRows,
            [
                {"report_id": report.id, "name": name, "data": packed(one)}
                for name, one in noted.items()
            ],
        )
        await audit.record(
            "report.frozen",
            f"report:{report.id}",
            event_id=report.event_id,
            organisation_id=report.organisation_id,
            number=report.number,
            sha256=report.sha256,
        )
        if then is not None:
            await then(report)
    return report


def _now() -> datetime:
    return clock.now().replace(microsecond=0)


async def _read(
    scope: Scope, draft: _Draft, progress: Progress
) -> tuple[dict[str, Any], dict[str, Noted]]:
    async with snapshot():
        found = await inventory.take(scope)
        basis = Basis(found, all_of_them(), draft.at, draft.note, draft.marks)
        return await compose.composed(basis, lens=progress.through(AsTheyAre()))


async def _linked(scope: Scope, content: dict[str, Any]) -> FrozenReport:
    last = (
        await FrozenReport.filter(organisation_id=scope.organisation.id).order_by("-number").first()
    )
    number, previous = (last.number + 1, last.link) if last else (1, canonical.FIRST)
    body = canonical.encoded({**content, "number": number, "previous": previous})
    own, actor = canonical.sha256(body), audit.acting.get()
    return await FrozenReport.create(
        organisation=scope.organisation,
        number=number,
        kind=scope.kind,
        event_id=scope.event.id if scope.event else None,
        series_id=scope.series.id if scope.series else None,
        year=scope.year,
        title=scope.title,
        note=content["note"],
        frozen_at=content["frozen_at"],
        author=(actor.name or actor.key)[:254],
        body=body.decode(),
        sha256=own,
        link=canonical.link(previous, own),
    )
