"""The audit of rooms, speakers and releases."""

from collections.abc import Iterator, Mapping
from typing import Any

from events_svc.database import rows
from events_svc.schedule.models import Release

_OVERLAPS = """
SELECT a.{key} AS taken, a.holder AS one, b.holder AS other
FROM {table} a JOIN {table} b ON b.{key} = a.{key} AND b.id > a.id
WHERE a.is_exclusive AND b.is_exclusive AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
ORDER BY a.id, b.id"""

_UNBOOKED = """
SELECT s.id FROM session s
WHERE s.room_id IS NOT NULL AND s.starts_at IS NOT NULL AND s.state <> 'cancelled' AND NOT EXISTS (
  SELECT 1 FROM booking b WHERE b.holder = 'session:' || s.id AND b.room_id = s.room_id
  AND b.starts_at = s.starts_at AND b.ends_at = s.ends_at)
ORDER BY s.id"""


async def broken() -> list[str]:
    """Rooms double-booked, people in two places, sessions without their booking, releases that lost a UID
    or took back a SEQUENCE.
    """
    return [
        *await _overlaps("booking", "room_id", "room"),
        *await _overlaps("engagement", "speaker_id", "speaker"),
        *[
            f"session {row['id']} has a room and a time but no booking"
            for row in await rows(_UNBOOKED)
        ],
        *await _releases(),
    ]


async def _overlaps(table: str, key: str, noun: str) -> list[str]:
    found = await rows(_OVERLAPS.format(table=table, key=key))
    return [f"{noun} {row['taken']} is taken by {row['one']} and {row['other']}" for row in found]


async def _releases() -> list[str]:
    """Reads one release after the other: each must hold every UID of the one before it."""
    lines: list[str] = []
    before: dict[int, Mapping[str, Any]] = {}
    async for release in (
        Release.all().order_by("event_id", "number").only("event_id", "number", "entries")
    ):
        entries = {entry["guid"]: entry for entry in release.entries}
        lines += _lost(before.get(release.event_id, {}), entries, release)
        before[release.event_id] = entries
    return lines


def _lost(before: Mapping[str, Any], after: Mapping[str, Any], release: Release) -> Iterator[str]:
    where = f"release {release.number} of event {release.event_id}"
    for guid, entry in before.items():
        if guid not in after:
            yield f"{where} lost {guid}"
        elif after[guid]["sequence"] < entry["sequence"]:
            yield f"{where} took back the SEQUENCE of {guid}"
