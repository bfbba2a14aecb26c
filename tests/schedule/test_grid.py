"""A day is laid out by rooms and five-minute rows."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from events_svc.schedule.entries import Item
from events_svc.web.schedule.grid import by_day, day_of, lay_out
from tools.agenda_grid import FILE, sheet

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 8, 26)
NINE = datetime(2026, 8, 26, 1, tzinfo=UTC)


def hall(number: int) -> dict[str, Any]:
    return {"id": number, "position": number, "name": {"en": f"Hall {number}"}}


def item(start: int, minutes: int, room: int | None = 1, **more: Any) -> Item:
    """A session that begins `start` minutes after nine in Shanghai."""
    place = hall(room) if room else None
    begins = NINE + timedelta(minutes=start)
    ends = begins + timedelta(minutes=minutes)
    times = {"starts_at": begins, "ends_at": ends}
    return {**times, "room": place, "more_rooms": [], "is_break": False, **more}  # type: ignore[typeddict-item,return-value]  # whatever the test names


def cells(*items: Item) -> list[tuple[int, int, int]]:
    return [(slot.row, slot.span, slot.column) for slot in lay_out(DAY, items, SHANGHAI).slots]


def test_rows_are_five_minutes_and_columns_are_rooms() -> None:
    assert cells(item(0, 40), item(30, 50, room=2), item(70, 5)) == [
        (2, 8, 2),
        (8, 10, 3),
        (16, 1, 2),
    ]


def test_sessions_that_overlap_in_a_room_stand_side_by_side() -> None:
    grid = lay_out(DAY, [item(0, 60), item(30, 60), item(60, 30), item(0, 60, room=2)], SHANGHAI)
    assert [slot.column for slot in grid.slots] == [2, 3, 2, 4]
    assert [(column.column, column.width) for column in grid.columns] == [(2, 2), (4, 1)]


def test_a_session_shown_in_two_rooms_has_a_cell_in_each() -> None:
    slots = lay_out(DAY, [item(0, 60, more_rooms=[hall(2)])], SHANGHAI).slots
    assert [(slot.column, slot.is_copy) for slot in slots] == [(2, False), (3, True)]


def test_a_break_without_a_room_goes_through_all_rooms() -> None:
    assert cells(item(0, 30), item(30, 30, room=None, is_break=True))[1] == (8, 6, 0)


def test_hours_reach_from_the_first_session_to_the_last() -> None:
    grid = lay_out(DAY, [item(30, 20), item(130, 20)], SHANGHAI)
    assert [(hour.words, hour.row) for hour in grid.hours] == [
        ("09:00", 2),
        ("10:00", 14),
        ("11:00", 26),
    ]


def test_what_begins_before_four_belongs_to_the_evening_before() -> None:
    late = item(17 * 60, 60)  # two at night
    assert day_of(late["starts_at"], SHANGHAI) == DAY
    assert [*by_day([item(0, 60), late, item(20 * 60, 60)], SHANGHAI)] == [DAY, date(2026, 8, 27)]
    assert lay_out(DAY, [late], SHANGHAI).hours[0].words == "02:00"


def test_the_present_moment_has_a_row_only_while_the_grid_lasts() -> None:
    grid = lay_out(DAY, [item(0, 60)], SHANGHAI)
    moments = [
        NINE - timedelta(minutes=1),
        NINE,
        NINE + timedelta(minutes=37),
        NINE + timedelta(hours=1),
    ]
    assert [grid.row_at(moment, SHANGHAI) for moment in moments] == [0, 2, 9, 0]


@given(
    spans=st.lists(
        st.tuples(st.integers(0, 200), st.integers(1, 60), st.integers(1, 4)), max_size=25
    )
)
def test_no_two_sessions_share_a_cell(spans: list[tuple[int, int, int]]) -> None:
    items = [item(start * 5, length * 5, room) for start, length, room in sorted(spans)]
    cells_taken: set[tuple[int, int]] = set()
    for slot in lay_out(DAY, items, SHANGHAI).slots:
        mine = {(slot.column, row) for row in range(slot.row, slot.row + slot.span)}
        assert not mine & cells_taken
        cells_taken |= mine


def test_the_style_sheet_is_what_its_tool_writes() -> None:
    assert FILE.read_text() == sheet()
