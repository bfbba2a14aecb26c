"""What a ledger of counters says now."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from events_svc.stats.ledger import Flag, Kind, Row, Standing, flags, standing
from tests.stats.factories import START


def row(
    number: int, value: int | None, *, corrects: int | None = None, day: int | None = None
) -> Row:
    return Row(number, value, START + timedelta(days=number if day is None else day), corrects)


def test_the_newest_reading_stands() -> None:
    assert standing([row(1, 10), row(2, 25)]) == Standing(25, 2, START + timedelta(days=2))


def test_readings_are_ordered_by_when_they_were_read_not_written() -> None:
    stands = standing([row(1, 25, day=9), row(2, 10, day=3)])

    assert stands == Standing(25, 1, START + timedelta(days=9))


def test_a_counter_that_falls_keeps_its_last_value_flagged() -> None:
    fallen = standing([row(1, 10), row(2, 4)])
    risen = standing([row(1, 10), row(2, 4), row(3, 11)])

    assert fallen == Standing(10, 1, START + timedelta(days=1), has_fallen=True)
    assert risen == Standing(11, 3, START + timedelta(days=3))


def test_a_hidden_counter_keeps_its_last_value_flagged_and_was_never_zero() -> None:
    assert standing([row(1, None)]) is None
    assert standing([row(1, 10), row(2, None)]) == Standing(
        10, 1, START + timedelta(days=1), is_hidden=True
    )


def test_a_correction_takes_the_place_of_its_row() -> None:
    stands = standing([row(1, 10), row(2, 99_999), row(3, 12, corrects=2, day=2)])

    assert stands == Standing(12, 3, START + timedelta(days=2))


def test_a_reading_is_stale_after_seven_days() -> None:
    stands = Standing(1, 1, START)

    assert not stands.is_stale(START + timedelta(days=7))
    assert stands.is_stale(START + timedelta(days=7, seconds=1))


@given(st.lists(st.none() | st.integers(0, 100), max_size=12))
def test_without_corrections_the_largest_value_ever_read_stands(values: list[int | None]) -> None:
    stands = standing([row(number, value) for number, value in enumerate(values, 1)])

    read = [value for value in values if value is not None]
    assert (stands.value if stands else None) == (max(read) if read else None)


def test_a_gauge_goes_up_and_down_and_of_a_highest_the_largest_stands() -> None:
    rows = [row(1, 10), row(2, 25), row(3, 4)]

    assert standing(rows, kind=Kind.GAUGE) == Standing(4, 3, START + timedelta(days=3))
    assert standing(rows, kind=Kind.HIGHEST) == Standing(25, 2, START + timedelta(days=2))


def test_rows_that_fell_or_hide_are_flagged_and_corrected_ones_are_not() -> None:
    rows = [row(1, 10), row(2, 4), row(3, None), row(4, 11), row(5, 3), row(6, 12, corrects=5)]

    assert flags(rows) == {2: Flag.FELL, 3: Flag.HID}
    assert flags(rows[:3], kind=Kind.GAUGE) == {3: Flag.HID}
