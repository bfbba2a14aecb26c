"""Give a session its room and time, take them away, cancel it, take the cancellation back.

Room, speakers and session change in one transaction: all, or nothing.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from events_svc.accounts import audit
from events_svc.database import in_transaction
from events_svc.schedule import taken
from events_svc.schedule.errors import NoLength, NotPlaced, OutOfTime, SessionCancelled
from events_svc.schedule.lock import locked
from events_svc.schedule.models import Appearance, Session, SessionState
from speakers import engage
from speakers.errors import SpeakerBusy
from venues import book
from venues.errors import RoomTaken
from venues.models import Booking

LONGEST = timedelta(days=14)
FIRST_YEAR, LAST_YEAR = 1970, 2200


@dataclass(frozen=True, slots=True)
class Placement:
    """From `starts_at` until just before `ends_at`, in a room or in none (online, everywhere).

    An exclusive session has its room alone; posters and the like share it.
    """

    starts_at: datetime
    ends_at: datetime
    room_id: int | None = None
    is_exclusive: bool = True

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.starts_at.year <= LAST_YEAR:
            raise OutOfTime  # nearer to the ends of the calendar, zones overflow
        if not timedelta(0) < self.ends_at - self.starts_at <= LONGEST:
            raise NoLength


def holder(session_id: int) -> str:
    """The word under which a session holds its room and speakers."""
    return f"session:{session_id}"


async def place(session: Session, placement: Placement) -> None:
    """The session takes place there and then; its former room and time are free again.

    Raises RoomTakenBy, SpeakerBusyWith, SessionCancelled, NoLength; then nothing has changed.
    """
    async with in_transaction():
        session = await locked(session)
        if session.state is SessionState.CANCELLED:
            raise SessionCancelled
        await take(session, placement)
        await Session.filter(id=session.id).update(
            room_id=placement.room_id,
            starts_at=placement.starts_at.astimezone(UTC),
            ends_at=placement.ends_at.astimezone(UTC),
        )
        await _record("session.placed", session, starts_at=placement.starts_at.isoformat())


async def unschedule(session: Session) -> None:
    """The session stands in the agenda without room and time, which are free again."""
    async with in_transaction():
        session = await locked(session)
        await give_back(session)
        await Session.filter(id=session.id).update(room_id=None, starts_at=None, ends_at=None)
        await _record("session.unscheduled", session)


async def withdraw(session: Session) -> None:
    """The session is cancelled; its room and its speakers are free again."""
    async with in_transaction():
        session = await locked(session)
        if session.state is SessionState.CANCELLED:
            return
        await give_back(session)
        await Session.filter(id=session.id).update(state=SessionState.CANCELLED)
        await _record("session.withdrawn", session)


async def reinstate(session: Session) -> None:
    """A cancelled session is confirmed again, at its old place and time when it had one.

    Raises RoomTakenBy and SpeakerBusyWith when somebody else has them now.
    """
    async with in_transaction():
        session = await locked(session)
        if session.state is not SessionState.CANCELLED:
            return
        if session.starts_at and session.ends_at:
            await take(session, await held(session))
        await Session.filter(id=session.id).update(state=SessionState.CONFIRMED)
        await _record("session.reinstated", session)


async def held(session: Session) -> Placement:
    """Where and when the session takes place, sharing its room if it did; raises NotPlaced."""
    if session.starts_at is None or session.ends_at is None:
        raise NotPlaced
    shares = await Booking.filter(holder=holder(session.id), is_exclusive=False).exists()
    room_id: int | None = session.room_id
    return Placement(session.starts_at, session.ends_at, room_id, is_exclusive=not shares)


async def take(session: Session, placement: Placement) -> None:
    """Hold the room and everybody who presents; first the room, then the people, against deadlocks."""
    await give_back(session)
    times = (placement.starts_at, placement.ends_at)
    try:
        if placement.room_id is not None:
            await book.book(
                placement.room_id,
                *times,
                holder=holder(session.id),
                is_exclusive=placement.is_exclusive,
            )
        await engage.engage_all(
            [engage.Wish(who, *times, holder(session.id)) for who in await _presenting(session)]
        )
    except RoomTaken as error:
        raise await taken.room(error, session.event) from error
    except SpeakerBusy as error:
        raise await taken.speaker(error, session.event) from error


async def give_back(session: Session) -> None:
    """Room and speakers of the session are free."""
    await book.release(holder(session.id))
    await engage.release(holder(session.id))


async def _presenting(session: Session) -> list[int]:
    query = Appearance.filter(session_id=session.id).order_by("position", "id")
    return await query.values_list("speaker_id", flat=True)  # type: ignore[return-value]  # values_list(flat=True) gives ids, is typed as rows


async def _record(action: str, session: Session, **detail: str) -> None:
    event = session.event
    await audit.record(
        action,
        holder(session.id),
        event_id=event.id,
        organisation_id=event.organisation_id,
        code=session.code,
        **detail,
    )
