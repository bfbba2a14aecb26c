"""Rows and tables as they are drawn."""

from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from venues.drawing import Rows, Tables, behind, check, fitted, labels, rows_of, tables_of
from venues.errors import CategoryUnknown, SeatTwice, TooManySeats
from venues.plan import planned
from venues.seat_models import SeatMap

pytestmark = pytest.mark.engineless

ROWS = st.builds(
    Rows,
    zone=st.just(""),
    first=st.sampled_from(["1", "A", "北"]),
    count=st.integers(1, 6),
    seats=st.integers(1, 12),
    category=st.just("a"),
    growth=st.integers(-2, 2),
    curve=st.integers(0, 100),
    from_right=st.booleans(),
)


@pytest.mark.parametrize(
    ("first", "names"),
    [("9", ["9", "10", "11"]), ("Y", ["Y", "Z", "AA"]), ("主", ["主1", "主2", "主3"])],
)
def test_rows_are_named_on_from_the_first(first: str, names: list[str]) -> None:
    assert labels(first, 3) == names


def test_rows_are_centred_one_behind_the_other() -> None:
    spots, width, height = fitted(rows_of(Rows("", "1", 2, 2, "a", growth=2)))
    assert [(one.row, one.number, one.x, one.y) for one in spots] == [
        ("1", 1, 60, 76),
        ("1", 2, 84, 76),
        ("2", 1, 36, 108),
        ("2", 2, 60, 108),
        ("2", 3, 84, 108),
        ("2", 4, 108, 108),
    ]
    assert (width, height) == (144, 144)


def test_numbers_may_begin_at_the_right() -> None:
    one, two = rows_of(Rows("", "1", 1, 2, "a", from_right=True))
    assert (one.number, two.number, one.x > two.x) == (1, 2, True)


def test_around_a_table_everybody_is_as_far_from_its_middle() -> None:
    spots = tables_of(Tables("", "1", 1, 8, "a"))
    assert len({round(hypot(one.x, one.y) / 2) for one in spots}) == 1
    assert min(spots, key=lambda one: one.y).number == 1


@given(ROWS, ROWS)
def test_what_is_drawn_fits_the_paper_and_no_seat_covers_another(one: Rows, other: Rows) -> None:
    spots, width, height = fitted(behind(rows_of(one), rows_of(other)))
    assert all(0 <= spot.x <= width and 0 <= spot.y <= height for spot in spots)
    assert len({(spot.x, spot.y) for spot in spots}) == len(spots)


def test_what_cannot_be_a_plan_is_refused() -> None:
    row = rows_of(Rows("", "1", 1, 2, "a"))
    with pytest.raises(SeatTwice):
        check([*row, row[0]], {"a"})
    with pytest.raises(CategoryUnknown):
        check(row, {"b"})
    with pytest.raises(TooManySeats):
        check(rows_of(Rows("", "1", 51, 100, "a")), {"a"})


def test_the_name_of_a_row_stands_beside_it_and_that_of_a_table_in_its_middle() -> None:
    seat_map = SeatMap(id=1, name={}, width=400, height=200, categories=[])
    row = planned(seat_map, rows_of(Rows("", "1", 1, 5, "a", curve=100)))
    table = planned(seat_map, tables_of(Tables("", "1", 1, 8, "a")))
    assert row.label(row.rows[0]) == (row.spots[0].x - 24, row.spots[0].y)
    assert table.label(table.rows[0]) == (0, 0)
