"""What stands in a printed report, in one language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

Bar = tuple[float, float, float, float, str]  # x, y, width, height, colour's letter
Mark = tuple[
    float, float, str, str, bool
]  # x, y, words, anchor, whether a line stands at its height


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, its name, its definition's label, and what else is said below it."""

    name: str
    value: str
    label: str
    more: str
    method: str
    rows: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The shapes of a plot in its own units; `area`: the corners of a filled line."""

    title: str
    source: str
    width: float
    height: float
    bars: Sequence[Bar]
    marks: Sequence[Mark]
    area: Sequence[tuple[float, float]]
    key: Sequence[tuple[str, str]]  # colour's letter, words


@dataclass(frozen=True, slots=True)
class Table:
    """Words in rows; `numbers` has the number of a cell where it is one."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: Sequence[Sequence[float | None]]
    numeric: frozenset[int]


@dataclass(frozen=True, slots=True)
class Words:
    """The headings of the parts, in the language of the document."""

    figures: str
    definitions: str
    proof: str
    how: str  # to check it
    page: str  # with {number}
    draft: str  # says that it is not frozen, else empty
    columns: Sequence[str]  # figure, value, definition, method, rows


@dataclass(frozen=True, slots=True)
class PrintedReport:
    """A whole report. `url`: where it can be checked, drawn as a code; none for what is not frozen."""

    title: str
    kind: str
    lines: Sequence[str]
    sentence: str
    door: str
    head: Sequence[Figure]
    every: Sequence[Figure]
    drawings: Sequence[Drawing]
    tables: Sequence[Table]
    definitions: Sequence[tuple[str, str, str]]  # name and label, words, method
    proof: Sequence[tuple[str, str]]
    url: str
    words: Words
    at: datetime
    accent: str = "#a8321f"
