"""Audit the door: nobody entered twice, admissions follow from the log, no entry was changed."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from events_svc.checkin import chain
from events_svc.checkin.counting.check import miscounted
from events_svc.checkin.models import Device, Scan
from events_svc.checkin.store import decoded, instant, stored
from events_svc.checkin.upload.verify import Tear, marks, tears
from events_svc.database import rows

PAGE = 5000

_STANDING = """
SELECT s.checkin_list_id, s.ticket_id,
  SUM(CASE WHEN s.direction = 'entry' THEN 1 ELSE 0 END) AS entries
FROM scan s WHERE s.verdict = 'ok' AND s.ticket_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM scan u WHERE u.undoes = s.scan_id)
GROUP BY s.checkin_list_id, s.ticket_id"""

# Entries from before the list admitted once are no fault, nor those that gates found out as conflicts.
_TWICE = """
SELECT s.checkin_list_id, s.ticket_id, COUNT(*) AS entries
FROM scan s JOIN checkin_list l ON l.id = s.checkin_list_id
LEFT JOIN door_conflict c ON c.suspect_scan_id = s.id
WHERE s.verdict = 'ok' AND s.direction = 'entry' AND s.ticket_id IS NOT NULL
  AND NOT l.multi_entry AND NOT l.entry_after_exit
  AND NOT EXISTS (SELECT 1 FROM scan u WHERE u.undoes = s.scan_id)
GROUP BY s.checkin_list_id, s.ticket_id
HAVING COUNT(*) - 1 > COUNT(c.id)
  AND SUM(CASE WHEN l.single_since IS NULL OR s.at >= l.single_since THEN 1 ELSE 0 END) > COUNT(c.id)
ORDER BY 1, 2"""

_APART = (
    "SELECT a.checkin_list_id, a.ticket_id, a.entries, COALESCE(n.entries, 0) AS logged "  # noqa: S608 ours
    f"FROM admission a LEFT JOIN ({_STANDING}) n ON n.checkin_list_id = a.checkin_list_id "
    "AND n.ticket_id = a.ticket_id WHERE a.entries <> COALESCE(n.entries, 0) "
    "UNION ALL "
    "SELECT n.checkin_list_id, n.ticket_id, 0 AS entries, n.entries AS logged "
    f"FROM ({_STANDING}) n LEFT JOIN admission a ON a.checkin_list_id = n.checkin_list_id "
    "AND a.ticket_id = n.ticket_id WHERE a.id IS NULL AND n.entries > 0 ORDER BY 1, 2"
)


async def broken() -> list[str]:
    """One line for every broken promise of the door; none when all is well."""
    return [
        *await _admitted_twice(),
        *await _apart_from_the_log(),
        *await _broken_chains(),
        *[_said(tear) for tear in [*await tears(), *await marks()]],
        *[f"the counted door of event {one} is not that of its log" for one in await miscounted()],
    ]


def _said(tear: Tear) -> str:
    what = "lacks what came before its entry" if tear.is_gap else "is broken at its entry"
    if tear.seq is None:
        return f"what a hub told of device {tear.device_id} {what} of {tear.at.isoformat()}"
    return f"what device {tear.device_id} decided itself {what} {tear.seq}"


async def _admitted_twice() -> list[str]:
    return [
        "ticket {ticket_id} was admitted {entries} times on single-entry list {checkin_list_id}".format(
            **row
        )
        for row in await rows(_TWICE)
    ]


async def _apart_from_the_log() -> list[str]:
    return [
        "ticket {ticket_id} has {entries} entries on list {checkin_list_id}, its log {logged}".format(
            **row
        )
        for row in await rows(_APART)
    ]


async def _broken_chains() -> list[str]:
    found = []
    heads = {
        device_id: head for device_id, head in await Device.all().values_list("id", "head_hash")
    }
    last: dict[int, str] = dict.fromkeys(heads, "")
    torn: set[int] = set()
    async for scan in _log():
        device_id = scan["device_id"]
        if device_id in torn or device_id is None:
            continue
        if scan["prev_hash"] != last.get(device_id) or scan["hash"] != _relinked(scan):
            torn.add(device_id)
            found.append(f"the log of device {device_id} is broken at scan {scan['scan_id']}")
        last[device_id] = scan["hash"]
    ends = {device_id for device_id in heads if heads[device_id] != last[device_id]} - torn
    return found + [f"the log of device {one} lacks its end" for one in sorted(ends)]


async def _log() -> AsyncIterator[dict[str, Any]]:
    """Every entry in order, a page at a time."""
    after = 0
    while page := await Scan.filter(id__gt=after).order_by("id").limit(PAGE).values():
        for scan in page:
            yield scan
        after = page[-1]["id"]


def _relinked(scan: dict[str, Any]) -> str:
    """The link that the columns give now, written as they were when it was made."""
    return chain.link(scan["prev_hash"], _as_linked(scan))


def _as_linked(scan: dict[str, Any]) -> dict[str, Any]:
    times = {name: stored(instant(scan[name])) for name in ("at", "at_device")}
    ids = {
        name: str(scan[name]) if isinstance(scan[name], UUID) else None
        for name in ("scan_id", "undoes")
    }
    words = {name: str(scan[name].value) for name in ("direction", "basis")}
    return {**scan, **times, **ids, **words, "detail": decoded(scan["detail"])}
