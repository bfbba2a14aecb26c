"""Plots as shapes for SVG: bars over days, bars over items, a curve over time. Pure; words come along."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

WIDTH, HEIGHT = 720, 190
NARROW = 480  # of two that stand side by side
_LEFT, _BOTTOM, _TOP = 48, 22, 20
_ROW, _NAMES, _WIDEST = 26, 220, 72


@dataclass(frozen=True, slots=True)
class Rect:
    """A bar; `css` its class, `words` what a pointer over it reads."""

    x: float
    y: float
    width: float
    height: float
    css: str
    words: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A word on an axis; with `line`, a hairline across the plot at its height."""

    x: float
    y: float
    words: str
    anchor: str = "end"
    line: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """A point worth a word, which stands above it."""

    x: float
    y: float
    words: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Plot:
    """The shapes of a plot, its key, and the table behind it."""

    title: str
    source: str
    width: int
    height: int
    head: Sequence[str]
    table: Sequence[Sequence[str]]
    rects: list[Rect] = field(default_factory=list)
    ticks: list[Tick] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    area: str = ""
    key: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One bar: its name, and its parts as class and value, from the axis outwards."""

    name: str
    parts: Sequence[tuple[str, int]]

    @property
    def total(self) -> int:
        return sum(value for _, value in self.parts)


def standing(columns: Sequence[Column], plot: Plot) -> Plot:
    """Bars that stand side by side: at most a dozen names below them."""
    top = rounded(max((column.total for column in columns), default=0))
    step = (plot.width - _LEFT) / max(len(columns), 1)
    every = -(-len(columns) // 8)
    _axis(plot, top)
    for place, column in enumerate(columns):
        x, below = _LEFT + place * step, 0
        for css, value in column.parts:
            y, height = (
                _y(plot, below + value, top),
                _y(plot, below, top) - _y(plot, below + value, top),
            )
            wide = min(step * 0.8, _WIDEST)
            words = f"{column.name}: {value:,}"
            bar = Rect(_r(x + (step - wide) / 2), y, _r(wide), _r(height), css, words)
            plot.rects.append(bar)
            below += value
        if place % every == 0:
            plot.ticks.append(Tick(_r(x + step / 2), plot.height - 6, column.name, "middle"))
    return plot


def lying(columns: Sequence[Column], plot: Plot) -> Plot:
    """Bars that lie below each other, each behind its name."""
    top = max((column.total for column in columns), default=0) or 1
    for place, column in enumerate(columns):
        y, x = place * _ROW, float(_NAMES)
        plot.ticks.append(Tick(_NAMES - 8, y + _ROW * 0.62, _short(column.name)))
        for css, value in column.parts:
            width = _r(value / top * (plot.width - _NAMES - 64))
            plot.rects.append(
                Rect(_r(x), y + 5, width, _ROW - 10, css, f"{column.name}: {value:,}")
            )
            x += width
        plot.ticks.append(Tick(_r(x + 6), y + _ROW * 0.62, f"{column.total:,}", "start"))
    return plot


def rows_high(columns: Sequence[Column]) -> int:
    """The height of a plot of lying bars."""
    return max(len(columns), 1) * _ROW


def curve(points: Sequence[tuple[datetime, int]], plot: Plot, names: Sequence[str]) -> Plot:
    """An area under a stepped line; `names` one a point, of which at most eight are written."""
    values = [value for _, value in points]
    top = rounded(max(values, default=0))
    _axis(plot, top)
    return _stepped(values, plot, names, top=top)


def shares(values: Sequence[float], plot: Plot, names: Sequence[str]) -> Plot:
    """The same for shares of one, on an axis up to 100 %."""
    for part in (0, 0.5, 1):
        plot.ticks.append(Tick(_LEFT - 6, _y(plot, part, 1), f"{part:.0%}", "end", line=True))
    return _stepped(values, plot, names, top=1)


def _stepped(values: Sequence[float], plot: Plot, names: Sequence[str], *, top: float) -> Plot:
    step = (plot.width - _LEFT) / max(len(values), 1)
    every = -(-len(values) // 8)
    path = [f"M{_LEFT} {_y(plot, 0, top)}"]
    for place, value in enumerate(values):
        x = _LEFT + place * step
        path.append(f"L{_r(x)} {_y(plot, value, top)}H{_r(x + step)}")
        if place % every == 0:
            plot.ticks.append(Tick(_r(x), plot.height - 6, names[place], "start"))
    path.append(f"L{_r(_LEFT + len(values) * step)} {_y(plot, 0, top)}Z")
    return replace(plot, area="".join(path))


def marked(plot: Plot, values: Sequence[int], words: str) -> Plot:
    """A stepped plot with a dot at the first of its largest values."""
    place = values.index(max(values))
    x = _LEFT + (place + 0.5) * (plot.width - _LEFT) / len(values)
    side = "start" if x < plot.width / 4 else "end" if x > plot.width * 3 / 4 else "middle"
    plot.dots.append(Dot(_r(x), _y(plot, max(values), rounded(max(values))), words, side))
    return plot


def rounded(value: int) -> int:
    """The next 1, 2 or 5 with zeros, for the top of an axis."""
    size = 1
    while True:
        for factor in (1, 2, 5):
            if value <= factor * size:
                return factor * size
        size *= 10


def _axis(plot: Plot, top: int) -> None:
    for value in sorted({0, top // 2, top}):  # nobody is half a person
        plot.ticks.append(Tick(_LEFT - 6, _y(plot, value, top), f"{value:,}", "end", line=True))


def _y(plot: Plot, value: float, top: float) -> float:
    return _r(plot.height - _BOTTOM - value / top * (plot.height - _BOTTOM - _TOP))


def _r(value: float) -> float:
    return round(value, 1)


def _short(name: str) -> str:
    wide = 0
    for place, char in enumerate(name):
        wide += 2 if ord(char) > 0x2E80 else 1
        if wide > 26:
            return name[:place] + "…"
    return name
