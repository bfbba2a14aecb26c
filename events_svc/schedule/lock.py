"""Who changes an agenda holds the event's row, so that a release sees whole changes only.

Every change of a session raises its version: who writes with a version that is no longer true is told.
"""

from typing import Any

from tortoise.expressions import F

from events_svc import clock
from events_svc.database import notices
from events_svc.events.models import Event
from events_svc.schedule.errors import ChangedMeanwhile
from events_svc.schedule.models import Session


def topic(event_id: int) -> str:
    """Under which live pages hear of changes of this agenda."""
    return f"agenda:{event_id}"


async def lock(event_id: int) -> None:
    """Wait for other changes of this event's agenda; held until the running transaction ends.

    It stops nobody who only refers to the event, such as an order.
    """
    # As models: Tortoise's values() and values_list() leave FOR UPDATE out without a word.
    await Event.filter(id=event_id).only("id").select_for_update(no_key=True)


async def locked(session: Session, *, seen: int | None = None) -> Session:
    """The session as it stands now, with its event; nobody else changes this agenda meanwhile.

    Raises ChangedMeanwhile when it is no longer as it was in the version that somebody has `seen`.
    """
    await lock(session.event_id)
    now = await Session.get(id=session.id).select_related("event", "room")
    if seen is not None and now.version != seen:
        raise ChangedMeanwhile(now.title)
    return now


async def change(session: Session, **columns: Any) -> None:
    """The row has these columns and the next version, and live pages look again."""
    standing = Session.filter(id=session.id, version=session.version)
    columns |= {"version": F("version") + 1, "updated_at": clock.now()}
    if not await standing.update(**columns):
        raise ChangedMeanwhile(session.title)
    session.version += 1
    await notices.notify(topic(session.event_id))
