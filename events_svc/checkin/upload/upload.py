"""A phone brings what it decided while nobody answered it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from events_svc.accounts.errors import NotFound
from events_svc.checkin import store
from events_svc.checkin.chain import Shown, device_link
from events_svc.checkin.errors import DeviceUnknown
from events_svc.checkin.models import Basis, Gate
from events_svc.checkin.presented import SignedCode
from events_svc.checkin.scan import Scanned
from events_svc.checkin.store import Row, stored
from events_svc.checkin.upload.entry import Entry, corrected
from events_svc.checkin.upload.record import Outcome, record


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A scan with the verdict that its phone gave: `seq`, `prev_hash` and `hash` are of the phone's chain."""

    scan: Scanned
    seq: int
    at_device: datetime
    verdict: str
    reason: str
    basis: Basis
    prev_hash: str
    hash: str
    undoes: UUID | None = None
    tried: UUID | None = None
    ticket_number: int | None = None
    explanation: Sequence[dict[str, Any]] = ()
    first_at: datetime | None = None
    first_gate_id: int | None = None


async def upload(decided: Sequence[Decided], *, token_hash: str, gate_id: int) -> list[Outcome]:
    """Store what the phone decided at its gate; a closed gate, too, said what it said.

    Raises DeviceUnknown, or NotFound for another gate than the phone's.
    """
    door = (await store.doors([token_hash])).get(token_hash)
    if door is None:
        raise DeviceUnknown
    if door["gate_id"] != gate_id:
        raise NotFound
    tickets = await _tickets(decided, door)
    names = dict(await Gate.filter(event_id=door["event_id"]).values_list("id", "name"))
    return await record(
        [
            _entry(one, door, ticket_id=tickets.get(n), gate_names=names)
            for n, one in enumerate(decided)
        ]
    )


async def _tickets(decided: Sequence[Decided], door: Row) -> dict[int, int]:
    """The ids of the tickets, by place: what the code says if it is signed, else what the phone says.

    Nobody comes in by the ticket of another event, whatever a phone says.
    """
    asked = []
    for n, one in enumerate(decided):
        read = one.scan.presented
        event, number = door["event_id"], one.ticket_number
        if isinstance(read, SignedCode):
            event, number = read.event_id, read.number
        if number is not None:
            asked.append({"n": n, "event": event, "number": number})
    found = await store.tickets_by_number(
        [{**one, "serial": None, "list": door["list_id"]} for one in asked]
    )
    return {
        row["n"]: row["id"]
        for row in found
        if row["event_id"] == door["event_id"] or decided[row["n"]].verdict == "refused"
    }


def _entry(
    one: Decided, door: Row, *, ticket_id: int | None, gate_names: Mapping[int, Any]
) -> Entry:
    scan = one.scan
    return Entry(
        scan_id=scan.scan_id,
        device_id=door["device_id"],
        gate_id=scan.gate_id,
        at=corrected(one.at_device, scan.clock_offset_ms),
        verdict=one.verdict,
        reason=one.reason,
        basis=one.basis,
        at_device=one.at_device,
        clock_offset_ms=scan.clock_offset_ms,
        direction=scan.direction,
        code_hash=scan.code_hash,
        ticket_id=ticket_id,
        undoes=one.undoes,
        tried=one.tried,
        device_seq=one.seq,
        device_hash=one.hash,
        detail=_detail(one, ticket_id, gate_names),
    )


def _detail(one: Decided, ticket_id: int | None, gate_names: Mapping[int, Any]) -> dict[str, Any]:
    """What the answer said besides the reason, and what is wrong with the entry."""
    said: dict[str, Any] = {
        "typed": one.scan.is_typed,
        "first_at": stored(one.first_at),
        "first_gate": gate_names.get(one.first_gate_id or 0),
        "explanation": list(one.explanation),
        "ticket_number": one.ticket_number if ticket_id is None else None,
        "unsigned": one.basis is Basis.SIGNATURE and not isinstance(one.scan.presented, SignedCode),
        "chain": None if _is_whole(one) else "broken",
    }
    return {name: value for name, value in said.items() if value}


def _is_whole(one: Decided) -> bool:
    """Whether the entry came as the phone wrote it."""
    scan = one.scan
    shown = Shown(
        scan_id=scan.scan_id,
        gate_id=scan.gate_id,
        seq=one.seq,
        direction=scan.direction.value,
        verdict=one.verdict,
        reason=one.reason,
        basis=one.basis.value,
        at_device=one.at_device,
        clock_offset_ms=scan.clock_offset_ms,
        code_hash=scan.code_hash,
        is_typed=scan.is_typed,
        undoes=one.undoes,
        tried=one.tried,
    )
    return one.hash == device_link(one.prev_hash, shown)
