"""Whether all that devices decided themselves is in the log, as they wrote it."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.expressions import Q

from events_svc.checkin.chain import Shown, device_link
from events_svc.checkin.models import Scan
from events_svc.database import rows
from events_svc.database.raw import instant

PAGE = 5000
MOST = 200  # tears that a page shows


@dataclass(frozen=True, slots=True)
class Tear:
    """Where a chain does not hold: an entry was changed, or what came before it is missing.

    Of the device's own chain `seq` is the place; without one, it is the chain of the hub that brought it.
    """

    device_id: int
    seq: int | None
    at: datetime
    is_gap: bool


NOTHING: Mapping[str, Any] = {
    "device_id": None,
    "device_seq": -1,
    "device_hash": "",
}  # before the first entry


async def tears(**only: Any) -> list[Tear]:
    """The tears of all devices, or of the scans that `only` names (`event_id`), in their order: all of the log
    is read for it. A page asks `noted`.

    The end of a chain can be missing without a trace: a phone says itself how much it has not sent.
    """
    return [tear for _, tear in await torn_entries(**only)]


async def torn_entries(**only: Any) -> list[tuple[Mapping[str, Any], Tear]]:
    """The same tears, each with the entry of the log at which it is."""
    found: list[tuple[Mapping[str, Any], Tear]] = []
    before = NOTHING
    async for scan in _chained(**only):
        if scan["device_id"] != before["device_id"]:
            before = NOTHING
        if tear := torn(before, scan):
            found.append((scan, tear))
        before = scan
    return found


def torn(before: Mapping[str, Any], scan: Mapping[str, Any]) -> Tear | None:
    """What is wrong between two entries of a device's chain that follow each other in the log."""
    if scan["device_seq"] > before["device_seq"] + 1:
        return _tear(scan, is_gap=True)
    return None if _holds(before, scan) else _tear(scan, is_gap=False)


async def noted(event_id: int) -> list[Tear]:
    """What did not hold when it came to the event's log: chains of devices, then those of hubs."""
    found = await rows(
        """SELECT t.device_id, t.of_hub, t.is_gap, s.device_seq, s.at FROM door_tear t
           JOIN scan s ON s.id = t.entry_id WHERE t.event_id = $1
           ORDER BY t.of_hub, t.device_id, s.device_seq, s.id LIMIT $2""",
        [event_id, MOST],
    )
    return [
        Tear(
            row["device_id"],
            None if row["of_hub"] else row["device_seq"],
            instant(row["at"]),
            is_gap=bool(row["is_gap"]),
        )
        for row in found
    ]


async def marks(event_id: int | None = None) -> list[Tear]:
    """Where the log of a hub did not hold when it arrived, at the event or anywhere."""
    found = await rows(
        """SELECT device_id, at, detail ->> 'chain' AS chain FROM scan
           WHERE detail ->> 'hub' IS NOT NULL AND detail ->> 'chain' IS NOT NULL
             AND (event_id = $1 OR $2) ORDER BY id""",
        [event_id or 0, event_id is None],
    )
    return [
        Tear(row["device_id"], None, instant(row["at"]), is_gap=row["chain"] == "gap")
        for row in found
    ]


async def strangers(event_id: int) -> dict[int, int]:
    """How often each device of the event let somebody in by a code behind which there is no ticket."""
    found = await rows(
        """SELECT device_id, COUNT(*) AS n FROM scan WHERE event_id = $1 AND verdict = 'ok'
           AND ticket_id IS NULL AND device_id IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM scan u WHERE u.undoes = scan.scan_id)
           GROUP BY device_id ORDER BY device_id""",
        [event_id],
    )
    return {row["device_id"]: row["n"] for row in found}


async def _chained(**only: Any) -> AsyncIterator[dict[str, Any]]:
    """What devices decided, device by device, each in its own order, a page at a time."""
    scans = Scan.filter(device_id__isnull=False, device_seq__isnull=False, **only)
    devices = await scans.distinct().order_by("device_id").values_list("device_id", flat=True)
    for device_id in devices:
        own = scans.filter(device_id=device_id).order_by("device_seq", "id")
        after = Q()
        while page := await own.filter(after).limit(PAGE).values():
            for scan in page:
                yield scan
            seq, last = page[-1]["device_seq"], page[-1]["id"]
            after = Q(device_seq__gt=seq) | Q(device_seq=seq, id__gt=last)


def _tear(scan: Mapping[str, Any], *, is_gap: bool) -> Tear:
    return Tear(scan["device_id"], scan["device_seq"], scan["at"], is_gap)


def _holds(before: Mapping[str, Any], scan: Mapping[str, Any]) -> bool:
    follows = scan["device_seq"] == before["device_seq"] + 1
    if not follows or scan["at_device"] is None:
        return False
    return bool(device_link(before["device_hash"], _shown(scan)) == scan["device_hash"])


def _shown(scan: Mapping[str, Any]) -> Shown:
    """What the device linked, read again from the columns of the log."""
    detail = scan["detail"]
    return Shown(
        scan_id=scan["scan_id"],
        gate_id=scan["gate_id"],
        seq=scan["device_seq"],
        direction=str(scan["direction"].value),
        verdict=scan["verdict"],
        reason=scan["reason"],
        basis=str(scan["basis"].value),
        at_device=scan["at_device"],
        clock_offset_ms=scan["clock_offset_ms"],
        code_hash=scan["code_hash"],
        is_typed=bool(detail.get("typed")),
        undoes=_id(detail.get("undoes")),
        tried=_id(detail.get("tried")),
    )


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None
