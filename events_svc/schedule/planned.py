"""A release that is planned for an instant: planned, called off, made by the worker when it is due."""

from collections.abc import Sequence
from datetime import UTC, datetime

from events_svc import clock
from events_svc.accounts import audit
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.schedule.audience import USUALLY, Tell
from events_svc.schedule.errors import InThePast, NothingToRelease
from events_svc.schedule.lock import lock
from events_svc.schedule.plan_models import PlannedRelease
from events_svc.schedule.release import release
from events_svc.text import Text

AT_ONCE = 20


async def plan(
    event: Event, note: Text, *, release_at: datetime, tell: Sequence[Tell] = USUALLY
) -> PlannedRelease:
    """The agenda as it will stand at `release_at` becomes a version then; an earlier plan is replaced.

    Raises InThePast.
    """
    if release_at <= clock.now():
        raise InThePast
    async with in_transaction():
        await lock(event.id)
        await _end(event.id, "replaced")
        planned = await PlannedRelease.create(
            event=event, note=note, release_at=release_at.astimezone(UTC), tell=[*tell]
        )
        await _record("agenda.release_planned", event, release_at=release_at.isoformat())
    return planned


async def call_off(event: Event) -> None:
    """No release is planned for the event."""
    async with in_transaction():
        await lock(event.id)
        if await _end(event.id, "called off"):
            await _record("agenda.release_called_off", event)


async def waiting(event_id: int) -> PlannedRelease | None:
    """The planned release of the event, if there is one."""
    return await PlannedRelease.filter(event_id=event_id, ended_at__isnull=True).first()


async def release_due() -> int:
    """The releases whose time has come are made; how many. Two workers make each of them once."""
    due = PlannedRelease.filter(ended_at__isnull=True, release_at__lte=clock.now())
    made = 0
    for planned in await due.order_by("release_at").limit(AT_ONCE).select_related("event"):
        made += await _release(planned)
    return made


async def _release(planned: PlannedRelease) -> bool:
    """Whether this was the one that made it; nothing new is an end too."""
    async with in_transaction():
        await lock(planned.event_id)
        if not await _end(planned.event_id, "released"):
            return False
        try:
            await release(planned.event, planned.note, tell=[Tell(one) for one in planned.tell])
        except NothingToRelease:
            await PlannedRelease.filter(id=planned.id).update(outcome="nothing")
            return False
    return True


async def _end(event_id: int, outcome: str) -> int:
    """Whatever is planned for the event has ended so; how many that were."""
    found = PlannedRelease.filter(event_id=event_id, ended_at__isnull=True)
    return await found.update(ended_at=clock.now(), outcome=outcome)


async def _record(action: str, event: Event, **detail: str) -> None:
    await audit.record(
        action,
        f"event:{event.id}",
        event_id=event.id,
        organisation_id=event.organisation_id,
        **detail,
    )
