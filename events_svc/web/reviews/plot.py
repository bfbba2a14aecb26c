"""How the averages of a call are distributed, as shapes for the plot's template. Pure but for words."""

from collections.abc import Sequence

from events_svc.reviews import figures
from events_svc.web.i18n import gettext, ngettext
from events_svc.web.plots import Plot, Rect, Tick

WIDTH, HEIGHT = 720, 150
_LEFT, _BOTTOM, _TOP = 48, 22, 10


def distribution(averages: Sequence[float]) -> Plot:
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
        Tick(_LEFT + at * step + step / 2, HEIGHT - 6, ranges[at], "middle")
        for at in range(len(counts))
    ]
    return Plot(
        width=WIDTH,
        height=HEIGHT,
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


def _bar(x: float, step: float, part: float, words: str) -> Rect:
    height = part * (HEIGHT - _BOTTOM - _TOP)
    y = HEIGHT - _BOTTOM - height
    return Rect(
        round(x + step * 0.08, 1), round(y, 1), round(step * 0.84, 1), round(height, 1), "a", words
    )


def _axis(top: int) -> list[Tick]:
    values = sorted({0, top})
    height = HEIGHT - _BOTTOM - _TOP
    return [
        Tick(_LEFT - 6, round(HEIGHT - _BOTTOM - value / top * height, 1), str(value), "end", True)
        for value in values
    ]
