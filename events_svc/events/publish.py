"""Draft → published → cancelled: one way, and a cancelled event stays visible as such."""

from events_svc import clock
from events_svc.accounts import audit
from events_svc.database import in_transaction
from events_svc.events.errors import EventCancelled, NotPublished
from events_svc.events.models import Event, EventState
from events_svc.outbox.enqueue import enqueue


async def publish(event: Event) -> None:
    """The event is public; doing it again changes nothing. Raises EventCancelled."""
    now = clock.now()
    async with in_transaction():
        drafts = Event.filter(id=event.id, state=EventState.DRAFT)
        if await drafts.update(state=EventState.PUBLISHED, published_at=now, updated_at=now):
            await _note(event, "event.published")
        elif await Event.filter(id=event.id, state=EventState.CANCELLED).exists():
            raise EventCancelled


async def cancel(event: Event) -> None:
    """The event is cancelled and stays visible, and who has a ticket is told; doing it again changes
    nothing. Raises NotPublished.
    """
    now = clock.now()
    async with in_transaction():
        public = Event.filter(id=event.id, state=EventState.PUBLISHED)
        if await public.update(state=EventState.CANCELLED, cancelled_at=now, updated_at=now):
            await _note(event, "event.cancelled")
            await enqueue("event.cancelled", event_id=event.id, after=0)
        elif await Event.filter(id=event.id, state=EventState.DRAFT).exists():
            raise NotPublished


async def _note(event: Event, action: str) -> None:
    await audit.record(
        action, f"event:{event.id}", event_id=event.id, organisation_id=event.organisation_id
    )
