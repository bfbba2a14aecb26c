"""Whether everybody may read a frozen report."""

from events_svc import clock
from events_svc.accounts import audit
from events_svc.database import in_transaction
from events_svc.database.bulk import insert_new
from events_svc.reports import recompute
from events_svc.reports.errors import DoesNotStand
from events_svc.reports.models import FrozenReport, ReportPublication


async def is_public(report: FrozenReport) -> bool:
    """Whether everybody may read it."""
    return await ReportPublication.filter(report_id=report.id).exists()


async def publish(report: FrozenReport) -> None:
    """Everybody may read it from now on; a second time changes nothing. Raises DoesNotStand."""
    if not (await recompute.verdict(report)).is_sound:
        raise DoesNotStand
    async with in_transaction():
        made = {"report_id": report.id, "published_at": clock.now()}
        if await insert_new(ReportPublication, [made]):
            await _noted("report.published", report)


async def withdraw(report: FrozenReport) -> None:
    """Only those with a role may read it; it stays frozen, and its hash stays in the chain."""
    async with in_transaction():
        if await ReportPublication.filter(report_id=report.id).delete():
            await _noted("report.withdrawn", report)


async def _noted(action: str, report: FrozenReport) -> None:
    await audit.record(
        action,
        f"report:{report.id}",
        event_id=report.event_id,
        organisation_id=report.organisation_id,
        number=report.number,
    )
