"""A day of the agenda as a grid of rooms and five-minute rows. Pure.

Rows and columns count as CSS grid lines do: row 1 holds the names of the rooms, column 1 the hours.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from events_svc.schedule.entries import EntryRoom, Item

STEP = 5  # minutes a row
QUARTER = 15 // STEP
DAY_BEGINS = timedelta(hours=4)  # what is earlier belongs to the evening before
DAY_ENDS = 28 * 60  # minutes after midnight
MOST_COLUMNS = 80  # as many as css/agenda-grid.css knows; beyond them a list is better


@dataclass(frozen=True, slots=True)
class Slot:
    """A session in its cell; `column` is 0 when it goes through all rooms.

    A session that is shown in several rooms has a cell in each; all but the first are copies.
    """

    item: Item
    row: int
    span: int
    column: int
    is_copy: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A session in one of its rooms."""

    item: Item
    room: EntryRoom | None
    is_copy: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A room: `width` columns from `column` on, more than one where sessions overlap."""

    room: EntryRoom | None
    column: int
    width: int


@dataclass(frozen=True, slots=True)
class Hour:
    words: str
    row: int
    span: int


@dataclass(frozen=True, slots=True)
class Grid:
    day: date
    columns: list[Column]
    hours: list[Hour]
    slots: list[Slot]
    first_hour: int

    @property
    def width(self) -> int:
        return sum(column.width for column in self.columns)

    @property
    def is_fine(self) -> bool:
        """Whether a session is so short that rows must be taller."""
        return any(slot.span < QUARTER for slot in self.slots if not slot.item["is_break"])

    def row_at(self, moment: datetime, zone: tzinfo) -> int:
        """The row of an instant; 0 when the grid does not show it."""
        row = _row(_minutes(moment, self.day, zone), self.first_hour)
        last = self.hours[-1].row + self.hours[-1].span if self.hours else 0
        return row if 2 <= row < last else 0


def day_of(moment: datetime, zone: tzinfo) -> date:
    """The day to which a session that begins then belongs."""
    return (moment.astimezone(zone).replace(tzinfo=None) - DAY_BEGINS).date()


def by_day(items: Iterable[Item], zone: tzinfo) -> dict[date, list[Item]]:
    """The sessions of each day, days and sessions in the order of time."""
    days: dict[date, list[Item]] = {}
    for item in items:
        days.setdefault(day_of(item["starts_at"], zone), []).append(item)
    return dict(sorted(days.items()))


def lay_out(day: date, items: Sequence[Item], zone: tzinfo) -> Grid:
    """The grid of the sessions of `day`, hours and rooms only as far as they are needed."""
    shown = [*_shown(items)]
    spans = [
        (_minutes(one.item["starts_at"], day, zone), _minutes(one.item["ends_at"], day, zone))
        for one in shown
    ]
    first = min((start for start, _ in spans), default=0) // 60
    columns, places = _columns(shown)
    slots = []
    for one, (start, end), column in zip(shown, spans, places, strict=True):
        row = _row(start, first)
        span = max(1, -(-(min(end, DAY_ENDS) - start) // STEP))
        slots.append(Slot(one.item, row, span, column, one.is_copy))
    last = -(-min(max((end for _, end in spans), default=0), DAY_ENDS) // 60)
    hours = [_hour(hour, first) for hour in range(first, last)]
    return Grid(day, columns, hours, slots, first)


def _hour(hour: int, first: int) -> Hour:
    return Hour(f"{hour % 24:02}:00", _row(hour * 60, first), 60 // STEP)


def _minutes(moment: datetime, day: date, zone: tzinfo) -> int:
    """Minutes of the wall clock since the midnight with which `day` begins."""
    local = moment.astimezone(zone)
    return (local.date() - day).days * 24 * 60 + local.hour * 60 + local.minute


def _row(minutes: int, first_hour: int) -> int:
    return (minutes - first_hour * 60) // STEP + 2


def _shown(items: Sequence[Item]) -> Iterator[Shown]:
    for item in items:
        yield Shown(item, item["room"])
        yield from (Shown(item, room, is_copy=True) for room in item["more_rooms"])


def _columns(shown: Sequence[Shown]) -> tuple[list[Column], list[int]]:
    """The rooms in their order, and for each session its column.

    Sessions that overlap in a room stand side by side in lanes of it.
    """
    lanes: dict[int, list[datetime]] = {}  # of each room: when each lane is free again
    placed: list[tuple[int, int] | None] = []
    for one in shown:
        placed.append(None if _is_everywhere(one) else _lane(one, lanes))
    rooms = {_key(one.room): one.room for one in shown if not _is_everywhere(one)}
    columns, column = [], 2
    for key in sorted(rooms, key=lambda key: _turn(rooms[key])):
        columns.append(Column(rooms[key], column, len(lanes[key])))
        column += len(lanes[key])
    first = {_key(c.room): c.column for c in columns}
    return columns, [first[p[0]] + p[1] if p else 0 for p in placed]


def _lane(one: Shown, lanes: dict[int, list[datetime]]) -> tuple[int, int]:
    key = _key(one.room)
    free_at = lanes.setdefault(key, [])
    for lane, end in enumerate(free_at):
        if end <= one.item["starts_at"]:
            free_at[lane] = one.item["ends_at"]
            return key, lane
    free_at.append(one.item["ends_at"])
    return key, len(free_at) - 1


def _is_everywhere(one: Shown) -> bool:
    return one.item["is_break"] and one.room is None


def _key(room: EntryRoom | None) -> int:
    return room["id"] if room else 0


def _turn(room: EntryRoom | None) -> tuple[int, int]:
    return (room["position"], room["id"]) if room else (10**9, 0)
