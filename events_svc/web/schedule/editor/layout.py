"""A day of the working agenda in its cells: a column a room, a row five minutes. Pure.

Rows and columns count as CSS grid lines do: row 1 holds the names of the rooms, column 1 the hours.
Sessions that overlap in a room stand in lanes of its column.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

STEP = 5  # minutes a row
FIRST_ROW = 2
USUAL_HOURS = (8, 20)
EARLIEST, LATEST = 4, 28  # hours of a day
MOST_LANES = 4
ELSEWHERE = 0

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """A session in one of its rooms (copies in the others); column 0: it goes through all rooms."""

    session: Row
    room: int
    column: int
    row: int
    span: int
    lane: int = 1
    lanes: int = 1
    is_copy: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """`columns` of the rooms by their ids, ELSEWHERE among them where it is needed."""

    columns: Mapping[int, int]
    cells: Sequence[Cell]
    first_hour: int
    last_hour: int

    @property
    def hours(self) -> list[tuple[str, int]]:
        """The words of each hour, and its row."""
        return [
            (f"{hour % 24:02}:00", row_of(hour * 60, self.first_hour))
            for hour in range(self.first_hour, self.last_hour)
        ]


def lay_out(day: date, sessions: Sequence[Row], rooms: Sequence[int], zone: tzinfo) -> Layout:
    """The cells of the day's sessions, which come in the order of time."""
    spans = {row["id"]: _span(row, day, zone) for row in sessions}
    first = min([USUAL_HOURS[0], *(start // 60 for start, _ in spans.values())])
    last = max([USUAL_HOURS[1], *(-(-end // 60) for _, end in spans.values())])
    shown = [*rooms, *([ELSEWHERE] if any(_is_elsewhere(row) for row in sessions) else [])]
    columns = {room: number for number, room in enumerate(shown, 2)}
    cells = [cell for row in sessions for cell in _cells(row, spans[row["id"]], columns, first)]
    return Layout(columns, _in_lanes(cells), first, last)


def row_of(minutes: int, first_hour: int) -> int:
    """The row in which these minutes after the midnight of the day stand."""
    return (minutes - first_hour * 60) // STEP + FIRST_ROW


def _span(row: Row, day: date, zone: tzinfo) -> tuple[int, int]:
    start = max(_minutes(row["starts_at"], day, zone), EARLIEST * 60)
    return start, min(max(start + STEP, _minutes(row["ends_at"], day, zone)), LATEST * 60)


def _minutes(moment: datetime, day: date, zone: tzinfo) -> int:
    """Minutes of the wall clock since the midnight with which `day` begins."""
    local = moment.astimezone(zone).replace(tzinfo=None)
    return (local - datetime.combine(day, datetime.min.time())) // timedelta(minutes=1)


def _is_elsewhere(row: Row) -> bool:
    return not row["rooms"] and not row["is_break"]


def _cells(
    row: Row, span: tuple[int, int], columns: Mapping[int, int], first_hour: int
) -> Iterator[Cell]:
    start, end = span
    at = row_of(start, first_hour)
    length = max(1, -(-(end - start) // STEP))
    if not row["rooms"]:
        everywhere = 0 if row["is_break"] else columns[ELSEWHERE]
        yield Cell(row, ELSEWHERE, everywhere, at, length)
    for number, room in enumerate(row["rooms"]):
        yield Cell(row, room, columns[room], at, length, is_copy=number > 0)


def _in_lanes(cells: Sequence[Cell]) -> list[Cell]:
    """The same cells, those that overlap in a column side by side."""
    placed: list[Cell] = []
    for column in {cell.column: None for cell in cells}:
        own = sorted((cell for cell in cells if cell.column == column), key=lambda cell: cell.row)
        for group in _groups(own):
            placed += _side_by_side(group) if column else group
    return placed


def _groups(cells: Sequence[Cell]) -> Iterator[list[Cell]]:
    """The cells of a column in groups that do not touch each other."""
    group: list[Cell] = []
    until = 0
    for cell in cells:
        if group and cell.row >= until:
            yield group
            group = []
        group.append(cell)
        until = max(until if len(group) > 1 else 0, cell.row + cell.span)
    if group:
        yield group


def _side_by_side(group: Sequence[Cell]) -> list[Cell]:
    free_at: list[int] = []
    lanes = []
    for cell in group:
        lane = next((n for n, row in enumerate(free_at) if row <= cell.row), len(free_at))
        free_at[lane : lane + 1] = [cell.row + cell.span]
        lanes.append(lane)
    count = min(len(free_at), MOST_LANES)
    return [
        replace(cell, lane=lane % MOST_LANES + 1, lanes=count)
        for cell, lane in zip(group, lanes, strict=True)
    ]
