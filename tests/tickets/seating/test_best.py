"""The best seats that are free. A hall is drawn as text: `.` is free, `x` taken, `_` no seat."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc.tickets.seating.best import Vacancy, best_seats
from venues.plan import Plan, Spot, planned
from venues.seat_models import SeatMap

pytestmark = pytest.mark.engineless

HALLS = st.lists(st.text(".x_", min_size=1, max_size=12), min_size=1, max_size=6)


def drawn(*rows: str) -> tuple[Plan, set[int]]:
    """The plan and what is free; ids count rows by hundreds: 203 is the fourth place of the third row."""
    width = max(len(row) for row in rows)
    spots = [
        Spot(y * 100 + x, "", str(y + 1), x + 1, "a", x * 20 + 10, y * 20)
        for y, row in enumerate(rows)
        for x, mark in enumerate(row)
        if mark != "_"
    ]
    seat_map = SeatMap(id=1, name={}, width=width * 20, height=len(rows) * 20, categories=[])
    free = {one.id for one in spots if rows[one.id // 100][one.id % 100] == "."}
    return planned(seat_map, spots), free


@pytest.mark.parametrize(
    ("rows", "count", "best"),
    [
        ((".....", "....."), 1, [2]),
        ((".....", "....."), 2, [0, 1]),  # the middle two would leave somebody alone
        (("......", "......"), 2, [2, 3]),
        ((".x.x.", "....."), 2, [100, 101]),
        ((".xxx.", ".x..x"), 2, [102, 103]),
        (("...", "..."), 4, [0, 1, 100, 101]),  # two and two, not three and one
        (("..", "..", ".."), 3, [0, 1, 100]),
        (("x.x", ".x."), 3, [1, 100, 102]),
        (("xxx",), 2, []),
        ((".x",), 2, [0]),
        ((".._..",), 2, [0, 1]),
        ((".._..",), 3, [0, 1, 3]),
    ],
)
def test_the_best_seats_are_together_in_front_and_leave_nobody_alone(
    rows: tuple[str, ...], count: int, best: list[int]
) -> None:
    assert sorted(best_seats(*drawn(*rows), count)) == best


def test_an_aisle_parts_neighbours() -> None:
    seat_map = SeatMap(id=1, name={}, width=100, height=20, categories=[])
    spots = [Spot(n, "", "1", n, "a", x, 0) for n, x in ((1, 0), (2, 10), (3, 60), (4, 70))]
    plan = planned(seat_map, spots)
    assert [[one.id for one in stretch] for stretch in plan.stretches] == [[1, 2], [3, 4]]
    assert sorted(best_seats(plan, {2, 3, 4}, 2)) == [3, 4]


@pytest.mark.parametrize("rows", [["9", "10"], ["B", "AA"], ["10", "T"]])
def test_rows_are_in_the_order_in_which_people_count_them(rows: list[str]) -> None:
    seat_map = SeatMap(id=1, name={}, width=100, height=20, categories=[])
    spots = [Spot(n, "", row, 1, "a", 0, n) for n, row in enumerate(reversed(rows))]
    assert [row[0].row for row in planned(seat_map, spots).rows] == rows


@given(HALLS, st.integers(1, 8))
def test_each_gets_a_free_seat_of_his_own_as_long_as_there_are_any(
    rows: list[str], count: int
) -> None:
    plan, free = drawn(*rows)
    chosen = best_seats(plan, free, count)
    assert len(chosen) == len(set(chosen)) == min(count, len(free))
    assert set(chosen) <= free


@given(HALLS, st.integers(1, 6))
def test_people_sit_together_wherever_a_row_has_room_for_them(rows: list[str], count: int) -> None:
    plan, free = drawn(*rows)
    has_room = any("." * count in row for row in rows)
    chosen = sorted(best_seats(plan, free, count))
    together = all(other == one + 1 for one, other in pairwise(chosen))
    assert (together and len(chosen) == count) == has_room


@given(HALLS, st.integers(1, 6))
def test_nobody_is_left_alone_where_that_can_be_avoided(rows: list[str], count: int) -> None:
    plan, free = drawn(*rows)
    runs = [len(run) for row in rows for run in row.replace("_", "x").split("x") if run]
    fits = [length for length in runs if length >= count]
    avoidable = any(
        1 not in (before, length - count - before)
        for length in fits
        for before in range(length - count + 1)
    )
    if avoidable:
        kept = free - {*best_seats(plan, free, count)}
        assert lonely(kept) <= lonely(free)


def lonely(free: set[int]) -> int:
    """How many seats have no free neighbour."""
    return sum(one - 1 not in free and one + 1 not in free for one in free)


@given(HALLS, st.lists(st.tuples(st.booleans(), st.integers(1, 5)), max_size=12), st.randoms())
def test_what_is_remembered_of_a_row_is_as_good_as_a_new_look(
    rows: list[str], acts: list[tuple[bool, int]], dice: Random
) -> None:
    plan, free = drawn(*rows)
    vacancy, gone = Vacancy(plan, plan.by_id, plan.by_id.keys() - free), [*plan.by_id.keys() - free]
    for takes, count in acts:
        best = vacancy.best(count)
        assert best == best_seats(plan, free, count)
        if takes:
            vacancy.take(best)
            free, gone = free.difference(best), gone + best
        else:
            back = dice.sample(gone, min(count, len(gone)))
            vacancy.give_back(back)
            free, gone = free.union(back), [one for one in gone if one not in back]
