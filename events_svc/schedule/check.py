"""The audit of agendas: nothing twice, every placed session holds what it needs, releases only grow."""

from collections.abc import Iterator

from events_svc.database import rows
from events_svc.schedule.models import Release

_MOST = 100

_OVERLAPS = {
    "booking {one} overlaps booking {two} in its room": (
        "SELECT a.id AS one, b.id AS two FROM booking a JOIN booking b ON b.room_id = a.room_id "
        "AND a.id < b.id AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at "
        "WHERE a.is_exclusive AND b.is_exclusive ORDER BY a.id"
    ),
    "engagement {one} overlaps engagement {two} of its person": (
        "SELECT a.id AS one, b.id AS two FROM engagement a JOIN engagement b "
        "ON b.speaker_id = a.speaker_id AND a.id < b.id "
        "AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at "
        "WHERE a.is_exclusive AND b.is_exclusive ORDER BY a.id"
    ),
}
_HOLDINGS = {
    "session {one} is placed, but its room is not booked for it": (
        "SELECT s.id AS one FROM session s LEFT JOIN booking b ON b.holder = 'session:' || s.id "
        "AND b.room_id = s.room_id AND b.starts_at = s.starts_at AND b.ends_at = s.ends_at "
        "WHERE s.state <> 'cancelled' AND s.starts_at IS NOT NULL AND s.room_id IS NOT NULL "
        "AND b.id IS NULL ORDER BY s.id"
    ),
    "session {one} is shown in room {two}, but does not hold it": (
        "SELECT s.id AS one, r.room_id AS two FROM session_room r "
        "JOIN session s ON s.id = r.session_id LEFT JOIN booking b ON b.holder = 'session:' || s.id "
        "AND b.room_id = r.room_id AND b.starts_at = s.starts_at AND b.ends_at = s.ends_at "
        "WHERE s.state <> 'cancelled' AND s.starts_at IS NOT NULL AND b.id IS NULL ORDER BY s.id"
    ),
    "session {one} is placed, but its speaker {two} is not engaged for it": (
        "SELECT s.id AS one, a.speaker_id AS two FROM appearance a "
        "JOIN session s ON s.id = a.session_id LEFT JOIN engagement e "
        "ON e.holder = 'session:' || s.id AND e.speaker_id = a.speaker_id "
        "AND e.starts_at = s.starts_at AND e.ends_at = s.ends_at "
        "WHERE s.state <> 'cancelled' AND s.starts_at IS NOT NULL AND e.id IS NULL ORDER BY s.id"
    ),
    "{one} holds a room without taking place": (
        "SELECT b.holder AS one FROM booking b LEFT JOIN session s "
        "ON b.holder = 'session:' || s.id AND s.state <> 'cancelled' AND s.starts_at IS NOT NULL "
        "WHERE b.holder LIKE 'session:%' AND s.id IS NULL ORDER BY b.id"
    ),
}


async def broken() -> list[str]:
    """Rooms and people taken twice, sessions without what they need, sessions that a release lost."""
    lines = []
    for words, query in {**_OVERLAPS, **_HOLDINGS}.items():
        lines += [words.format(**row) for row in await rows(f"{query} LIMIT {_MOST}")]
    for event_id in await Release.all().distinct().values_list("event_id", flat=True):
        lines += await _shrunk(event_id)  # type: ignore[arg-type]  # values_list(flat=True) gives ids, is typed as rows
    return lines


async def _shrunk(event_id: int) -> list[str]:
    """What the newest release of the event lost or counted back, beside the one before."""
    newest = await Release.filter(event_id=event_id).order_by("-number").limit(2)
    if len(newest) < 2:
        return []
    return [*_lost(newest[1], newest[0])]


def _lost(before: Release, after: Release) -> Iterator[str]:
    sequences = {entry["guid"]: entry["sequence"] for entry in after.entries}
    for entry in before.entries:
        if entry["guid"] not in sequences:
            yield f"release {after.id} has lost session {entry['id']}"
        elif sequences[entry["guid"]] < entry["sequence"]:
            yield f"release {after.id} counts session {entry['id']} back"
