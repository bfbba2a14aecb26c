"""A report as a page shows it: the sums in a sentence, the plots, the links behind every figure."""

from dataclasses import dataclass

from events_svc.media.platforms import PLATFORMS
from events_svc.stats import published
from events_svc.stats.definitions import DEFINITIONS, Definition
from events_svc.stats.metrics import definition
from events_svc.stats.report import Report
from events_svc.web.plots import Plot
from events_svc.web.stats import charts
from events_svc.web.stats.words import FigureRow, label, platform_name, rows, words


@dataclass(frozen=True, slots=True)
class Shown:
    """A report with what its page needs besides."""

    report: Report
    platforms: list[tuple[str, str, str]]  # name, css, definition
    plots: list[Plot]  # over the whole width
    origins: list[Plot]  # side by side
    figures: list[FigureRow]
    definitions: list[Definition]
    names: dict[str, str]  # of all platforms
    label: str  # of the headline


def shown(report: Report) -> Shown:
    """The report, its plots and definitions in the language of the request."""
    drawn = (charts.live(report), charts.days(report), charts.items(report))
    origins = (charts.referrers(report), charts.countries(report))
    return Shown(
        report=report,
        platforms=[
            (platform_name(one.platform), css, words(definition(one.platform, "views")))
            for one, css in zip(report.platforms, charts.colours(report), strict=True)
        ],
        plots=[plot for plot in drawn if plot],
        origins=[plot for plot in origins if plot],
        figures=rows(published.of_report(report), report.timezone),
        definitions=[*DEFINITIONS.values()],
        names={key: words(platform.name) for key, platform in PLATFORMS.items()},
        label=label("view@10s"),
    )
