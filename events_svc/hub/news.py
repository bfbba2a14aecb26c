"""What is not as it was at an event since a hub heard of it (see checkin/sync/position.py)."""

from events_svc.checkin.sync import position
from events_svc.database import rows

_TICKETS = """
SELECT DISTINCT ticket_id FROM door_change
WHERE event_id = $1 AND position >= $2 AND kind = 'ticket'"""


async def cursor_now(event_id: int) -> str:
    """From where `changed_since` goes on, if everything is read in the same database `snapshot`."""
    return str(await position.here(event_id))


async def changed_since(event_id: int, cursor: str) -> tuple[set[int], str]:
    """The ids of the tickets that changed after the cursor, and the cursor after them.

    What changed beside the tickets a hub sees by the hash of its definitions. Raises SnapshotNeeded for a
    cursor of another life.
    """
    after = position.read(cursor)
    now = await position.following(event_id, after)
    found = await rows(_TICKETS, [event_id, after.position])
    return {row["ticket_id"] for row in found}, str(now)
