"""“Should be live, is not”: when it begins to be said, and when it is over. Each time is one incident."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from events_svc import clock
from events_svc.database import in_transaction, notices
from events_svc.events.models import EventState
from events_svc.media.evidence import judge, latest_facts
from events_svc.media.live import Facts
from events_svc.media.models import LIVE_KINDS, Source
from events_svc.media.probe_models import StreamIncident
from events_svc.media.windows import open_at
from events_svc.outbox.enqueue import enqueue
from events_svc.schedule.models import SessionState

GRACE = timedelta(minutes=1)  # an encoder may be a little late, or come again by itself
AGAIN = timedelta(minutes=10)  # what is away again so soon is the same incident


@dataclass(frozen=True, slots=True)
class Missing:
    """A link that should be live and is not, the moment since when, and what is known of it."""

    source: Source
    since: datetime
    facts: Facts


async def look_after() -> None:
    """Open an incident for each link that is missing for GRACE, and close those that are over.

    Only links at which a machine looks: of others nobody knows that they are not live. One job a new
    incident's event tells the organisers, once.
    """
    missing = {one.source.id: one for one in await _missing()}
    is_changed = False
    async with in_transaction():
        for incident in await StreamIncident.filter(closed_at=None):
            if incident.source_id not in missing:
                await _close(incident)
                is_changed = True
        known = await _known(missing)
        new = [one for one in missing.values() if one.source.id not in known]
        opened = [await _open(one) for one in new if not await _reopen(one.source)]
        for event_id, ids in _by_event(opened).items():
            await enqueue("stream.missing", event_id=event_id, incident_ids=ids)
    if is_changed or new:
        await notices.notify("live")


async def open_of(event_id: int) -> list[StreamIncident]:
    """What should be live at the event and is not, now, with link and session, by the time it began."""
    waiting = StreamIncident.filter(closed_at=None, source__session__event_id=event_id)
    return await waiting.select_related("source__session").order_by("opened_at", "id")


async def of_source(source: Source, *, limit: int = 20) -> Sequence[StreamIncident]:
    """The newest incidents of a link."""
    return await StreamIncident.filter(source_id=source.id).order_by("-id").limit(limit)


async def _missing() -> list[Missing]:
    now = clock.now()
    due = await Source.filter(
        open_at(now),
        kind__in=LIVE_KINDS,
        session__starts_at__lte=now,
        session__ends_at__gt=now,
        session__state=SessionState.CONFIRMED,
        session__event__state=EventState.PUBLISHED,
    ).select_related("session")
    facts = await latest_facts([source.id for source in due])
    found = [_judged(source, facts[source.id]) for source in due if source.id in facts]
    return [one for one in found if one is not None and now - one.since >= GRACE]


def _judged(source: Source, facts: Facts) -> Missing | None:
    """Since the session should have begun, or the newest machine has known it to be not live."""
    verdict = judge(source, facts)
    if not (verdict.is_missing and verdict.is_watched):
        return None
    assert source.session is not None
    assert source.session.starts_at is not None
    left = max(fact.live_until or source.session.starts_at for fact in facts.machines())
    return Missing(source, max(source.session.starts_at, left), facts)


async def _known(source_ids: Iterable[int]) -> set[int]:
    """Of these links those with an open incident; their rows are locked: two workers open one."""
    ids = sorted(source_ids)
    await Source.filter(id__in=ids).order_by("id").select_for_update()
    waiting = StreamIncident.filter(closed_at=None, source_id__in=ids)
    return {int(str(one)) for one in await waiting.values_list("source_id", flat=True)}


async def _open(missing: Missing) -> tuple[Source, StreamIncident]:
    incident = await StreamIncident.create(
        source_id=missing.source.id, opened_at=clock.now(), reason=_reason(missing.facts)
    )
    return missing.source, incident


async def _reopen(source: Source) -> bool:
    """Whether the newest incident ended a moment ago and goes on."""
    last = await StreamIncident.filter(source_id=source.id).order_by("-id").first()
    if last is None or last.closed_at is None or clock.now() - last.closed_at > AGAIN:
        return False
    await StreamIncident.filter(id=last.id).update(closed_at=None)
    return True


async def _close(incident: StreamIncident) -> None:
    await StreamIncident.filter(id=incident.id).update(closed_at=clock.now())


def _reason(facts: Facts) -> str:
    newest = max(facts.machines(), key=lambda fact: fact.at)
    return f"{newest.state}: {newest.reason}"[:300]


def _by_event(opened: Iterable[tuple[Source, StreamIncident]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for source, incident in opened:
        assert source.session is not None
        found.setdefault(source.session.event_id, []).append(incident.id)
    return found
