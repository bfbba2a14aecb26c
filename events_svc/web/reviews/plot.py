"""How the averages of a call are distributed, as shapes for the plot's template. Pure but for words."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from events_svc.reviews import figures
from events_svc.web.i18n import gettext, ngettext

WIDTH, HEIGHT = 720, 150
_LEFT, _BOTTOM, _TOP = 48, 22, 10


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the plot; `words` is what a pointer over it reads."""

    x: float
    y: float
    width: float
    height: float
    words: str
    css: str = "a"


@dataclass(frozen=True, slots=True)
class Mark:
    """A word on an axis; with `line` a hairline across the plot at its height."""

    x: float
    y: float
    words: str
    anchor: str = "middle"
    line: bool = False


@dataclass(frozen=True, slots=True)
class Distribution:
    """A plot as `layouts/_plot.html` draws it, with the table behind it."""

    title: str
    source: str
    head: Sequence[str]
    table: Sequence[Sequence[str]]
    rects: Sequence[Bar]
    ticks: Sequence[Mark]
    width: int = WIDTH
    height: int = HEIGHT
    area: str = ""
    key: Sequence[tuple[str, str]] = field(default_factory=list)


def distribution(averages: Sequence[float]) -> Distribution:
    """How many proposals have which average, by tens of points."""
    counts = figures.histogram(averages)
    top = max(*counts, 1)
    step = (WIDTH - _LEFT) / len(counts)
    size = figures.FULL // len(counts)
    ranges = [f"{at * size}–{(at + 1) * size}" for at in range(len(counts))]
    bars = [
        _bar(_LEFT + at * step, step, count / top, f"{ranges[at]}: {count}")
        for at, count in enumerate(counts)
    ]
    below = [
        Mark(_LEFT + at * step + step / 2, HEIGHT - 6, ranges[at]) for at in range(len(counts))
    ]
    return Distribution(
        title=gettext("How the scores are distributed"),
        source=ngettext(
            "%(num)d proposal with a score, points from 0 to 100",
            "%(num)d proposals with a score, points from 0 to 100",
            len(averages),
        )
        % {"num": len(averages)},
        head=[gettext("Points"), gettext("Proposals")],
        table=[[one, str(count)] for one, count in zip(ranges, counts, strict=True)],
        rects=bars,
        ticks=[*_axis(top), *below],
    )


def _bar(x: float, step: float, part: float, words: str) -> Bar:
    height = part * (HEIGHT - _BOTTOM - _TOP)
    y = HEIGHT - _BOTTOM - height
    return Bar(
        round(x + step * 0.08, 1), round(y, 1), round(step * 0.84, 1), round(height, 1), words
    )


def _axis(top: int) -> list[Mark]:
    values = sorted({0, top})
    height = HEIGHT - _BOTTOM - _TOP
    return [
        Mark(_LEFT - 6, round(HEIGHT - _BOTTOM - value / top * height, 1), str(value), "end", True)
        for value in values
    ]
