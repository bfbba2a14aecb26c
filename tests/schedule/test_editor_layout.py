"""A day of the working agenda has its cells: rooms beside each other, overlaps in lanes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from events_svc.web.schedule.editor.layout import Cell, Layout, lay_out

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 8, 26)
NINE = datetime(2026, 8, 26, 1, tzinfo=UTC)
AULA, LAB = 7, 9


def session(start: int, minutes: int, *rooms: int, **more: Any) -> dict[str, Any]:
    begins = NINE + timedelta(minutes=start)
    ends = begins + timedelta(minutes=minutes)
    number = more.pop("id", start * 10_000 + minutes + sum(rooms))
    return {"id": number, "starts_at": begins, "ends_at": ends, "rooms": [*rooms], "is_break": False, **more}  # fmt: skip


def laid(*sessions: dict[str, Any]) -> Layout:
    return lay_out(DAY, sessions, [AULA, LAB], SHANGHAI)


def places(layout: Layout) -> list[tuple[int, ...]]:
    return [(cell.column, cell.row, cell.span) for cell in layout.cells]


def test_all_rooms_have_a_column_and_rows_are_five_minutes() -> None:
    layout = laid(session(0, 30, LAB))
    assert (dict(layout.columns), places(layout)) == ({AULA: 2, LAB: 3}, [(3, 14, 6)])
    assert layout.hours[:2] == [("08:00", 2), ("09:00", 14)]


def test_a_session_in_several_rooms_has_a_copy_in_each_further_one() -> None:
    layout = laid(session(0, 30, LAB, AULA))
    assert [(c.room, c.is_copy) for c in layout.cells] == [(LAB, False), (AULA, True)]


def test_a_break_goes_through_all_rooms_and_what_has_no_room_stands_elsewhere() -> None:
    layout = laid(session(0, 30, is_break=True), session(60, 30))
    assert dict(layout.columns) == {AULA: 2, LAB: 3, 0: 4}
    assert places(layout) == [(0, 14, 6), (4, 26, 6)]


def test_overlaps_share_the_column_in_lanes_and_the_next_one_has_it_alone() -> None:
    layout = laid(session(0, 60, LAB), session(30, 60, LAB), session(60, 15, LAB), session(90, 30, LAB))  # fmt: skip
    assert [(c.lane, c.lanes) for c in layout.cells] == [(1, 2), (2, 2), (1, 2), (1, 1)]


@pytest.mark.parametrize(
    ("start", "minutes", "hours"), [(-180, 60, (6, 20)), (900, 60, (8, 25)), (600, 3000, (8, 28))]
)
def test_the_day_is_as_long_as_its_sessions_and_ends_at_four(
    start: int, minutes: int, hours: tuple[int, int]
) -> None:
    layout = laid(session(start, minutes, LAB))
    assert (layout.first_hour, layout.last_hour) == hours


@given(
    st.lists(
        st.tuples(st.integers(0, 100), st.integers(1, 30), st.sampled_from([AULA, LAB])),
        max_size=12,
    )
)
def test_up_to_four_at_once_never_cover_each_other(drawn: list[tuple[int, int, int]]) -> None:
    rows = [session(s * 5, m * 5, room, id=n) for n, (s, m, room) in enumerate(sorted(drawn))]
    cells = laid(*rows).cells
    assume(all(_at_once(rows, cell.room, row) <= 4 for cell in cells for row in _rows(cell)))
    taken = [(cell.column, row, cell.lane) for cell in cells for row in _rows(cell)]
    assert len(taken) == len({*taken})


def _rows(cell: Cell) -> range:
    return range(cell.row, cell.row + cell.span)


def _at_once(rows: list[dict[str, Any]], room: int, row: int) -> int:
    moment = NINE + (row - 14) * timedelta(minutes=5)
    return sum(o["rooms"] == [room] and o["starts_at"] <= moment < o["ends_at"] for o in rows)
