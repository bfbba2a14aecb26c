"""What a gate showed to somebody, as it goes into the log. Pure."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from events_svc import clock
from events_svc.checkin.models import Basis, Direction
from events_svc.checkin.store import Row, stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A verdict that a device or hub gave by itself: it is stored as it was shown, never judged anew.

    `at` is the corrected time. `tried` names a scan of the same device whose answer nobody saw.
    """

    scan_id: UUID
    device_id: int
    gate_id: int
    at: datetime
    verdict: str
    reason: str
    basis: Basis
    at_device: datetime | None = None
    clock_offset_ms: int | None = None
    direction: Direction = Direction.ENTRY
    code_hash: str = ""
    ticket_id: int | None = None
    undoes: UUID | None = None
    tried: UUID | None = None
    device_seq: int | None = None
    device_hash: str | None = None
    place: int | None = None  # in the log of a hub, which has an order of its own
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def turn(self) -> tuple[int, int, datetime, str]:
        """Entries are written in this order, whatever the order in which they come."""
        places = (self.place, self.device_seq, -1)
        place = next(one for one in places if one is not None)
        return self.device_id, place, self.at, str(self.scan_id)


def corrected(at_device: datetime, clock_offset_ms: int | None) -> datetime:
    """The time of a device by our clock: nothing has happened later than now."""
    now = clock.now()
    try:
        at = at_device + timedelta(milliseconds=clock_offset_ms or 0)
    except OverflowError:
        return now
    return min(at, now) if clock.is_tellable(at) else now


def row_of(entry: Entry, door: Row, *, undoes: UUID | None) -> Row:
    """The entry of the log, without its link; `door` is the gate's row of `store.gates`."""
    return {
        "scan_id": str(entry.scan_id),
        "event_id": door["event_id"],
        "checkin_list_id": door["list_id"],
        "gate_id": entry.gate_id,
        "device_id": entry.device_id,
        "seq": None,
        "ticket_id": entry.ticket_id,
        "code_hash": entry.code_hash,
        "direction": entry.direction.value,
        "verdict": entry.verdict,
        "reason": entry.reason,
        "basis": entry.basis.value,
        "at": stored(entry.at),
        "at_device": stored(entry.at_device),
        "clock_offset_ms": entry.clock_offset_ms,
        "undoes": str(undoes) if undoes else None,
        "device_seq": entry.device_seq,
        "device_hash": entry.device_hash,
        "detail": entry.detail | _named(entry) | {"received": stored(clock.now())},
    }


def _named(entry: Entry) -> dict[str, str]:
    """What the columns cannot say: an undoing that came second, a try that was not in the log."""
    named = {"undoes": entry.undoes, "tried": entry.tried}
    return {name: str(one) for name, one in named.items() if one}
