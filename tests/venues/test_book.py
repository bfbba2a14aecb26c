"""A room is never double-booked."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tortoise.transactions import in_transaction

from tests.venues.factories import make_room, make_venue
from venues.book import Wish, book, book_all, move, release
from venues.errors import EndsBeforeStart, NotBooked, RoomTaken, RoomUnknown
from venues.models import Booking

NINE = datetime(2026, 8, 26, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def bookings() -> list[tuple[Any, ...]]:
    return (
        await Booking.all().order_by("id").values_list("holder", "room_id", "starts_at", "ends_at")
    )


async def test_a_room_is_not_booked_twice(database: None) -> None:
    room = await make_room()
    await book(room.id, NINE, NINE + HOUR, holder="session:1")

    with pytest.raises(RoomTaken) as refused:
        await book(room.id, NINE + HOUR / 2, NINE + 2 * HOUR, holder="session:2")

    assert (refused.value.room_id, refused.value.starts_at) == (room.id, NINE + HOUR / 2)
    assert await bookings() == [("session:1", room.id, NINE, NINE + HOUR)]


async def test_one_booking_may_begin_when_another_ends(database: None) -> None:
    room = await make_room()
    await book(room.id, NINE, NINE + HOUR, holder="session:1")
    await book(room.id, NINE + HOUR, NINE + 2 * HOUR, holder="session:2")
    await book(room.id, NINE - HOUR, NINE, holder="session:3")
    assert await Booking.all().count() == 3


async def test_two_rooms_are_booked_at_the_same_time(database: None) -> None:
    venue = await make_venue()
    for key in ("a", "b"):
        room = await make_room(key, venue=venue)
        await book(room.id, NINE, NINE + HOUR, holder=f"session:{key}")
    assert await Booking.all().count() == 2


async def test_posters_share_a_room(database: None) -> None:
    room = await make_room()
    await book(room.id, NINE, NINE + HOUR, holder="session:1")
    await book(room.id, NINE, NINE + HOUR, holder="poster:1", is_exclusive=False)
    await book(room.id, NINE, NINE + HOUR, holder="poster:2", is_exclusive=False)
    assert await Booking.all().count() == 3


async def test_the_same_instant_in_another_zone_is_taken_too(database: None) -> None:
    room = await make_room()
    await book(room.id, NINE, NINE + HOUR, holder="session:1")
    shanghai = timezone(timedelta(hours=8))
    with pytest.raises(RoomTaken):
        await book(
            room.id,
            NINE.astimezone(shanghai) + HOUR / 2,
            NINE.astimezone(shanghai) + HOUR,
            holder="session:2",
        )


async def test_a_transaction_goes_on_after_a_refusal(database: None) -> None:
    room = await make_room()
    await book(room.id, NINE, NINE + HOUR, holder="session:1")
    async with in_transaction():
        with pytest.raises(RoomTaken):
            await book(room.id, NINE, NINE + HOUR, holder="session:2")
        await book(room.id, NINE + HOUR, NINE + 2 * HOUR, holder="session:2")
    assert await Booking.filter(holder="session:2").count() == 1


async def test_of_twenty_at_once_one_gets_the_room(database: None) -> None:
    room = await make_room()
    attempts = [book(room.id, NINE, NINE + HOUR, holder=f"session:{n}") for n in range(20)]
    results = await asyncio.gather(*attempts, return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["Booking"] + ["RoomTaken"] * 19
    assert await Booking.all().count() == 1


async def test_an_end_before_the_start_is_refused(database: None) -> None:
    room = await make_room()
    with pytest.raises(EndsBeforeStart):
        await book(room.id, NINE, NINE, holder="session:1")
    assert await bookings() == []


async def test_a_room_that_is_not_there_is_not_booked(database: None) -> None:
    with pytest.raises(RoomUnknown):
        await book(404, NINE, NINE + HOUR, holder="session:1")


async def test_a_booking_moves_over_its_own_old_time(database: None) -> None:
    room = await make_room()
    await book(room.id, NINE, NINE + HOUR, holder="session:1")
    moved = await move(
        "session:1", room_id=room.id, starts_at=NINE + HOUR / 2, ends_at=NINE + 2 * HOUR
    )
    assert (moved.starts_at, moved.ends_at) == (NINE + HOUR / 2, NINE + 2 * HOUR)
    assert await Booking.all().count() == 1


async def test_a_booking_does_not_move_onto_another(database: None) -> None:
    venue = await make_venue()
    here, there = await make_room("a", venue=venue), await make_room("b", venue=venue)
    await book(here.id, NINE, NINE + HOUR, holder="session:1")
    await book(there.id, NINE, NINE + HOUR, holder="session:2")
    before = await bookings()

    with pytest.raises(RoomTaken):
        await move("session:2", room_id=here.id, starts_at=NINE, ends_at=NINE + HOUR)

    assert await bookings() == before


async def test_what_is_not_booked_does_not_move(database: None) -> None:
    room = await make_room()
    with pytest.raises(NotBooked):
        await move("session:1", room_id=room.id, starts_at=NINE, ends_at=NINE + HOUR)


async def test_a_released_room_is_free_again(database: None) -> None:
    room = await make_room()
    await book(room.id, NINE, NINE + HOUR, holder="session:1")
    assert await release("session:1") == 1
    assert await release("session:1") == 0
    await book(room.id, NINE, NINE + HOUR, holder="session:2")
    assert await bookings() == [("session:2", room.id, NINE, NINE + HOUR)]


async def test_many_are_booked_at_once_or_none(database: None) -> None:
    room = await make_room()
    wishes = [Wish(room.id, NINE + n * HOUR, NINE + (n + 1) * HOUR, f"s:{n}") for n in range(3)]
    clash = Wish(room.id, NINE + HOUR / 2, NINE + HOUR, "s:late")

    with pytest.raises(RoomTaken) as refused:
        await book_all([*wishes, clash])
    assert refused.value.starts_at == clash.starts_at
    assert await bookings() == []

    await book_all(wishes)
    assert [row[0] for row in await bookings()] == ["s:0", "s:1", "s:2"]


hours = st.integers(0, 12)


@settings(deadline=None)
@given(spans=st.lists(st.tuples(hours, hours), min_size=2, max_size=12))
def test_wishes_with_no_length_are_refused_before_any_database(
    spans: list[tuple[int, int]],
) -> None:
    for start, end in spans:
        if end > start:
            assert Wish(1, NINE + start * HOUR, NINE + end * HOUR, "s:1").row().room_id == 1
        else:
            with pytest.raises(EndsBeforeStart):
                Wish(1, NINE + start * HOUR, NINE + end * HOUR, "s:1")


async def test_random_bookings_never_overlap(database: None) -> None:
    room = await make_room()
    spans = [(n * 7 % 11, n * 5 % 4 + 1) for n in range(40)]
    taken: list[tuple[int, int]] = []
    for number, (start, length) in enumerate(spans):
        is_free = all(start >= end or start + length <= begin for begin, end in taken)
        try:
            await book(
                room.id, NINE + start * HOUR, NINE + (start + length) * HOUR, holder=f"s:{number}"
            )
        except RoomTaken:
            assert not is_free
        else:
            assert is_free
            taken.append((start, start + length))
