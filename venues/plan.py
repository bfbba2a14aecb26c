"""A plan of seats as drawings and choices read it. What is read of a revision is kept: it never changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby, pairwise
from math import hypot
from typing import Any
from uuid import UUID

from venues.seat_models import Seat, SeatMap

KEPT = 32  # plans in memory
BESIDE = 24  # from the middle of a seat to the name of its row
AISLE = 1.75  # neighbours further apart than so many times the usual have an aisle between them


@dataclass(frozen=True, slots=True)
class Spot:
    """A seat: where it is in the plan and how it is called."""

    id: int
    zone: str
    row: str
    number: int
    category: str
    x: int
    y: int


@dataclass(frozen=True)
class Plan:
    """The seats of a map that are there, in the order of zone, row and number."""

    map_id: int
    name: dict[str, str]
    width: int
    height: int
    categories: tuple[dict[str, Any], ...]
    spots: tuple[Spot, ...] = field(repr=False)

    @cached_property
    def by_id(self) -> dict[int, Spot]:
        return {spot.id: spot for spot in self.spots}

    @cached_property
    def rows(self) -> list[list[Spot]]:
        """The seats by row, each in the order of its numbers."""
        return [[*spots] for _, spots in groupby(self.spots, lambda one: (one.zone, one.row))]

    def label(self, row: Sequence[Spot]) -> tuple[int, int]:
        """Where the name of a row stands: beside its first seat, in the middle of a table."""
        first, last = row[0], row[-1]
        middle = round(sum(s.x for s in row) / len(row)), round(sum(s.y for s in row) / len(row))
        radius = hypot(first.x - middle[0], first.y - middle[1])
        if len(row) > 3 and _apart(first, last) < 1.5 * radius:  # it comes back to where it began
            return middle
        return first.x + (-BESIDE if first.x <= last.x else BESIDE), first.y

    @cached_property
    def stretches(self) -> list[list[Spot]]:
        """Seats that stand side by side: rows, cut where numbers leap or an aisle goes through."""
        return [stretch for row in self.rows for stretch in _cut(row)]

    @cached_property
    def stretch_of(self) -> dict[int, int]:
        """Where in `stretches` each seat is."""
        return {spot.id: at for at, some in enumerate(self.stretches) for spot in some}

    @cached_property
    def away(self) -> dict[int, float]:
        """How far each seat is from the best one: in the middle of the first row."""
        front = min((spot.y for spot in self.spots), default=0)
        return {s.id: hypot(s.x - self.width / 2, s.y - front) for s in self.spots}


async def plan_of(map_id: int, guid: UUID | str, revision: int) -> Plan:
    """The plan of this map, which is known to be at this revision."""
    key = (str(guid), revision)
    if key not in _kept:
        _kept[key] = await _read(map_id)
        while len(_kept) > KEPT:
            del _kept[next(iter(_kept))]
    return _kept[key]


async def _read(map_id: int) -> Plan:
    seat_map = await SeatMap.get(id=map_id)
    columns = ("id", "zone", "row", "number", "category", "x", "y")
    found = Seat.filter(seat_map_id=map_id, is_removed=False).values_list(*columns)
    return planned(seat_map, [Spot(*row) for row in await found])


def planned(seat_map: SeatMap, spots: Iterable[Spot]) -> Plan:
    """These seats as the plan of `seat_map`."""
    return Plan(
        map_id=seat_map.id,
        name=seat_map.name,
        width=seat_map.width,
        height=seat_map.height,
        categories=tuple(seat_map.categories),
        spots=tuple(sorted(spots, key=lambda one: (one.zone, _natural(one.row), one.number))),
    )


def _natural(row: str) -> tuple[bool, int, str]:
    """Row 10 comes after row 9, A after all numbers, and AA after Z."""
    is_named = not row.isdecimal()
    return is_named, len(row) if is_named else int(row), row


def _cut(row: Sequence[Spot]) -> list[list[Spot]]:
    usual = min((_apart(one, other) for one, other in pairwise(row)), default=0.0)
    stretches = [[row[0]]]
    for one, other in pairwise(row):
        is_beside = other.number == one.number + 1 and _apart(one, other) <= AISLE * usual
        if is_beside:
            stretches[-1].append(other)
        else:
            stretches.append([other])
    return stretches


def _apart(one: Spot, other: Spot) -> float:
    return hypot(one.x - other.x, one.y - other.y)


_kept: dict[tuple[str, int], Plan] = {}
