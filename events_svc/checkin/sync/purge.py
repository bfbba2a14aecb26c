"""Forget what was noted for phones of events that are over; their cursors lead nowhere from then on."""

from events_svc import clock
from events_svc.checkin.sync.snapshot import KEPT_FOR
from events_svc.database import execute, in_transaction

_OVER = "WHERE event_id IN (SELECT id FROM event WHERE ends_at <= $1)"


async def purge() -> int:
    """Delete the changes of doors that are over for a day; how many they were."""
    until = clock.now() - KEPT_FOR
    async with in_transaction():
        await execute(f"DELETE FROM door_life {_OVER}", [until])  # noqa: S608 ours
        return await execute(f"DELETE FROM door_change {_OVER}", [until])  # noqa: S608 ours
