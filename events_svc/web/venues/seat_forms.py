"""Plans of seats as people and programs write them: documents of JSON, and forms of rows."""

import string
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec

from events_svc.web.fields import Lines
from venues.drawing import FURTHEST, MOST_CATEGORIES, MOST_SEATS, Rows, Tables
from venues.plan import Plan, Spot
from venues.seats import Drawing

NAMED = r"^[^\x00-\x1f\x7f~]*\Z"
Zone = Annotated[str, msgspec.Meta(max_length=80, pattern=NAMED)]
Row = Annotated[str, msgspec.Meta(min_length=1, max_length=20, pattern=NAMED)]
Key = Annotated[str, msgspec.Meta(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_-]+\Z")]
Number = Annotated[int, msgspec.Meta(ge=0, le=9999)]
Place = Annotated[int, msgspec.Meta(ge=-FURTHEST, le=FURTHEST)]
Few = Annotated[int, msgspec.Meta(ge=1, le=100)]
Length = Annotated[int, msgspec.Meta(ge=1, le=200)]


class SeatDrawn(msgspec.Struct):
    """A seat of a plan; with its `id` it may be called otherwise, without it is known by its name."""

    row: Row
    number: Number
    category: Key
    x: Place
    y: Place
    zone: Zone = ""
    id: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)] = 0


class SeatCategory(msgspec.Struct):
    """A category of seats; its colour is that of its place in the list."""

    key: Key
    name: Lines


class SeatPlan(msgspec.Struct):
    """A plan of seats: the stage is above y = 0, and neighbours are 24 apart."""

    categories: Annotated[
        list[SeatCategory], msgspec.Meta(min_length=1, max_length=MOST_CATEGORIES)
    ]
    seats: Annotated[list[SeatDrawn], msgspec.Meta(max_length=MOST_SEATS)]

    def drawing(self) -> Drawing:
        """The plan as `venues` draws it."""
        spots = [
            Spot(one.id, one.zone, one.row, one.number, one.category, one.x, one.y)
            for one in self.seats
        ]
        return Drawing([msgspec.to_builtins(one) for one in self.categories], spots)


class PlanForm(msgspec.Struct):
    """A new plan of a room."""

    name: Lines
    room_id: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]


class DrawingForm(msgspec.Struct):
    """The whole plan as JSON, drawn on that revision."""

    plan: Annotated[str, msgspec.Meta(max_length=2_000_000)]
    revision: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]


class RowsForm(msgspec.Struct):
    """Rows, or tables, behind those that are there."""

    first: Row
    count: Few
    seats: Length
    category: Key
    revision: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
    zone: Zone = ""
    shape: Literal["rows", "tables"] = "rows"
    growth: Annotated[int, msgspec.Meta(ge=-20, le=20)] = 0
    curve: Annotated[int, msgspec.Meta(ge=0, le=300)] = 0
    from_right: bool = False

    def wish(self) -> Rows | Tables:
        """What is to be drawn."""
        if self.shape == "tables":
            return Tables(self.zone, self.first, self.count, self.seats, self.category)
        plain = (self.zone, self.first, self.count, self.seats, self.category)
        return Rows(*plain, growth=self.growth, curve=self.curve, from_right=self.from_right)


class NamesForm(msgspec.Struct):
    """The names of a plan and its categories stand on that revision."""

    revision: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]


class RowForm(msgspec.Struct):
    """One row that changes: `at` is the place in the plan's list of rows."""

    at: Annotated[int, msgspec.Meta(ge=0, le=MOST_SEATS)]
    row: Row
    category: Key
    revision: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
    act: Literal["change", "remove"] = "change"
    first_number: Number = 1
    zone: Zone = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A plan as it is drawn where nothing is sold."""

    plan: Plan
    taken: frozenset[int] = frozenset()

    @property
    def rows(self) -> list[list[Spot]]:
        return self.plan.rows

    def tone(self, spot: Spot) -> int:
        """The place of the seat's category in the list, from 1."""
        keys = [one["key"] for one in self.plan.categories]
        return keys.index(spot.category) + 1 if spot.category in keys else 0


def document(plan: Plan) -> dict[str, Any]:
    """The plan as JSON tells it; it can be read again."""
    return {
        "categories": [dict(one) for one in plan.categories],
        "seats": [
            {
                "id": one.id,
                "zone": one.zone,
                "row": one.row,
                "number": one.number,
                "category": one.category,
                "x": one.x,
                "y": one.y,
            }
            for one in plan.spots
        ],
    }


def free_key(plan: Plan) -> str:
    """The key of one more category."""
    taken = {str(one["key"]) for one in plan.categories}
    return next(one for one in string.ascii_lowercase if one not in taken)
