"""What gates and the organiser read of conflicts: whose ticket, which two gates, when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.queryset import QuerySet

from events_svc.checkin.answers import ScanTicket, Words
from events_svc.checkin.conflicts import doubts
from events_svc.checkin.conflicts.doubts import Claim, Doubt
from events_svc.checkin.conflicts.models import Conflict, Decision
from events_svc.checkin.models import Basis, Device
from events_svc.checkin.store import instant
from events_svc.events.models import Event

_SIDE = ("scan_id", "at", "gate_id", "gate__name", "device_id", "basis", "id", "detail")
_TICKET = ("number", "holder_name", "holder_organisation", "ticket_type__name", "order__code")
_COLUMNS = [
    *("id", "found_at", "decision", "reason", "decided_at", "decided_by__name"),
    "ticket__created_at",
    *(f"ticket__{name}" for name in _TICKET),
    *(f"{side}_scan__{name}" for side in ("owner", "suspect") for name in _SIDE),
]


@dataclass(frozen=True, slots=True)
class DoorConflictSide:
    """One of the two admissions; `device` is the name of the phone. What the phone decided by itself has the time
    `at` that it claims, the time at which it was received here, and what speaks against its claim.
    """

    scan_id: UUID
    at: datetime
    gate_id: int
    gate: Words
    device: str
    basis: Basis
    received_at: datetime | None
    doubts: list[Doubt]


@dataclass(frozen=True, slots=True)
class DoorConflict:
    """A ticket that let somebody in twice: `owner` first, by corrected clock, then `suspect`."""

    id: int
    ticket: ScanTicket
    owner: DoorConflictSide
    suspect: DoorConflictSide
    found_at: datetime
    decision: Decision
    reason: str
    decided_at: datetime | None
    decided_by: str


async def open_of(event: Event, *, limit: int, before: int | None = None) -> list[DoorConflict]:
    """What waits for a decision at the event, newest first."""
    found = Conflict.filter(event_id=event.id, decision=Decision.OPEN)
    return await _views(found, limit=limit, before=before)


async def all_of(event: Event, *, limit: int, before: int | None = None) -> list[DoorConflict]:
    """Every conflict of the event, newest first."""
    return await _views(Conflict.filter(event_id=event.id), limit=limit, before=before)


async def decided_of(event: Event, *, limit: int, before: int | None = None) -> list[DoorConflict]:
    """What was decided at the event, newest conflicts first."""
    found = Conflict.filter(event_id=event.id).exclude(decision=Decision.OPEN)
    return await _views(found, limit=limit, before=before)


async def open_of_list(
    list_id: int, *, limit: int, before: int | None = None
) -> list[DoorConflict]:
    """What waits for a decision at the gates of a list, newest first."""
    found = Conflict.filter(checkin_list_id=list_id, decision=Decision.OPEN)
    return await _views(found, limit=limit, before=before)


async def one_of(event: Event, conflict_id: int) -> DoorConflict | None:
    """A conflict of the event."""
    found = await _views(Conflict.filter(event_id=event.id, id=conflict_id), limit=1)
    return found[0] if found else None


async def open_count(event_id: int) -> int:
    """How many wait for a decision at the event."""
    return await Conflict.filter(event_id=event_id, decision=Decision.OPEN).count()


async def open_count_of_list(list_id: int) -> int:
    """How many wait for a decision at the gates of a list."""
    return await Conflict.filter(checkin_list_id=list_id, decision=Decision.OPEN).count()


async def _views(
    found: QuerySet[Conflict], *, limit: int, before: int | None = None
) -> list[DoorConflict]:
    if before is not None:
        found = found.filter(id__lt=before)
    rows = await found.order_by("-id").limit(limit).values(*_COLUMNS)
    ids = {row[f"{side}_scan__device_id"] for row in rows for side in ("owner", "suspect")}
    devices = {one.id: one for one in await Device.filter(id__in=ids - {None} or {0})}
    scans = [row[f"{side}_scan__id"] for row in rows for side in ("owner", "suspect")]
    reached = await doubts.reached(scans)
    return [_view(row, Known(devices, reached)) for row in rows]


@dataclass(frozen=True, slots=True)
class Known:
    """Beside the conflicts: the devices by id, and how far the clocks of their chains had come."""

    devices: Mapping[int, Device]
    reached: Mapping[int, datetime]


def _view(row: Mapping[str, Any], known: Known) -> DoorConflict:
    return DoorConflict(
        id=row["id"],
        ticket=ScanTicket(*(row[f"ticket__{name}"] for name in _TICKET)),
        owner=_side(row, "owner", known),
        suspect=_side(row, "suspect", known),
        found_at=row["found_at"],
        decision=row["decision"],
        reason=row["reason"],
        decided_at=row["decided_at"],
        decided_by=row["decided_by__name"] or "",
    )


def _side(row: Mapping[str, Any], side: str, known: Known) -> DoorConflictSide:
    said: Sequence[Any] = [row[f"{side}_scan__{name}"] for name in _SIDE]
    scan_id, at, gate_id, gate, device_id, basis, entry_id, detail = said
    device, received = known.devices.get(device_id), detail.get("received")
    claim = Claim(at, device, row["ticket__created_at"], known.reached.get(entry_id))
    return DoorConflictSide(
        scan_id=scan_id,
        at=at,
        gate_id=gate_id,
        gate=gate,
        device=device.name if device else "",
        basis=basis,
        received_at=instant(received),
        doubts=doubts.of(claim) if received else [],
    )
