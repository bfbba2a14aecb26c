"""Chosen seats find their tickets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc.tickets.seating.dealing import Dealt, dealt

pytestmark = pytest.mark.engineless

ADULT, CHILD = 1, 2
EITHER, BOTH, NEITHER = [ADULT], [ADULT, CHILD], []


@pytest.mark.parametrize(
    ("lines", "types", "expected"),
    [
        ([(ADULT, 2)], {7: EITHER, 8: EITHER}, Dealt([[7, 8]])),
        ([(ADULT, 2)], {7: EITHER}, Dealt([[7]])),
        ([(ADULT, 1)], {7: EITHER, 8: EITHER}, Dealt([[7]], {ADULT: [8]})),
        ([(ADULT, 1), (CHILD, 1)], {7: BOTH, 8: EITHER}, Dealt([[8], [7]])),
        ([], {7: BOTH}, Dealt([], {ADULT: [7]})),
        ([(ADULT, 1)], {7: NEITHER}, Dealt([[]])),
    ],
)
def test_each_seat_goes_to_a_ticket_that_may_have_it(
    lines: list[tuple[int, int]], types: dict[int, list[int]], expected: Dealt
) -> None:
    assert dealt(lines, [*types], types) == expected


@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 3)), max_size=4),
    st.dictionaries(st.integers(1, 9), st.lists(st.integers(1, 3), unique=True), max_size=8),
)
def test_no_seat_is_lost_or_given_twice_and_no_line_gets_too_many(
    lines: list[tuple[int, int]], types: dict[int, list[int]]
) -> None:
    found = dealt(lines, [*types], types)
    given_out = [one for some in [*found.of_lines, *found.more.values()] for one in some]
    assert sorted(given_out) == sorted(seat for seat, kinds in types.items() if kinds)
    for (kind, count), seats in zip(lines, found.of_lines, strict=True):
        assert len(seats) <= count
        assert all(kind in types[one] for one in seats)
