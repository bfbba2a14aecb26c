"""Sessions of an agenda, placed and not."""

from datetime import datetime, timedelta
from typing import Any

from events_svc.events.models import Event
from events_svc.schedule import content, place
from events_svc.schedule.models import Session
from venues.models import Room

HOUR = timedelta(hours=1)


async def make_session(
    event: Event, title: str = "Opening", *, speaker_ids: tuple[int, ...] = (), **columns: Any
) -> Session:
    """A confirmed session without room and time."""
    words = content.Content(title={"zh": f"议程 {title}", "en": title}, **columns)
    session = await content.add(event, words, speaker_ids=speaker_ids)
    return await Session.get(id=session.id).select_related("event", "room")


async def make_placed(
    event: Event,
    title: str = "Opening",
    *,
    room: Room | None = None,
    starts_at: datetime | None = None,
    length: timedelta = HOUR,
    speaker_ids: tuple[int, ...] = (),
) -> Session:
    """A session that begins when the event begins, unless told."""
    session = await make_session(event, title, speaker_ids=speaker_ids)
    starts_at = starts_at or event.starts_at
    await place.place(
        session, place.Placement(starts_at, starts_at + length, room.id if room else None)
    )
    return await Session.get(id=session.id).select_related("event", "room")
