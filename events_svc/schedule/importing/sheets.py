"""Rows of cells, wherever they come from: what a table is made of before anybody understands it."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

Cell = str | float | date | datetime | time  # an empty cell is an empty string


@dataclass(slots=True)
class Row:
    """A row as its author numbers it; `merged` are columns that only continue the row above."""

    number: int
    cells: list[Cell]
    merged: set[int] = field(default_factory=set)

    @property
    def filled(self) -> list[Cell]:
        """The cells that say something of their own."""
        return [cell for at, cell in enumerate(self.cells) if cell != "" and at not in self.merged]


@dataclass(slots=True)
class Sheet:
    name: str  # empty for a file that has only one
    rows: list[Row]
    encoding: str = ""  # where it was guessed


def letter(column: int) -> str:
    """`A` for 0, `AA` for 26: how people find a column."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
