import asyncio

import pytest

from events_svc.accounts.models import AuditEntry
from events_svc.events.errors import EventCancelled, NotPublished
from events_svc.events.models import Event, EventState
from events_svc.events.publish import cancel, publish
from tests.events.factories import make_event


async def state_of(event: Event) -> EventState:
    return (await Event.get(id=event.id)).state


async def test_a_draft_is_published(database: None) -> None:
    event = await make_event(state=EventState.DRAFT, published_at=None)
    await publish(event)
    kept = await Event.get(id=event.id)
    assert kept.state is EventState.PUBLISHED
    assert kept.published_at is not None


async def test_publishing_ten_times_at_once_happens_once(database: None) -> None:
    event = await make_event(state=EventState.DRAFT, published_at=None)
    await asyncio.gather(*(publish(event) for _ in range(10)))
    assert await AuditEntry.all().values_list("action", flat=True) == ["event.published"]


async def test_a_cancelled_event_is_not_published_again(database: None) -> None:
    event = await make_event(state=EventState.CANCELLED)
    with pytest.raises(EventCancelled):
        await publish(event)
    assert await state_of(event) is EventState.CANCELLED


async def test_a_published_event_is_cancelled_once(database: None) -> None:
    event = await make_event()
    await asyncio.gather(*(cancel(event) for _ in range(5)))
    assert await state_of(event) is EventState.CANCELLED
    assert await AuditEntry.all().values_list("action", flat=True) == ["event.cancelled"]


async def test_a_draft_is_not_cancelled(database: None) -> None:
    event = await make_event(state=EventState.DRAFT)
    with pytest.raises(NotPublished):
        await cancel(event)
    assert await state_of(event) is EventState.DRAFT
