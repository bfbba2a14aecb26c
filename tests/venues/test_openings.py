"""A room is open when its openings say so, and always when there are none."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tests.venues.factories import make_room
from venues.errors import EndsBeforeStart, TooManyOpenings
from venues.models import Opening
from venues.openings import daily, merge, of_rooms, open_at

NINE = datetime(2026, 8, 26, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def test_a_room_is_open_when_told_and_the_old_openings_are_gone(database: None) -> None:
    room, always = await make_room("a"), await make_room("b")
    await open_at(room, [(NINE, NINE + HOUR)])
    await open_at(room, [(NINE + 2 * HOUR, NINE + 3 * HOUR), (NINE, NINE + HOUR)])
    assert await of_rooms([room.id, always.id]) == {
        room.id: [(NINE, NINE + HOUR), (NINE + 2 * HOUR, NINE + 3 * HOUR)]
    }


async def test_no_openings_mean_always(database: None) -> None:
    room = await make_room()
    await open_at(room, [(NINE, NINE + HOUR)])
    await open_at(room, [])
    assert await of_rooms([room.id]) == {}


@pytest.mark.parametrize("length", [timedelta(0), -HOUR])
async def test_an_opening_without_length_changes_nothing(database: None, length: timedelta) -> None:
    room = await make_room()
    await open_at(room, [(NINE, NINE + HOUR)])
    with pytest.raises(EndsBeforeStart):
        await open_at(room, [(NINE, NINE + length)])
    assert await Opening.all().count() == 1


async def test_openings_are_bounded(database: None) -> None:
    room = await make_room()
    spans = [(NINE + 2 * n * HOUR, NINE + (2 * n + 1) * HOUR) for n in range(401)]
    with pytest.raises(TooManyOpenings):
        await open_at(room, spans)
    assert await of_rooms([room.id]) == {}


def test_spans_that_touch_become_one() -> None:
    spans = [(NINE + HOUR, NINE + 2 * HOUR), (NINE, NINE + HOUR), (NINE, NINE + HOUR / 2)]
    assert merge(spans) == [(NINE, NINE + 2 * HOUR)]


def test_each_day_is_open_by_the_clock_of_the_place_also_over_midnight() -> None:
    days = {"first": date(2026, 10, 24), "last": date(2026, 10, 25), "timezone": "Europe/Berlin"}
    assert daily(**days, opens=time(8), closes=time(18)) == [  # type: ignore[arg-type]  # whatever the test names
        (datetime(2026, 10, 24, 6, tzinfo=UTC), datetime(2026, 10, 24, 16, tzinfo=UTC)),
        (datetime(2026, 10, 25, 7, tzinfo=UTC), datetime(2026, 10, 25, 17, tzinfo=UTC)),
    ]
    night = daily(**days, opens=time(20), closes=time(2))  # type: ignore[arg-type]  # whatever the test names
    assert night[0] == (
        datetime(2026, 10, 24, 18, tzinfo=UTC),
        datetime(2026, 10, 25, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("last", "error"), [(date(2026, 8, 25), EndsBeforeStart), (date(2028, 1, 1), TooManyOpenings)]
)
def test_days_go_forward_and_are_not_endless(last: date, error: type[Exception]) -> None:
    with pytest.raises(error):
        daily(date(2026, 8, 26), last, opens=time(8), closes=time(9), timezone="UTC")
