"""A session as one form says it: words, people, place and time change together, or nothing does."""

from collections.abc import Sequence

from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.schedule import content, hold, place
from events_svc.schedule.content import Content
from events_svc.schedule.models import Session
from events_svc.schedule.place import Placement


async def draw_up(
    event: Event, words: Content, *, speaker_ids: Sequence[int], placement: Placement | None
) -> Session:
    """A new session of the event, placed when a placement is given; see `place.place`."""
    async with in_transaction():
        session = await content.add(event, words, speaker_ids=speaker_ids)
        if placement is not None:
            await place.place(session, placement)
    return session


async def revise(
    session: Session,
    words: Content,
    *,
    speaker_ids: Sequence[int],
    placement: Placement | None,
    seen: int | None = None,
) -> None:
    """The session says this, is presented by these, there and then; see `place.place`."""
    async with in_transaction():
        await content.edit(session, words, seen=seen)
        await hold.give_back(session)
        await content.appoint(session, speaker_ids)
        if placement is not None:
            await place.place(session, placement)
        elif session.starts_at is not None:
            await place.unschedule(session)
