"""The statistics of an event or a series: every figure from rows, now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tortoise.expressions import Q

from events_svc import clock
from events_svc.events.models import Event, Series
from events_svc.media.models import Source
from events_svc.media.platforms import PLATFORMS
from events_svc.stats import figures, sweep
from events_svc.stats.figures import Figures
from events_svc.stats.ledger import Standing
from events_svc.text import Text


@dataclass(frozen=True, slots=True)
class Line:
    """One link: what we counted, and what its platform says."""

    source: Source
    own: Figures
    counter: Standing | None
    method: str
    now: datetime

    @property
    def is_ours(self) -> bool:
        return self.source.platform in PLATFORMS and PLATFORMS[self.source.platform].is_ours

    @property
    def plays(self) -> int:
        """What it adds to the plays across platforms, each by its platform's definition."""
        return self.own.views[10] + (self.counter.value if self.counter else 0)

    @property
    def is_stale(self) -> bool:
        return self.counter is not None and self.counter.is_stale(self.now)


@dataclass(frozen=True, slots=True)
class Item:
    """A session or a recording with its links."""

    key: str
    title: Text
    at: datetime | None
    lines: list[Line]

    @property
    def plays(self) -> int:
        return sum(line.plays for line in self.lines)

    @property
    def own_views(self) -> int:
        return sum(line.own.views[10] for line in self.lines)

    def of_platform(self, platform: str) -> int:
        """What the counters of one platform add to this item."""
        counters = [line.counter for line in self.lines if line.source.platform == platform]
        return sum(counter.value for counter in counters if counter)


@dataclass(frozen=True, slots=True)
class PlatformSum:
    """The standing counters of one platform, added up."""

    platform: str
    value: int
    counters: int
    latest: datetime
    methods: list[str]


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of a scope, and when they were taken."""

    at: datetime
    timezone: str
    items: list[Item]
    by_day: list[tuple[date, int, int]]  # view@10s of each day: live, replay
    curve: list[tuple[datetime, int]]  # the most watching live within each step

    @property
    def lines(self) -> list[Line]:
        return [line for item in self.items for line in item.lines]

    def views(self, seconds: int) -> int:
        return sum(line.own.views[seconds] for line in self.lines)

    def total(self, name: str) -> int:
        """The sum of one of our own figures over all links."""
        return sum(getattr(line.own, name) for line in self.lines)

    @property
    def largest_day(self) -> int:
        """The lower bound of different viewers: the largest day of any link."""
        return max((line.own.largest_day for line in self.lines), default=0)

    @property
    def peak(self) -> Line | None:
        """The link with the largest peak, if any was ever watched live."""
        best = max(self.lines, key=lambda line: line.own.peak.count, default=None)
        return best if best and best.own.peak.count else None

    @property
    def counters(self) -> list[Line]:
        return [line for line in self.lines if line.counter]

    @property
    def plays(self) -> int:
        return sum(line.plays for line in self.lines)

    @property
    def platforms(self) -> list[PlatformSum]:
        """The sums of the platforms, the largest first."""
        by_platform: dict[str, list[Line]] = {}
        for line in self.counters:
            by_platform.setdefault(line.source.platform, []).append(line)
        sums = [_sum(platform, lines) for platform, lines in by_platform.items()]
        return sorted(sums, key=lambda made: (-made.value, made.platform))


async def of_event(event: Event) -> Report:
    """The statistics of the event's sessions and recordings."""
    return await _report(
        Q(session__event_id=event.id) | Q(recording__event_id=event.id), event.timezone
    )


async def of_series(series: Series) -> Report:
    """The statistics of all recordings of the series and of all its events."""
    latest = await Event.filter(series_id=series.id).order_by("-starts_at").first()
    scope = (
        Q(recording__series_id=series.id)
        | Q(session__event__series_id=series.id)
        | Q(recording__event__series_id=series.id)
    )
    return await _report(scope, latest.timezone if latest else "Asia/Shanghai")


async def of_source(source: Source) -> Line:
    """The figures of one link."""
    return (await _lines([source], clock.now()))[0]


async def _report(scope: Q, timezone: str) -> Report:
    now = clock.now()
    found = await Source.filter(scope).select_related("session", "recording").order_by("id")
    lines = await _lines(found, now)
    ids = [source.id for source in found]
    return Report(
        at=now,
        timezone=timezone,
        items=_items(lines),
        by_day=_by_day(await figures.views_by_hour(ids), timezone),
        curve=await _curve(ids),
    )


async def _lines(found: Sequence[Source], now: datetime) -> list[Line]:
    ids = [source.id for source in found]
    own = await figures.figures_of(ids)
    standings = await figures.standings_of(ids)
    return [_line(source, own[source.id], standings.get(source.id), now) for source in found]


def _line(
    source: Source, own: Figures, counted: tuple[Standing, str] | None, now: datetime
) -> Line:
    counter, method = counted or (None, "")
    return Line(source, own, counter, method, now)


def _items(lines: Sequence[Line]) -> list[Item]:
    items: dict[str, Item] = {}
    for line in lines:
        item = _item(line.source)
        items.setdefault(item.key, item).lines.append(line)
    return sorted(items.values(), key=lambda item: (str(item.at or ""), item.key))


def _item(source: Source) -> Item:
    if source.recording is not None:
        recording = source.recording
        return Item(f"recording:{recording.id}", recording.title, recording.recorded_at, [])
    session = source.session
    assert session is not None
    return Item(f"session:{session.id}", session.title, session.starts_at, [])


def _by_day(
    hours: Sequence[tuple[datetime, bool, int]], timezone: str
) -> list[tuple[date, int, int]]:
    """All days from the first view to the last, the empty ones too."""
    days: dict[date, list[int]] = {}
    for hour, is_live, views in hours:
        day = hour.astimezone(ZoneInfo(timezone)).date()
        days.setdefault(day, [0, 0])[0 if is_live else 1] += views
    if not days:
        return []
    first, count = min(days), (max(days) - min(days)).days + 1
    whole = [first + timedelta(days=number) for number in range(count)]
    return [(day, *days.get(day, (0, 0))) for day in whole]


async def _curve(source_ids: Sequence[int]) -> list[tuple[datetime, int]]:
    """Watching live: keys of different sources are different, so this is a sum over the links."""
    if not source_ids:
        return []
    by_source = await figures.presences_of(source_ids)
    together = [presence for found in by_source.values() for presence in found]
    if not together:
        return []
    length = max(end for _, _, end in together) - min(start for _, start, _ in together)
    minutes = max(1, -(-int(length.total_seconds()) // (60 * 240)))
    return sweep.curve(together, step=timedelta(minutes=minutes))


def _sum(platform: str, lines: Sequence[Line]) -> PlatformSum:
    counters = [line.counter for line in lines if line.counter]
    return PlatformSum(
        platform=platform,
        value=sum(counter.value for counter in counters),
        counters=len(counters),
        latest=max(counter.observed_at for counter in counters),
        methods=sorted({line.method for line in lines}),
    )
