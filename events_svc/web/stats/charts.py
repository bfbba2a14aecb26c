"""The plots of a report: what is drawn, with its title, its source line and the table behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from events_svc.stats.definitions import DEFINITIONS
from events_svc.stats.report import Item, Report
from events_svc.stats.retention import Curve
from events_svc.stats.sweep import Peak
from events_svc.stats.viewers import Bounds, Origins
from events_svc.web import pages, plots
from events_svc.web.i18n import gettext
from events_svc.web.plots import Column, Plot
from events_svc.web.stats.words import (
    country_name,
    label,
    platform_name,
    referrer_name,
    words,
)

MOST_ITEMS = 60
_LONG = timedelta(hours=30)
_COLOURS = ("b", "c", "d", "e", "f")


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a plot: `note` between its definition and the time."""

    title: str
    key: str
    head: Sequence[str]
    table: Sequence[Sequence[str]]
    note: str = ""
    colours: Sequence[tuple[str, str]] = ()
    height: int = plots.HEIGHT
    width: int = plots.WIDTH


def days(report: Report) -> Plot | None:
    """View@10s of each day, live and replay."""
    if not report.by_day:
        return None
    names = [pages.environment().filters["day"](day, style="short") for day, _, _ in report.by_day]
    columns = [
        Column(name, [("a", live), ("b", replay)])
        for name, (_, live, replay) in zip(names, report.by_day, strict=True)
    ]
    frame = Frame(
        gettext("Views of each day"),
        "view@10s",
        [gettext("Day"), gettext("Live"), gettext("Replay")],
        [[str(day), f"{live:,}", f"{replay:,}"] for day, live, replay in report.by_day],
        note=words(DEFINITIONS["view@10s"].method),
        colours=[("a", gettext("Live")), ("b", gettext("Replay"))],
    )
    return plots.standing(columns, _plot(report, frame))


def items(report: Report) -> Plot | None:
    """What each title was played on which platform."""
    played = [item for item in report.items if item.plays][:MOST_ITEMS]
    if not played:
        return None
    ours = gettext("Own views")
    named = [
        (one.platform, css) for one, css in zip(report.platforms, colours(report), strict=True)
    ]
    names = [platform_name(platform) for platform, _ in named]
    columns = [_bar(item, named) for item in played]
    frame = Frame(
        gettext("Plays across platforms"),
        "plays-across-platforms",
        ["", ours, *names, gettext("Together")],
        [
            [words(item.title), f"{item.own_views:,}"]
            + [f"{item.of_platform(platform):,}" for platform, _ in named]
            + [f"{item.plays:,}"]
            for item in played
        ],
        note=gettext("each by its platform’s definition"),
        colours=[("a", ours), *zip((css for _, css in named), names, strict=True)],
        height=plots.rows_high(columns),
    )
    return plots.lying(columns, _plot(report, frame))


def colours(report: Report) -> list[str]:
    """The colours of the report's platforms, in their order."""
    return [_COLOURS[min(n, len(_COLOURS) - 1)] for n in range(len(report.platforms))]


def live(report: Report) -> Plot | None:
    """Who watched live at once, with the peak of the strongest link where it is the only one."""
    peak = report.peak.own.peak if report.peak and len(report.lines) == 1 else None
    return _at_once(report, report.curve, gettext("Watching live"), peak)


def replaying(report: Report, points: Sequence[tuple[datetime, int]], peak: Peak) -> Plot | None:
    """Who watched the replay at once."""
    return _at_once(report, points, gettext("Watching the replay"), peak)


def retention(report: Report, curve: Curve | None) -> Plot | None:
    """The share of viewers who saw each part of a recording."""
    if curve is None:
        return None
    names = [_clock(number * curve.width) for number in range(len(curve.counts))]
    frame = Frame(
        gettext("Retention"),
        "retention",
        [gettext("From"), gettext("Viewers"), gettext("Share")],
        [
            [name, f"{count:,}", f"{share:.1%}"]
            for name, count, share in zip(names, curve.counts, curve.shares, strict=True)
        ],
        note=gettext("share of %(count)s viewers") % {"count": f"{curve.viewers:,}"},
    )
    return plots.shares(curve.shares, _plot(report, frame), names)


def countries(report: Report) -> Plot | None:
    """Viewers by country, where enough are certain."""
    return _origins(report, report.countries, "countries", country_name)


def referrers(report: Report) -> Plot | None:
    """Viewers by where they came from."""
    return _origins(report, report.referrers, "referrers", referrer_name)


def _origins(
    report: Report, origins: Origins, key: str, name_of: Callable[[str], str]
) -> Plot | None:
    if not origins.are_known:
        return None
    found = [(name_of(name), bounds) for name, bounds in origins.named]
    if origins.rest.sum_of_days:
        found.append((name_of("rest"), origins.rest))
    columns = [Column(name, [("a", bounds.sum_of_days)]) for name, bounds in found]
    frame = Frame(
        words(DEFINITIONS[key].name),
        key,
        ["", gettext("Largest day"), gettext("Sum of days")],
        [[name, *_bounds(bounds)] for name, bounds in found],
        note=gettext("sum of days"),
        height=plots.rows_high(columns),
        width=plots.NARROW,
    )
    return plots.lying(columns, _plot(report, frame))


def _bounds(bounds: Bounds) -> list[str]:
    return [f"{bounds.largest_day:,}", f"{bounds.sum_of_days:,}"]


def _at_once(
    report: Report, points: Sequence[tuple[datetime, int]], title: str, peak: Peak | None
) -> Plot | None:
    if not points:
        return None
    filters = pages.environment().filters
    frame = Frame(
        title,
        "concurrent",
        [gettext("Time"), gettext("Watching")],
        [[filters["moment"](at, report.timezone), f"{count:,}"] for at, count in points],
        note=gettext("the most within each step"),
    )
    names = [_name(moment, points, report.timezone) for moment, _ in points]
    drawn = plots.curve(points, _plot(report, frame), names)
    if peak is None or peak.minute is None:
        return drawn
    said = f"{peak.count:,} · {_name(peak.minute, points, report.timezone)}"
    return plots.marked(drawn, [count for _, count in points], said)


def _name(moment: datetime, points: Sequence[tuple[datetime, int]], timezone: str) -> str:
    """The time of a curve within a day, the day of a longer one."""
    filters = pages.environment().filters
    if points[-1][0] - points[0][0] < _LONG:
        return str(filters["time"](moment, timezone))
    return str(filters["day"](moment, timezone, "short"))


def _bar(item: Item, named: list[tuple[str, str]]) -> Column:
    counted = [(css, item.of_platform(platform)) for platform, css in named]
    return Column(words(item.title), [("a", item.own_views), *counted])


def _plot(report: Report, frame: Frame) -> Plot:
    at = pages.environment().filters["moment"](report.at, report.timezone)
    taken = gettext("taken %(time)s") % {"time": at}
    return Plot(
        title=frame.title,
        source=" · ".join(part for part in (label(frame.key), frame.note, taken) if part),
        width=frame.width,
        height=frame.height,
        head=frame.head,
        table=frame.table,
        key=frame.colours,
    )


def _clock(seconds: int) -> str:
    hours = f"{seconds // 3600}:{seconds // 60 % 60:02}" if seconds >= 3600 else f"{seconds // 60}"
    return f"{hours}:{seconds % 60:02}"
