"""Reports that the worker reads: one is begun, found, set going again, and ended."""

from typing import Any

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.accounts.models import Organisation
from events_svc.accounts.permissions import Permission
from events_svc.accounts.person import Person
from events_svc.database import in_transaction
from events_svc.outbox import work
from events_svc.reports import scope
from events_svc.reports.reading_models import ReadingState, ReportReading
from events_svc.reports.scope import Scope


async def begin(about: Scope, *, note: str) -> ReportReading:
    """The worker is going to read the report; asked for twice with one note it is read once.

    One whose job is dead is set going again.
    """
    actor = audit.acting.get()
    same = {**scope.named(about), "note": note, "state": ReadingState.RUNNING}
    async with in_transaction():
        await Organisation.select_for_update().get(id=about.organisation.id)
        reading = await ReportReading.filter(**same).first() or await ReportReading.create(
            **same, author=actor.key, author_name=actor.name[:254], begun_at=clock.now()
        )
        await _set_going(reading)
    return reading


async def try_again(reading: ReportReading) -> None:
    """The reading goes on if its job is dead; one that is over stays as it is."""
    async with in_transaction():
        await Organisation.select_for_update().get(id=reading.organisation_id)
        now = await ReportReading.get(id=reading.id)
        if now.is_running:
            await _set_going(now)


async def running(reading_id: int) -> ReportReading | None:
    """What is to be read; None once it is over."""
    return await ReportReading.get_or_none(id=reading_id, state=ReadingState.RUNNING)


async def end(reading: ReportReading, state: ReadingState, **columns: Any) -> bool:
    """The reading is over; False when it was already, and nothing is changed."""
    waiting = ReportReading.filter(id=reading.id, state=ReadingState.RUNNING)
    return bool(await waiting.update(state=state, ended_at=clock.now(), **columns))


async def permitted(
    person: Person, reading_id: int, permission: Permission = Permission.STATS_VIEW
) -> ReportReading:
    """The reading with this id, if `person` has `permission` on the report; else NotFound."""
    found = await ReportReading.get_or_none(id=reading_id).select_related("organisation")
    if found is None or not person.may(
        permission, path=found.organisation.path, event_id=found.event_id
    ):
        raise NotFound
    return found


async def _set_going(reading: ReportReading) -> None:
    await work.set_going(reading, "report.freeze", reading_id=reading.id)
