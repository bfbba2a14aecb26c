from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from events_svc.checkin.tally import Tally
from events_svc.web.checkin import plot

pytestmark = pytest.mark.engineless

ONE = datetime(2026, 8, 26, 1, 0, tzinfo=UTC)  # nine in Shanghai
NAMES = {1: "East", 2: "West"}


def made(*came: tuple[int, int, int, int]) -> Tally:
    """Minutes after nine, gate, ticket type, how many."""
    places = {
        (ONE + timedelta(minutes=minute), gate, kind): count for minute, gate, kind, count in came
    }
    return Tally(entered=Counter(places))


def test_a_bar_stands_for_a_minute_and_its_parts_for_gates() -> None:
    drawn = plot.arrivals(made((0, 1, 7, 4), (2, 2, 7, 3)), "Asia/Shanghai", NAMES, by=plot.GATE)
    assert drawn is not None
    assert drawn.head[1:] == ["East", "West"]
    assert drawn.table == [["09:00", "4", "0"], ["09:02", "0", "3"]]
    assert drawn.key == [("a", "East"), ("b", "West")]
    assert [rect.css for rect in drawn.rects] == ["a", "b"]


def test_the_same_by_ticket_type() -> None:
    tally = made((0, 1, 7, 4), (0, 1, 8, 1))
    drawn = plot.arrivals(tally, "UTC", {8: "VIP", 7: "Standard"}, by=plot.TYPE)
    assert drawn is not None
    assert drawn.table == [["01:00", "1", "4"]]


def test_a_long_morning_has_wider_bars() -> None:
    drawn = plot.arrivals(made((0, 1, 7, 1), (179, 1, 7, 1)), "UTC", NAMES, by=plot.GATE)
    assert drawn is not None
    assert drawn.table == [["01:00", "1"], ["03:55", "1"]]


def test_only_the_last_day_is_drawn() -> None:
    drawn = plot.arrivals(made((0, 1, 7, 1), (1440, 1, 7, 1)), "UTC", NAMES, by=plot.GATE)
    assert drawn is not None
    assert drawn.source.endswith("2026-08-27")
    assert drawn.table == [["01:00", "1"]]


def test_many_gates_share_a_colour() -> None:
    names = {number: f"Gate {number}" for number in range(1, 9)}
    came = [(0, gate, 7, 1) for gate in names]
    drawn = plot.arrivals(made(*came), "UTC", names, by=plot.GATE)
    assert drawn is not None
    assert [css for css, _ in drawn.key] == ["a", "b", "c", "d", "e", "f"]


def test_without_arrivals_there_is_no_plot() -> None:
    assert plot.arrivals(Tally(), "UTC", NAMES, by=plot.GATE) is None
