"""Who changes an agenda holds the event's row, so that a release sees whole changes only."""

from events_svc.events.models import Event
from events_svc.schedule.models import Session


async def lock(event_id: int) -> None:
    """Wait for other changes of this event's agenda; held until the running transaction ends.

    It stops nobody who only refers to the event, such as an order.
    """
    # As models: Tortoise's values() and values_list() leave FOR UPDATE out without a word.
    await Event.filter(id=event_id).only("id").select_for_update(no_key=True)


async def locked(session: Session) -> Session:
    """The session as it stands now, with its event; nobody else changes this agenda meanwhile."""
    await lock(session.event_id)
    return await Session.get(id=session.id).select_related("event", "room")
