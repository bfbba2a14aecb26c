"""How a badge looks, as data: its size, and the parts that stand on it, in millimetres. Pure."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from events_svc.badges.errors import PartOutside

SMALLEST, LARGEST = 30.0, 300.0  # sides of a badge
MOST_PARTS = 24
ROOM = 0.05  # millimetres by which a part may lie over the edge: what rounding makes

Side = Annotated[float, Meta(ge=SMALLEST, le=LARGEST)]
Millimetres = Annotated[float, Meta(ge=0, le=LARGEST)]
Points = Annotated[float, Meta(ge=4, le=200)]
Colour = Annotated[str, Meta(pattern=r"^#[0-9a-fA-F]{6}\Z")]


class Kind(StrEnum):
    NAME = "name"
    ORGANISATION = "organisation"
    TYPE = "type"
    SEAT = "seat"
    NUMBER = "number"
    EVENT = "event"
    ANSWER = "answer"  # to a question of the tickets, as a job title
    WORDS = "words"  # the organiser's own, the same on every badge
    CODE = "code"
    LOGO = "logo"
    BAND = "band"  # a ground in one colour
    RULE = "rule"


class Weight(StrEnum):
    REGULAR = "regular"
    BOLD = "bold"


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Ink(StrEnum):
    INK = "ink"
    SOFT = "soft"
    TYPE = "type"  # the colour of the ticket type
    ON_TYPE = "on_type"  # what reads on that colour


class Fold(StrEnum):
    NONE = "none"
    LINE = "line"  # a dashed line across the middle
    TWICE = "twice"  # twice as high: behind the fold the same again, upside down


class Paper(StrEnum):
    EACH = "each"  # every badge on a page of its size
    A4 = "a4"  # as many as fit on each page of A4, to be cut or peeled


class Part(msgspec.Struct, frozen=True):
    """One thing on the badge and the box in which it stands. Words keep within: too long, they shrink."""

    kind: Kind
    x: Millimetres
    y: Millimetres
    width: Millimetres
    height: Millimetres
    size: Points = 12.0
    weight: Weight = Weight.REGULAR
    align: Align = Align.LEFT
    ink: Ink = Ink.INK
    words: Annotated[str, Meta(max_length=200)] = ""
    question: int | None = None

    @property
    def box(self) -> tuple[float, float, float, float]:
        return self.x, self.y, self.width, self.height


class Layout(msgspec.Struct, frozen=True):
    """A badge: `colours` by id of the ticket type, as a string, because it is kept as JSON."""

    width: Side
    height: Side
    parts: Annotated[tuple[Part, ...], Meta(max_length=MOST_PARTS)]
    fold: Fold = Fold.NONE
    paper: Paper = Paper.EACH
    colours: dict[str, Colour] = {}

    @property
    def page(self) -> tuple[float, float]:
        """How much paper one badge takes."""
        return self.width, self.height * (2 if self.fold is Fold.TWICE else 1)

    def colour(self, type_id: int) -> str:
        """The colour of a ticket type: the one that was chosen, else one of ours, always the same."""
        return self.colours.get(str(type_id)) or PALETTE[type_id % len(PALETTE)]

    def questions(self) -> set[int]:
        """The questions whose answers stand on it."""
        return {part.question for part in self.parts if part.question is not None}


PALETTE = ("#a8321f", "#1f4e8c", "#2c6e49", "#7a4a9e", "#9a6a00", "#0f6f7c")


def check(layout: Layout) -> Layout:
    """The layout; raises PartOutside, naming the first part that lies over the edge of the badge."""
    for number in outside(layout):
        raise PartOutside(number)
    return layout


def outside(layout: Layout) -> Iterator[int]:
    """The numbers, from one, of the parts that lie over the edge."""
    for number, part in enumerate(layout.parts, 1):
        right, below = part.x + part.width, part.y + part.height
        if right > layout.width + ROOM or below > layout.height + ROOM:
            yield number
