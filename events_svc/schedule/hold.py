"""What a placed session holds: its rooms and the people who present it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from events_svc.schedule import taken
from events_svc.schedule.errors import NoLength, NotPlaced, OutOfTime
from events_svc.schedule.models import Appearance, Session
from events_svc.schedule.plan_models import SessionRoom
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

    An exclusive session has its room alone; posters and the like share it. It may be shown in more
    rooms, each of which it books.
    """

    starts_at: datetime
    ends_at: datetime
    room_id: int | None = None
    is_exclusive: bool = True
    more_room_ids: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.starts_at.year <= LAST_YEAR:
            raise OutOfTime  # nearer to the ends of the calendar, zones overflow
        if not timedelta(0) < self.ends_at - self.starts_at <= LONGEST:
            raise NoLength

    @property
    def room_ids(self) -> list[int]:
        """All rooms, each once, the main one first."""
        rooms = (self.room_id, *self.more_room_ids)
        return [*dict.fromkeys(room for room in rooms if room is not None)]

    @property
    def further_ids(self) -> list[int]:
        """The rooms besides the main one."""
        return [room for room in self.room_ids if room != self.room_id]


def holder(session_id: int) -> str:
    """The word under which a session holds its rooms and speakers."""
    return f"session:{session_id}"


async def held(session: Session) -> Placement:
    """Where and when the session takes place, sharing its rooms if it does; raises NotPlaced."""
    if session.starts_at is None or session.ends_at is None:
        raise NotPlaced
    booked = await Booking.filter(holder=holder(session.id)).first()
    is_exclusive = booked.is_exclusive if booked else not session.shares_room
    return Placement(
        session.starts_at,
        session.ends_at,
        session.room_id,
        is_exclusive=is_exclusive,
        more_room_ids=tuple(await further_rooms(session.id)),
    )


async def further_rooms(session_id: int) -> list[int]:
    """The rooms in which the session is shown besides its own."""
    found = SessionRoom.filter(session_id=session_id).order_by("id")
    return await found.values_list("room_id", flat=True)  # type: ignore[return-value]  # values_list(flat=True) gives ids, is typed as rows


async def take(session: Session, placement: Placement) -> None:
    """Hold the rooms and everybody who presents; first the rooms, then the people, against deadlocks.

    Raises RoomTakenBy and SpeakerBusyWith, which name what is there.
    """
    await give_back(session)
    times = (placement.starts_at, placement.ends_at)
    name = holder(session.id)
    rooms = [book.Wish(one, *times, name, placement.is_exclusive) for one in placement.room_ids]
    people = [engage.Wish(who, *times, name) for who in await _presenting(session)]
    try:
        if rooms:
            await book.book_all(rooms)
        await engage.engage_all(people)
    except RoomTaken as error:
        raise await taken.room(error, session.event) from error
    except SpeakerBusy as error:
        raise await taken.speaker(error, session.event) from error


async def give_back(session: Session) -> None:
    """Rooms and speakers of the session are free."""
    await book.release(holder(session.id))
    await engage.release(holder(session.id))


async def _presenting(session: Session) -> list[int]:
    query = Appearance.filter(session_id=session.id).order_by("position", "id")
    return await query.values_list("speaker_id", flat=True)  # type: ignore[return-value]  # values_list(flat=True) gives ids, is typed as rows
