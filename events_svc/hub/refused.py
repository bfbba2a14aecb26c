"""Entries of hubs' logs that the server did not take: listed until a person has settled them, or until they come."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from events_svc import clock
from events_svc.accounts import audit
from events_svc.checkin.models import Device
from events_svc.database import in_transaction, notices
from events_svc.database.bulk import insert_new
from events_svc.hub.models import RefusedEntry
from events_svc.hub.wire import HubRefusedEntry

MOST = 1000  # open ones of a hub; more stay there, untold, until there is room


async def note(hub: Device, told: Sequence[HubRefusedEntry]) -> frozenset[UUID]:
    """List what is not listed yet; the ids of those for which there is no room. What is listed needs none, nor
    what was settled before: it stays settled.

    Batches of one hub follow each other here: all together list no more than MOST.
    """
    if not told:
        return frozenset()
    async with in_transaction():
        await Device.filter(id=hub.id).only("id").select_for_update(no_key=True)
        new = await _unknown(hub, told)
        room = max(MOST - await RefusedEntry.filter(hub_id=hub.id, settled_at=None).count(), 0)
        await insert_new(RefusedEntry, [_row(hub, one) for one in new[:room]])
    notices.notify_soon(f"hubs:{hub.event_id}")
    return frozenset(one.scan_id for one in new[room:])


async def came(hub: Device, scan_ids: Collection[UUID]) -> None:
    """These are in the log now: nobody has to see to them any more."""
    listed = RefusedEntry.filter(hub_id=hub.id, settled_at=None)
    await listed.filter(scan_id__in=[*scan_ids]).update(settled_at=clock.now())


async def open_count(event_id: int) -> int:
    """How many wait for a person."""
    count: int = await RefusedEntry.filter(event_id=event_id, settled_at=None).count()
    return count


async def open_of(event_id: int, *, limit: int, after: int | None = None) -> list[RefusedEntry]:
    """What waits for a person, oldest first, each with its hub."""
    found = RefusedEntry.filter(event_id=event_id, settled_at=None, id__gt=after or 0)
    return await found.order_by("id").limit(limit).select_related("hub")


async def settle(one: RefusedEntry, *, by: int | None) -> None:
    """A person has seen to it; twice is once."""
    async with in_transaction():
        waiting = RefusedEntry.filter(id=one.id, settled_at=None)
        if await waiting.update(settled_at=clock.now(), settled_by_id=by):
            await audit.record(
                "hub.entry_settled",
                f"refused_entry:{one.id}",
                event_id=one.event_id,
                scan_id=str(one.scan_id),
                ticket=one.number,
            )
            await notices.notify(f"hubs:{one.event_id}")


async def _unknown(hub: Device, told: Sequence[HubRefusedEntry]) -> list[HubRefusedEntry]:
    """Those that were never listed, each once."""
    asked = {one.scan_id: one for one in told}
    listed = RefusedEntry.filter(hub_id=hub.id, scan_id__in=[*asked])
    known: Any = await listed.values_list("scan_id", flat=True)
    return [one for scan_id, one in asked.items() if scan_id not in {*known}]


def _row(hub: Device, one: HubRefusedEntry) -> dict[str, object]:
    return {
        "event_id": hub.event_id,
        "hub_id": hub.id,
        "scan_id": one.scan_id,
        "gate_id": one.gate_id,
        "number": one.number,
        "verdict": one.verdict,
        "reason": one.reason,
        "at": one.at,
        "phone": one.phone.replace("\x00", ""),
        "why": one.why.replace("\x00", ""),
        "listed_at": clock.now(),
    }
