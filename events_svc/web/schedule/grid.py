"""A day of the agenda as a grid of rooms and five-minute rows. Pure.

Rows and columns count as CSS grid lines do: row 1 holds the names of the rooms, column 1 the hours.
"""

from collections.abc import Iterable, Sequence
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
    """A session in its cell; `column` is 0 when it goes through all rooms."""

    item: Item
    row: int
    span: int
    column: int


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
    spans = [
        (_minutes(i["starts_at"], day, zone), _minutes(i["ends_at"], day, zone)) for i in items
    ]
    first = min((start for start, _ in spans), default=0) // 60
    columns, places = _columns(items)
    slots = []
    for item, (start, end), column in zip(items, spans, places, strict=True):
        row = _row(start, first)
        span = max(1, -(-(min(end, DAY_ENDS) - start) // STEP))
        slots.append(Slot(item, row, span, column))
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


def _columns(items: Sequence[Item]) -> tuple[list[Column], list[int]]:
    """The rooms in their order, and for each session its column.

    Sessions that overlap in a room stand side by side in lanes of it.
    """
    lanes: dict[int, list[datetime]] = {}  # of each room: when each lane is free again
    placed: list[tuple[int, int] | None] = []
    for item in items:
        placed.append(None if _is_everywhere(item) else _lane(item, lanes))
    rooms = {_key(item): item["room"] for item in items if not _is_everywhere(item)}
    columns, column = [], 2
    for key in sorted(rooms, key=lambda key: _turn(rooms[key])):
        columns.append(Column(rooms[key], column, len(lanes[key])))
        column += len(lanes[key])
    first = {_room_key(c.room): c.column for c in columns}
    return columns, [first[p[0]] + p[1] if p else 0 for p in placed]


def _lane(item: Item, lanes: dict[int, list[datetime]]) -> tuple[int, int]:
    free_at = lanes.setdefault(_key(item), [])
    for lane, end in enumerate(free_at):
        if end <= item["starts_at"]:
            free_at[lane] = item["ends_at"]
            return _key(item), lane
    free_at.append(item["ends_at"])
    return _key(item), len(free_at) - 1


def _is_everywhere(item: Item) -> bool:
    return item["is_break"] and item["room"] is None


def _key(item: Item) -> int:
    return _room_key(item["room"])


def _room_key(room: EntryRoom | None) -> int:
    return room["id"] if room else 0


def _turn(room: EntryRoom | None) -> tuple[int, int]:
    return (room["position"], room["id"]) if room else (10**9, 0)
