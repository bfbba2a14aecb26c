"""Take the log of a hub at its server: stored as it was shown, never judged anew; twice is once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from tortoise.expressions import Q

from events_svc import clock
from events_svc.accounts import audit
from events_svc.checkin import chain
from events_svc.checkin.answers import is_readable
from events_svc.checkin.models import Basis, Device, DeviceKind, Gate, Scan
from events_svc.checkin.store import stored
from events_svc.checkin.upload.entry import Entry, corrected
from events_svc.checkin.upload.record import record
from events_svc.database import in_transaction
from events_svc.hub import refused as listing
from events_svc.hub.models import HubReport
from events_svc.hub.wire import HubBatch, HubEntry, HubPhone, HubReceipt, HubRefusedEntry
from events_svc.tickets.models import Ticket

UNDONE = "undone"
LINK = "hub"  # under which an entry's detail keeps the link of the hub's own chain


@dataclass(frozen=True, slots=True)
class Known:
    """What the server knows of what a batch speaks of: all of it of the hub's event."""

    gates: Collection[int]
    tickets: Mapping[int, int]  # the ids here, by the hub's
    phones: Mapping[UUID, int]  # the ids here


async def receive(hub: Device, batch: HubBatch) -> HubReceipt:
    """Store what is new in the batch, in its order; what the event knows nothing of is refused, and listed
    as far as there is room.
    """
    known = await _known(hub, batch)
    wrong = {str(one.scan_id): _why_not(one, batch, known) for one in batch.entries}
    refused = {scan_id: why for scan_id, why in wrong.items() if why}
    taken = [one for one in batch.entries if str(one.scan_id) not in refused]
    new = await _new(taken)
    links = await _last_links({known.phones[batch.phones[one.phone].uid] for one in new})
    entries = [_entry(one, batch, known, links=links, event_id=hub.event_id) for one in new]
    await record([replace(one, place=place) for place, one in enumerate(entries)])
    await listing.came(hub, [one.scan_id for one in taken])
    unlisted = await listing.note(hub, _refused(batch, refused))
    await HubReport.filter(hub_id=hub.id).update(received_at=clock.now())
    return HubReceipt(stored=len(taken), refused=refused, unlisted=[*unlisted])


async def _known(hub: Device, batch: HubBatch) -> Known:
    found: Any = await Gate.filter(event_id=hub.event_id).values_list("id", flat=True)
    gates = frozenset(found)
    tickets = await _tickets(hub, batch.entries)
    phones = await _phones(hub, [one for one in batch.phones if one.gate_id in gates])
    return Known(gates, tickets, phones)


async def _tickets(hub: Device, entries: Sequence[HubEntry]) -> dict[int, int]:
    """The tickets of the event by the hub's id: it is ours, unless the hub knew the number alone."""
    asked = {one.ticket_id: one.ticket_number for one in entries if one.ticket_id is not None}
    ours = Ticket.filter(event_id=hub.event_id)
    by_id: Any = await ours.filter(id__in=[*asked] or [0]).values_list("id", flat=True)
    numbers = [one for one in asked.values() if one is not None]
    by_number: Any = await ours.filter(number__in=numbers or [0]).values_list("number", "id")
    found = dict(by_number)
    told = {one: found[number] for one, number in asked.items() if number in found}
    return {one: one for one in by_id} | told


async def _phones(hub: Device, told: Sequence[HubPhone]) -> dict[UUID, int]:
    """The phones by uid: new ones that the hub paired, and its event's own, which may scan there, too."""
    uids = [one.uid for one in told]
    async with in_transaction():
        known: Any = await Device.filter(uid__in=uids).values_list("uid", flat=True)
        await _pair(hub, [one for one in told if one.uid not in set(known)])
    theirs = Q(hub_id=hub.id) | (Q(hub_id=None) & Q(kind__not=DeviceKind.HUB))
    ours = Device.filter(theirs, uid__in=uids, event_id=hub.event_id)
    return {one.uid: one.id for one in await ours}


async def _pair(hub: Device, phones: Sequence[HubPhone]) -> None:
    """The phones are devices of their gates from now on; that the hub paired them stands in the audit log."""
    new = [
        Device(
            uid=one.uid,
            event_id=hub.event_id,
            gate_id=one.gate_id,
            hub_id=hub.id,
            name=one.name,
            token_hash=f"hub:{one.uid}",  # the hash of nothing: it opens nothing here
            created_at=clock.now(),
        )
        for one in phones
    ]
    await Device.bulk_create(new, ignore_conflicts=True)
    for one in await Device.filter(uid__in=[one.uid for one in phones], hub_id=hub.id):
        await audit.record("device.paired", f"device:{one.id}", event_id=hub.event_id)


def _refused(batch: HubBatch, why: Mapping[str, str]) -> list[HubRefusedEntry]:
    """What people are told of the entries that are not taken, in their order."""
    names = dict(enumerate(one.name for one in batch.phones))
    return [
        HubRefusedEntry(
            scan_id=one.scan_id,
            gate_id=one.gate_id,
            number=one.ticket_number,
            verdict=one.verdict,
            reason=one.reason,
            at=one.at,
            phone=names.get(one.phone, ""),
            why=why[str(one.scan_id)],
        )
        for one in batch.entries
        if str(one.scan_id) in why
    ]


def _why_not(entry: HubEntry, batch: HubBatch, known: Known) -> str:
    if entry.phone >= len(batch.phones) or batch.phones[entry.phone].uid not in known.phones:
        return "phone"
    if entry.gate_id not in known.gates:
        return "gate"
    if not is_readable(entry.detail):
        return "detail"
    return "" if entry.ticket_id is None or entry.ticket_id in known.tickets else "ticket"


async def _new(entries: Sequence[HubEntry]) -> list[HubEntry]:
    asked = [one.scan_id for one in entries]
    found: Any = await Scan.filter(scan_id__in=asked).values_list("scan_id", flat=True)
    stored_already = set(found)
    return [one for one in entries if one.scan_id not in stored_already]


async def _last_links(device_ids: Collection[int]) -> dict[int, str]:
    """The last link of the hub's chain that arrived, by the device's id here."""
    links: dict[int, str] = {}
    for device_id in device_ids:
        last = await Scan.filter(device_id=device_id).order_by("-id").limit(1).values_list("detail")
        links[device_id] = last[0][0].get(LINK, "") if last else ""
    return links


def _entry(
    entry: HubEntry, batch: HubBatch, known: Known, *, links: dict[int, str], event_id: int
) -> Entry:
    """The entry as the server's log takes it; its time by the server's clock."""
    device_id = known.phones[batch.phones[entry.phone].uid]
    detail = {**entry.detail, LINK: entry.hash}
    second = {name: detail.pop(name, None) for name in ("undoes", "tried")}  # see upload/entry.py
    undoes, tried = (entry.undoes, None) if entry.verdict == UNDONE else (None, entry.undoes)
    if mark := _mark(entry, links[device_id], event_id):
        detail["chain"] = mark
    links[device_id] = entry.hash
    return Entry(
        scan_id=entry.scan_id,
        device_id=device_id,
        gate_id=entry.gate_id,
        at=corrected(entry.at, batch.clock_offset_ms),
        at_device=entry.at_device,
        clock_offset_ms=entry.clock_offset_ms,
        direction=entry.direction,
        verdict=entry.verdict,
        reason=entry.reason,
        basis=Basis.HUB if entry.basis is Basis.ONLINE else entry.basis,
        code_hash=entry.code_hash,
        ticket_id=known.tickets[entry.ticket_id] if entry.ticket_id else None,
        undoes=undoes or _uuid(second["undoes"]),
        tried=tried or _uuid(second["tried"]),
        device_seq=entry.device_seq,
        device_hash=entry.device_hash,
        detail=detail,
    )


def _uuid(written: Any) -> UUID | None:
    """An id of a detail, which anybody may have written."""
    try:
        return UUID(str(written)) if written else None
    except ValueError:
        return None


def _mark(entry: HubEntry, before: str, event_id: int) -> str:
    """Whether the hub's log was changed (broken), or an entry before this one is missing (gap)."""
    if chain.link(entry.prev_hash, _as_linked(entry, event_id)) != entry.hash:
        return "broken"
    return "" if entry.prev_hash == before else "gap"


def _as_linked(entry: HubEntry, event_id: int) -> dict[str, Any]:
    """The row as the hub linked it."""
    columns = {name: getattr(entry, name) for name in chain.LINKED if name != "event_id"}
    return {
        **columns,
        "event_id": event_id,
        "scan_id": str(entry.scan_id),
        "undoes": str(entry.undoes) if entry.undoes else None,
        "direction": entry.direction.value,
        "basis": entry.basis.value,
        "at": stored(entry.at),
        "at_device": stored(entry.at_device),
    }
