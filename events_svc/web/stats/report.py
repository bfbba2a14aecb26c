"""A report as a page shows it: the sums in a sentence, the plots, the links behind every figure."""

from dataclasses import dataclass

from events_svc.media.platforms import PLATFORMS
from events_svc.stats.definitions import DEFINITIONS, Definition
from events_svc.stats.metrics import definition
from events_svc.stats.report import Item, Report
from events_svc.text import in_language
from events_svc.web import i18n, pages, plots
from events_svc.web.i18n import gettext
from events_svc.web.plots import Column, Plot

MOST_ITEMS = 60
_COLOURS = ("b", "c", "d", "e", "f")


@dataclass(frozen=True, slots=True)
class Shown:
    """A report with what its page needs besides."""

    report: Report
    platforms: list[tuple[str, str, str]]  # name, css, definition
    days: Plot | None
    items: Plot | None
    curve: Plot | None
    definitions: list[Definition]
    names: dict[str, str]  # of all platforms
    label: str  # of the headline


def shown(report: Report) -> Shown:
    """The report, its plots and definitions in the language of the request."""
    return Shown(
        report=report,
        platforms=[
            (platform_name(one.platform), css, _words(definition(one.platform, "views")))
            for one, css in zip(report.platforms, _colours(report), strict=True)
        ],
        days=_days(report),
        items=_items(report),
        curve=_curve(report),
        definitions=[*DEFINITIONS.values()],
        names={key: _words(platform.name) for key, platform in PLATFORMS.items()},
        label=DEFINITIONS["view@10s"].label,
    )


def platform_name(key: str) -> str:
    """The platform's name; what the ledger says of our own player was counted before this service."""
    if PLATFORMS[key].is_ours:
        return gettext("Own site, from the ledger")
    return _words(PLATFORMS[key].name)


def _colours(report: Report) -> list[str]:
    return [_COLOURS[min(n, len(_COLOURS) - 1)] for n in range(len(report.platforms))]


def _days(report: Report) -> Plot | None:
    if not report.by_day:
        return None
    names = [pages.environment().filters["day"](day, style="short") for day, _, _ in report.by_day]
    columns = [
        Column(name, [("a", live), ("b", replay)])
        for name, (_, live, replay) in zip(names, report.by_day, strict=True)
    ]
    plot = Plot(
        title=gettext("Views of each day"),
        source=f"{DEFINITIONS['view@10s'].label} · {_words(DEFINITIONS['view@10s'].method)} · {_taken(report)}",
        width=plots.WIDTH,
        height=plots.HEIGHT,
        head=[gettext("Day"), gettext("Live"), gettext("Replay")],
        table=[[str(day), f"{live:,}", f"{replay:,}"] for day, live, replay in report.by_day],
        key=[("a", gettext("Live")), ("b", gettext("Replay"))],
    )
    return plots.standing(columns, plot)


def _items(report: Report) -> Plot | None:
    played = [item for item in report.items if item.plays][:MOST_ITEMS]
    if not played:
        return None
    ours = gettext("Own views")
    named = [
        (one.platform, css) for one, css in zip(report.platforms, _colours(report), strict=True)
    ]
    columns = [_bar(item, named) for item in played]
    plot = Plot(
        title=gettext("Plays across platforms"),
        source=f"{DEFINITIONS['plays-across-platforms'].label} · {gettext('each by its platform’s definition')} · {_taken(report)}",
        width=plots.WIDTH,
        height=plots.rows_high(columns),
        head=["", ours, *(platform_name(platform) for platform, _ in named), gettext("Together")],
        table=[
            [_words(item.title), f"{item.own_views:,}"]
            + [f"{item.of_platform(platform):,}" for platform, _ in named]
            + [f"{item.plays:,}"]
            for item in played
        ],
        key=[("a", ours), *((css, platform_name(platform)) for platform, css in named)],
    )
    return plots.lying(columns, plot)


def _bar(item: Item, named: list[tuple[str, str]]) -> Column:
    counted = [(css, item.of_platform(platform)) for platform, css in named]
    return Column(_words(item.title), [("a", item.own_views), *counted])


def _curve(report: Report) -> Plot | None:
    if not report.curve:
        return None
    filters = pages.environment().filters
    names = [filters["time"](moment, report.timezone) for moment, _ in report.curve]
    plot = Plot(
        title=gettext("Watching live"),
        source=f"{DEFINITIONS['concurrent'].label} · {gettext('the most within each step')} · {_taken(report)}",
        width=plots.WIDTH,
        height=plots.HEIGHT,
        head=[gettext("Time"), gettext("Watching")],
        table=[
            [filters["moment"](moment, report.timezone), f"{count:,}"]
            for moment, count in report.curve
        ],
    )
    return plots.curve(report.curve, plot, names)


def _taken(report: Report) -> str:
    at = pages.environment().filters["moment"](report.at, report.timezone)
    return gettext("taken %(time)s") % {"time": at}


def _words(words: dict[str, str]) -> str:
    return in_language(words, i18n.language.get())
