from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from events_svc.checkin.tally import Tally
from events_svc.web.checkin import plot
from events_svc.web.plots import Plot

pytestmark = pytest.mark.engineless

ONE = datetime(2026, 8, 26, 1, 0, tzinfo=UTC)  # nine in Shanghai
NAMES = {1: "East", 2: "West"}


def made(*came: tuple[int, int, int, int]) -> Tally:
    """Minutes after nine, gate, ticket type, how many."""
    places = {
        (ONE + timedelta(minutes=minute), gate, kind): count for minute, gate, kind, count in came
    }
    return Tally(entered=Counter(places))


def drawn(tally: Tally, zone: str, names: dict[int, str], by: int) -> Plot | None:
    return plot.arrivals(tally, zone, plot.Shown(range(1, 10), names, by))


def test_a_bar_stands_for_a_minute_and_its_parts_for_gates() -> None:
    shown = drawn(made((0, 1, 7, 4), (2, 2, 7, 3)), "Asia/Shanghai", NAMES, plot.GATE)
    assert shown is not None
    assert shown.head[1:] == ["East", "West"]
    assert shown.table == [["09:00", "4", "0"], ["09:02", "0", "3"]]
    assert shown.key == [("a", "East"), ("b", "West")]
    assert [rect.css for rect in shown.rects] == ["a", "b"]


def test_the_same_by_ticket_type() -> None:
    tally = made((0, 1, 7, 4), (0, 1, 8, 1))
    shown = drawn(tally, "UTC", {8: "VIP", 7: "Standard"}, plot.TYPE)
    assert shown is not None
    assert shown.table == [["01:00", "1", "4"]]


def test_a_long_morning_has_wider_bars() -> None:
    shown = drawn(made((0, 1, 7, 1), (179, 1, 7, 1)), "UTC", NAMES, plot.GATE)
    assert shown is not None
    assert shown.table == [["01:00", "1"], ["03:55", "1"]]


def test_only_the_last_day_is_drawn() -> None:
    shown = drawn(made((0, 1, 7, 1), (1440, 1, 7, 1)), "UTC", NAMES, plot.GATE)
    assert shown is not None
    assert shown.source.endswith("2026-08-27")
    assert shown.table == [["01:00", "1"]]


def test_many_gates_share_a_colour() -> None:
    names = {number: f"Gate {number}" for number in range(1, 9)}
    came = [(0, gate, 7, 1) for gate in names]
    shown = drawn(made(*came), "UTC", names, plot.GATE)
    assert shown is not None
    assert [css for css, _ in shown.key] == ["a", "b", "c", "d", "e", "f"]


def test_lunch_is_no_arrival() -> None:
    shown = drawn(made((0, 1, 7, 2), (180, 11, 7, 2)), "UTC", {**NAMES, 11: "Lunch"}, plot.GATE)
    assert shown is not None
    assert (shown.head[1:], shown.table) == (["East"], [["01:00", "2"]])


def test_without_arrivals_there_is_no_plot() -> None:
    assert drawn(Tally(), "UTC", NAMES, plot.GATE) is None
