"""The parts of a badge, put on whatever is drawn upon: a PDF to print, a picture to look at. Pure."""

from collections.abc import Iterator
from typing import Protocol

from events_svc.badges.layout import Align, Ink, Kind, Layout, Paper, Part
from events_svc.documents.facts import Badge
from events_svc.events.colour import ink_on, legible

Box = tuple[float, float, float, float]
A4 = (210.0, 297.0)
_PAPER = "#ffffff"


class Canvas(Protocol):
    """What a badge is drawn upon; all sides in millimetres, colours as `#rrggbb`."""

    def words(self, text: str, box: Box, part: Part, colour: str) -> None:
        """Write within the box, as high as wide; in its middle from top to bottom."""

    def fill(self, box: Box, colour: str) -> None:
        """A ground."""

    def rule(self, box: Box, colour: str) -> None:
        """A line along the upper edge of the box."""

    def code(self, text: str, box: Box) -> None:
        """A QR code as large as fits, in the middle."""

    def logo(self, box: Box, align: Align) -> None:
        """The organiser's logo as large as fits, if there is one."""


def draw(canvas: Canvas, layout: Layout, badge: Badge, at: tuple[float, float]) -> None:
    """Put all parts on the canvas; `at` is the upper left corner of the badge."""
    for part in layout.parts:
        box = (part.x + at[0], part.y + at[1], part.width, part.height)
        _draw(canvas, part, badge, box)


def _draw(canvas: Canvas, part: Part, badge: Badge, box: Box) -> None:
    colour = _colour(part.ink, badge)
    if part.kind is Kind.BAND:
        canvas.fill(box, colour)
    elif part.kind is Kind.RULE:
        canvas.rule(box, colour)
    elif part.kind is Kind.CODE:
        canvas.code(badge.code, box)
    elif part.kind is Kind.LOGO:
        canvas.logo(box, part.align)
    elif words := badge.words(part):
        canvas.words(
            words, box, part, legible(colour, (_PAPER,)) if part.ink is Ink.TYPE else colour
        )


def _colour(ink: Ink, badge: Badge) -> str:
    if ink is Ink.TYPE:
        return badge.colour
    if ink is Ink.ON_TYPE:
        return ink_on(badge.colour)
    return {Ink.INK: "#1d1b18", Ink.SOFT: "#6a655d"}[ink]


def places(layout: Layout) -> list[tuple[float, float]]:
    """Where on a page of A4 badges lie side by side, in its middle; [] when one has a page of its own."""
    width, height = layout.page
    columns, rows = int(A4[0] // width), int(A4[1] // height)
    if layout.paper is Paper.EACH or not columns or not rows:
        return []
    left, top = (A4[0] - columns * width) / 2, (A4[1] - rows * height) / 2
    return [
        (left + column * width, top + row * height)
        for row in range(rows)
        for column in range(columns)
    ]


def spread(count: int, layout: Layout) -> Iterator[tuple[int, tuple[float, float]]]:
    """For each of so many badges its place in the file: (page, upper left corner)."""
    found = places(layout) or [(0.0, 0.0)]
    for number in range(count):
        page, place = divmod(number, len(found))
        yield page, found[place]


def within(box: Box, proportion: float, align: Align = Align.CENTRE) -> Box:
    """The largest box of a proportion (width to height) in this one, at its middle or a side."""
    x, y, width, height = box
    wide = min(width, height * proportion)
    high = wide / proportion
    free = {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}[align] * (width - wide)
    return x + free, y + (height - high) / 2, wide, high
