"""Arrivals as plots: who was let in, minute by minute, by gate and by ticket type. Pure, but for words."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from events_svc.checkin.tally import Tally
from events_svc.web import plots
from events_svc.web.i18n import gettext, ngettext
from events_svc.web.plots import Column, Plot

MOST_BARS = 72
STEPS = (1, 2, 5, 10, 15, 30, 60)  # minutes
CLASSES = "abcde"  # the first five have a colour of their own
OTHERS = "f"

GATE, TYPE = 1, 2


@dataclass(frozen=True, slots=True)
class Shown:
    """Of which gates (the entrances) a plot tells, and the names of all gates or types, in their order."""

    entrances: Collection[int]
    names: Mapping[int, str]
    by: int


def arrivals(tally: Tally, zone: str, shown: Shown) -> Plot | None:
    """A plot of the last day on which somebody came in, by GATE or by TYPE; None when nobody did.

    Lists of lunch and sessions are no entrances: who goes there has arrived already.
    """
    local = ZoneInfo(zone)
    came = [
        (place[0].astimezone(local), place[1] if shown.by == GATE else place[2], count)
        for place, count in tally.entered.items()
        if place[1] in shown.entrances
    ]
    last = max((at.date() for at, _, _ in came), default=None)
    today: Counter[tuple[datetime, int]] = Counter()
    for at, key, count in came:
        if at.date() == last:
            today[at, key] += count
    return _drawn(today, shown.names, title=_title(shown.by)) if today else None


def _title(by: int) -> str:
    return gettext("Let in, by gate") if by == GATE else gettext("Let in, by ticket type")


def _drawn(today: Counter[tuple[datetime, int]], names: Mapping[int, str], *, title: str) -> Plot:
    begin, end = min(at for at, _ in today), max(at for at, _ in today)
    step = _step(begin, end)
    starts = _starts(begin, end, step)
    found: Counter[tuple[int, int]] = Counter()
    for (at, key), count in today.items():
        found[(at - starts[0]) // timedelta(minutes=step), key] += count
    keys = [one for one in names if any(key == one for _, key in today)]
    css = {
        key: CLASSES[place] if place < len(CLASSES) else OTHERS for place, key in enumerate(keys)
    }
    hours = [f"{at:%H:%M}" for at in starts]
    source = ngettext("people a minute", "people in %(num)s minutes", step) % {"num": step}
    plot = Plot(
        title,
        f"{source} · {begin:%Y-%m-%d}",
        plots.NARROW,
        plots.HEIGHT,
        head=[gettext("Time"), *(names[key] for key in keys)],
        table=_table(hours, found, keys),
        key=_key(css, names),
    )
    columns = [
        Column(hour, [(css[key], found[place, key]) for key in keys if found[place, key]])
        for place, hour in enumerate(hours)
    ]
    return plots.standing(columns, plot)


def _step(begin: datetime, end: datetime) -> int:
    """The minutes of a bar, so that at most MOST_BARS stand side by side."""
    span = int((end - begin) / timedelta(minutes=1)) + 1
    return next((one for one in STEPS if span <= one * (MOST_BARS - 1)), STEPS[-1])


def _starts(begin: datetime, end: datetime, step: int) -> list[datetime]:
    minutes = begin.hour * 60 + begin.minute
    first = begin - timedelta(minutes=minutes % step)
    count = int((end - first) / timedelta(minutes=step)) + 1
    return [first + timedelta(minutes=step * place) for place in range(count)]


def _table(
    hours: Sequence[str], found: Counter[tuple[int, int]], keys: Sequence[int]
) -> list[list[str]]:
    """A row for each bar in which somebody came."""
    return [
        [hour, *(str(found[place, key]) for key in keys)]
        for place, hour in enumerate(hours)
        if any(found[place, key] for key in keys)
    ]


def _key(css: Mapping[int, str], names: Mapping[int, str]) -> list[tuple[str, str]]:
    own = [(one, names[key]) for key, one in css.items() if one != OTHERS]
    has_others = OTHERS in css.values()
    return [*own, (OTHERS, gettext("others"))] if has_others else own
