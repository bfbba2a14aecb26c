"""Take a room for a time, change the time or the room, give it back.

The database itself refuses an overlap of two exclusive bookings of a room (migration 0002); the lock
on the room's row lets those who come at once wait for each other instead of meeting in a deadlock.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from venues.errors import EndsBeforeStart, NotBooked, RoomTaken, RoomUnknown
from venues.models import Booking, Room

OVERLAP = "booking_never_overlaps"


@dataclass(frozen=True, slots=True)
class Wish:
    """A booking that somebody wants: from `starts_at` until just before `ends_at`."""

    room_id: int
    starts_at: datetime
    ends_at: datetime
    holder: str
    is_exclusive: bool = True

    def __post_init__(self) -> None:
        if self.ends_at <= self.starts_at:
            raise EndsBeforeStart

    def row(self) -> Booking:
        """The wish as a row, its times in UTC so that SQLite compares them rightly."""
        return Booking(
            room_id=self.room_id,
            starts_at=self.starts_at.astimezone(UTC),
            ends_at=self.ends_at.astimezone(UTC),
            holder=self.holder,
            is_exclusive=self.is_exclusive,
        )


async def book(
    room_id: int,
    starts_at: datetime,
    ends_at: datetime,
    *,
    holder: str,
    is_exclusive: bool = True,
) -> Booking:
    """The room is taken for `holder` from `starts_at` until just before `ends_at`.

    Raises RoomTaken when an exclusive booking overlaps an exclusive one, RoomUnknown, EndsBeforeStart;
    then nothing has changed, and an enclosing transaction may go on.
    """
    booking = Wish(room_id, starts_at, ends_at, holder, is_exclusive).row()
    async with _locked({room_id}), _refusing_overlaps([booking]):
        await booking.save(force_create=True)
    return booking


async def book_all(wishes: Sequence[Wish]) -> None:
    """All wishes are booked with one statement, or none: see `book`."""
    bookings = [wish.row() for wish in wishes]
    async with _locked({wish.room_id for wish in wishes}), _refusing_overlaps(bookings):
        await Booking.bulk_create(bookings)


async def move(holder: str, *, room_id: int, starts_at: datetime, ends_at: datetime) -> Booking:
    """The booking of `holder` is in this room at this time, as exclusive as it was; see `book`.

    Raises NotBooked when `holder` has none.
    """
    async with _locked({room_id}):
        booking = await Booking.get_or_none(holder=holder)
        if booking is None:
            raise NotBooked
        wished = Wish(room_id, starts_at, ends_at, holder, booking.is_exclusive).row()
        async with _refusing_overlaps([wished]):
            await Booking.filter(id=booking.id).update(
                room_id=room_id, starts_at=wished.starts_at, ends_at=wished.ends_at
            )
    return await Booking.get(id=booking.id)


async def release(holder: str) -> int:
    """Nothing is booked for `holder` any more; the number of bookings that were given back."""
    return await Booking.filter(holder=holder).delete()


@asynccontextmanager
async def _locked(room_ids: set[int]) -> AsyncIterator[None]:
    """A transaction that holds the rows of these rooms; raises RoomUnknown when one is missing."""
    async with in_transaction():
        locked = (
            await Room.filter(id__in=sorted(room_ids))
            .order_by("id")
            .select_for_update(no_key=True)
            .only("id")  # not values_list(): that leaves FOR UPDATE out without a word
        )
        if room_ids - {room.id for room in locked}:
            raise RoomUnknown
        yield


@asynccontextmanager
async def _refusing_overlaps(bookings: Sequence[Booking]) -> AsyncIterator[None]:
    """A nested transaction, so that PostgreSQL goes on after the constraint has refused."""
    try:
        async with in_transaction():
            yield
    except IntegrityError as error:
        if OVERLAP not in str(error):
            raise
        taken = await _first_taken(bookings)
        raise RoomTaken(taken.room_id, taken.starts_at, taken.ends_at) from error


async def _first_taken(bookings: Sequence[Booking]) -> Booking:
    """The first of these that overlaps something else, stored or among themselves."""
    for number, booking in enumerate(bookings):
        if any(_overlap(booking, other) for other in bookings[:number]):
            return booking
        others = Booking.filter(room_id=booking.room_id, is_exclusive=True)
        others = others.filter(starts_at__lt=booking.ends_at, ends_at__gt=booking.starts_at)
        if await others.exclude(holder=booking.holder).exists():
            return booking
    return bookings[0]


def _overlap(one: Booking, other: Booking) -> bool:
    together = one.starts_at < other.ends_at and other.starts_at < one.ends_at
    return together and one.room_id == other.room_id and one.is_exclusive and other.is_exclusive
