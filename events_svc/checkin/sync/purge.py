"""When phones and hubs forget the people of an event; what was noted for them is forgotten with it."""

from datetime import datetime, timedelta

from events_svc import clock
from events_svc.checkin.sync.errors import DoorOver
from events_svc.database import execute, in_transaction
from events_svc.events.models import Event

KEPT_FOR = timedelta(hours=24)  # after the event

_OVER = "WHERE event_id IN (SELECT id FROM event WHERE ends_at <= $1)"


def purge_at(event: Event) -> datetime:
    """When devices forget what they know of the event's people."""
    return event.ends_at + KEPT_FOR


async def refuse_what_is_over(event_id: int) -> None:
    """Raise DoorOver when nobody may carry the event's people away any more."""
    if purge_at(await Event.get(id=event_id)) <= clock.now():
        raise DoorOver


async def purge() -> int:
    """Delete the changes of doors that are over for a day; how many they were. Their cursors lead nowhere then."""
    until = clock.now() - KEPT_FOR
    async with in_transaction():
        await execute(f"DELETE FROM door_life {_OVER}", [until])  # noqa: S608 ours
        return await execute(f"DELETE FROM door_change {_OVER}", [until])  # noqa: S608 ours
