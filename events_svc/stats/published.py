"""Figures as they are published: each with its definition, version, method and time. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from events_svc.stats.definitions import DEFINITIONS, Definition
from events_svc.stats.report import Report
from events_svc.stats.retention import Curve
from events_svc.stats.viewers import Bounds, Origins


@dataclass(frozen=True, slots=True)
class Published:
    """A figure: a `value`, or bounds from `low` to `high`; `part` says of what it is a part.

    `part`: blank, `live`, `replay`, a country (ISO 3166-1), a class of referrer, `rest`, or the second
    from which on a bin of the retention curve reaches. `at` is when it was taken, `when` its own instant.
    """

    key: str
    unit: str
    at: datetime
    part: str = ""
    value: float | None = None
    low: int | None = None
    high: int | None = None
    error: float | None = None
    when: datetime | None = None

    @property
    def definition(self) -> Definition:
        return DEFINITIONS[self.key]


def of_report(report: Report) -> list[Published]:
    """All figures of a report, in the order of its page."""
    return [*_views(report), *_time(report), *_people(report), *_rest(report)]


def of_curve(curve: Curve | None, at: datetime) -> list[Published]:
    """The retention curve as one figure a bin."""
    if curve is None:
        return []
    return [
        Published("retention", "share", at, str(number * curve.width), round(share, 6))
        for number, share in enumerate(curve.shares)
    ]


def _views(report: Report) -> Iterator[Published]:
    at = report.at
    for seconds in (0, 10, 30):
        yield Published(f"view@{seconds}s", "views", at, value=report.views(seconds))
    yield Published("view@10s", "views", at, "live", report.total("live_views"))
    yield Published("view@10s", "views", at, "replay", report.total("replay_views"))


def _time(report: Report) -> Iterator[Published]:
    at = report.at
    for part, name in (("", "watch_ms"), ("live", "live_watch_ms"), ("replay", "replay_watch_ms")):
        yield Published("watch-time", "seconds", at, part, report.total(name) / 1000)
    yield Published("unique-seconds", "seconds", at, value=report.total("unique_seconds"))
    if report.replays is not None:
        yield Published("replays", "times", at, value=round(report.replays, 4))


def _people(report: Report) -> Iterator[Published]:
    at = report.at
    for part, name in (
        ("", "viewers"),
        ("live", "live_viewers"),
        ("replay", "replay_viewers"),
    ):
        yield _bounds("viewers", part, report.viewers(name), at)
    if report.peak:
        peak = report.peak.own.peak
        yield Published("peak", "viewers", at, value=peak.count, when=peak.minute)
    yield from _origins("countries", report.countries, at)
    yield from _origins("referrers", report.referrers, at)


def _rest(report: Report) -> Iterator[Published]:
    at = report.at
    yield Published("programs", "playings", at, value=report.total("programs"))
    yield Published("opens", "openings", at, value=report.total("opens"))
    yield Published("plays-across-platforms", "plays", at, value=report.plays)


def _origins(key: str, origins: Origins, at: datetime) -> Iterator[Published]:
    if not origins.are_known:
        return
    for name, bounds in origins.named:
        yield _bounds(key, name, bounds, at)
    if origins.rest.sum_of_days:
        yield _bounds(key, "rest", origins.rest, at)


def _bounds(key: str, part: str, bounds: Bounds, at: datetime) -> Published:
    low, high = bounds.largest_day, bounds.sum_of_days
    return Published(key, "viewers", at, part, low=low, high=high, error=bounds.error)
