"""A phone that decides by itself: what it uploads once it reaches somebody."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from events_svc import clock
from events_svc.checkin.chain import Shown, code_hash, device_link
from events_svc.checkin.conflicts.models import Conflict
from events_svc.checkin.models import Basis, Direction
from events_svc.checkin.scan import Scanned
from events_svc.checkin.upload.upload import Decided, upload
from tests.checkin.factories import Door, make_device, make_gate, make_ticket

Item = dict[str, Any]


class Phone:
    """The phone at a door without contact; each `shows` is an item of `scans:batch`, chained to the last."""

    def __init__(self, door: Door) -> None:
        self.door, self.seq, self.head = door, 0, ""

    def shows(self, number: int | None, at: datetime | None = None, **said: Any) -> Item:
        """The verdict (`ok`, by the snapshot) that it gave on the ticket of `number`."""
        code = said.pop("code", "" if "undoes" in said else f"CODE-{number}")
        item: Item = {
            "scan_id": str(said.pop("scan_id", uuid.uuid4())),
            "code": code,
            "is_typed": False,
            "direction": said.pop("direction", "entry"),
            "seq": self.seq,
            "at_device": (at or clock.now()).isoformat(timespec="milliseconds"),
            "clock_offset_ms": said.pop("clock_offset_ms", 0),
        }
        decided = {"verdict": "ok", "basis": "snapshot", "ticket_number": number, **said}
        decided.setdefault("reason", decided["verdict"])
        decided |= {"prev_hash": self.head, "hash": _link(self.head, item, decided, self.door)}
        self.seq, self.head = self.seq + 1, decided["hash"]
        return {**item, "decided": decided}

    def undoes(self, item: Item, at: datetime | None = None, **said: Any) -> Item:
        """It took back what it had shown."""
        number = item["decided"]["ticket_number"]
        return self.shows(number, at, verdict="undone", undoes=item["scan_id"], **said)


def decided(item: Item, door: Door) -> Decided:
    """The item as the domain gets it, its code unread."""
    said = item["decided"]
    at = datetime.fromisoformat(item["at_device"])
    scan = Scanned(
        scan_id=uuid.UUID(item["scan_id"]),
        token_hash=door.device.token_hash,
        gate_id=door.gate.id,
        code=item["code"],
        presented=None,
        direction=Direction(item["direction"]),
        seq=item["seq"],
        at_device=at,
        clock_offset_ms=item["clock_offset_ms"],
    )
    ids = {name: uuid.UUID(said[name]) for name in ("undoes", "tried") if name in said}
    return Decided(
        **{**said, **ids, "basis": Basis(said["basis"])}, scan=scan, seq=item["seq"], at_device=at
    )


async def bring(door: Door, items: Sequence[Item]) -> None:
    """The phone of the door uploads the items."""
    await upload(
        [decided(one, door) for one in items],
        token_hash=door.device.token_hash,
        gate_id=door.gate.id,
    )


async def second_door(door: Door, name: str = "West") -> Door:
    """Another gate of the same list, with a phone of its own."""
    gate = await make_gate(door.event, door.checkin_list, name)
    device, token = await make_device(gate)
    return replace(door, gate=gate, device=device, token=token)


async def make_conflict(door: Door, number: int = 9002) -> int:
    """The id of a conflict: the ticket of `number` came in by two phones that knew of nobody."""
    await make_ticket(door.ticket_type, number=number)
    other = await second_door(door)
    at = clock.now() - timedelta(minutes=5)
    await bring(door, [Phone(door).shows(number, at)])
    await bring(other, [Phone(other).shows(number, at + timedelta(minutes=1))])
    conflict = await Conflict.get(ticket__number=number, event_id=door.event.id)
    return int(conflict.id)


def _link(head: str, item: Item, said: Item, door: Door) -> str:
    shown = Shown(
        scan_id=item["scan_id"],
        gate_id=door.gate.id,
        seq=item["seq"],
        direction=item["direction"],
        verdict=said["verdict"],
        reason=said["reason"],
        basis=said["basis"],
        at_device=datetime.fromisoformat(item["at_device"]),
        clock_offset_ms=item["clock_offset_ms"],
        code_hash=code_hash(item["code"]),
        is_typed=item["is_typed"],
        undoes=said.get("undoes"),
        tried=said.get("tried"),
    )
    return device_link(head, shown)
