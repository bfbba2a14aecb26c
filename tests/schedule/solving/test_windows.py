"""Windows of time: what two have in common, what is left, where something fits; the hours of a day."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from events_svc.schedule.solving.hours import Hours
from events_svc.schedule.solving.problem import STEP, Window, common, starts, without

SPAN = st.tuples(st.integers(0, 200), st.integers(0, 200)).filter(lambda one: one[0] < one[1])
WINDOWS = st.lists(SPAN, max_size=5)


def minutes(windows: list[Window]) -> set[int]:
    return {minute for start, end in windows for minute in range(start, end)}


@given(WINDOWS, WINDOWS)
def test_common_and_without_are_those_of_sets(one: list[Window], other: list[Window]) -> None:
    assert minutes(common(one, other)) == minutes(one) & minutes(other)
    assert minutes(without(one, other)) == minutes(one) - minutes(other)


@given(WINDOWS, st.integers(1, 90))
def test_what_starts_in_a_window_ends_in_it(windows: list[Window], length: int) -> None:
    for first, last in starts(windows, length):
        for step in (first, last):
            begin = step * STEP
            assert any(start <= begin and begin + length <= end for start, end in windows)


def test_days_follow_the_wall_clock_through_a_clock_change() -> None:
    hours = Hours(
        datetime(2026, 10, 24, 7, tzinfo=UTC),  # nine in Berlin; the night after has 25 hours
        datetime(2026, 10, 25, 17, tzinfo=UTC),
        ZoneInfo("Europe/Berlin"),
        time(9),
        time(18),
    )
    assert hours.days == [(0, 540), (1500, 2040)]


def test_a_day_that_closes_after_midnight_lasts_into_the_next() -> None:
    begin, end = datetime(2026, 8, 1, 12, tzinfo=UTC), datetime(2026, 8, 2, 12, tzinfo=UTC)
    hours = Hours(begin, end, ZoneInfo("UTC"), time(20), time(2))
    assert hours.days == [(480, 840)]
