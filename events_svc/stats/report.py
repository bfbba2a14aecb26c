"""The statistics of an event, a series, an organisation or one link: every figure from rows, now."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from heapq import merge
from zoneinfo import ZoneInfo

from tortoise.expressions import Q

from events_svc import clock
from events_svc.accounts.models import Organisation
from events_svc.database.snapshot import snapshot
from events_svc.events.models import Event, EventState, Series
from events_svc.media.models import Source
from events_svc.stats import figures, lines, sweep, viewers
from events_svc.stats.lines import Item, Line, PlatformSum
from events_svc.stats.viewers import Bounds, Origins

TIMEZONE = "Asia/Shanghai"  # where nothing says otherwise
EVERYTHING = Q()
PUBLIC = Q(session__event__state__not=EventState.DRAFT, session_id__not_isnull=True) | Q(
    recording__published_at__not_isnull=True
)
MOST_STEPS = 240  # of a curve over time

__all__ = ["Item", "Line", "PlatformSum", "Report"]


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of a scope, and when they were taken."""

    at: datetime
    timezone: str
    items: list[Item]
    by_day: list[tuple[date, int, int]]  # view@10s of each day: live, replay
    curve: list[tuple[datetime, int]]  # the most watching live within each step
    countries: Origins = field(default_factory=Origins)
    referrers: Origins = field(default_factory=Origins)

    @property
    def lines(self) -> list[Line]:
        return [line for item in self.items for line in item.lines]

    def views(self, seconds: int) -> int:
        return sum(line.own.views[seconds] for line in self.lines)

    def total(self, name: str) -> int:
        """The sum of one of our own figures over all links."""
        return sum(getattr(line.own, name) for line in self.lines)

    def viewers(self, name: str = "viewers") -> Bounds:
        """Bounds of different viewers over all links: `viewers`, `live_viewers`, `replay_viewers`."""
        return viewers.together(getattr(line.own, name) for line in self.lines)

    @property
    def replays(self) -> float | None:
        """How often each second that was seen was seen."""
        seen = self.total("unique_seconds")
        return self.total("replay_watch_ms") / 1000 / seen if seen else None

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
        return lines.platform_sums(self.lines)


async def of_event(event: Event, *, within: Q = EVERYTHING) -> Report:
    """The statistics of the event's sessions and recordings; of those `within` alone, as below."""
    scope = Q(session__event_id=event.id) | Q(recording__event_id=event.id)
    return await _report(scope & within, event.timezone)


async def of_series(series: Series, *, within: Q = EVERYTHING) -> Report:
    """The statistics of all recordings of the series and of all its events."""
    latest = await Event.filter(series_id=series.id).order_by("-starts_at").first()
    scope = (
        Q(recording__series_id=series.id)
        | Q(session__event__series_id=series.id)
        | Q(recording__event__series_id=series.id)
    )
    return await _report(scope & within, latest.timezone if latest else TIMEZONE)


async def of_organisation(organisation: Organisation, *, within: Q = EVERYTHING) -> Report:
    """The statistics of all events and recordings of the organisation and of those below it."""
    scope = Q(session__event__organisation__path__startswith=organisation.path) | Q(
        recording__organisation__path__startswith=organisation.path
    )
    return await _report(scope & within, TIMEZONE)


async def of_source(source: Source, *, timezone: str = TIMEZONE) -> Report:
    """The statistics of one link alone."""
    return await _report(Q(id=source.id), timezone)


async def _report(scope: Q, timezone: str) -> Report:
    async with snapshot():
        found = await Source.filter(scope).select_related("session", "recording").order_by("id")
        now = clock.now()
        made = await _lines(found, now)
        ids = [source.id for source in found]
        return Report(
            at=now,
            timezone=timezone,
            items=lines.items(made),
            by_day=_by_day(await figures.views_by_hour(ids), timezone),
            curve=_curve(made),
            countries=await viewers.countries(ids),
            referrers=await viewers.referrers(ids),
        )


async def _lines(found: Sequence[Source], now: datetime) -> list[Line]:
    ids = [source.id for source in found]
    own = await figures.figures_of(ids)
    standings = await figures.standings_of(ids)
    made = []
    for source in found:
        counter, method = standings.get(source.id) or (None, "")
        made.append(Line(source, own[source.id], counter, method, now))
    return made


def without_silent(report: Report) -> Report:
    """The report without the titles that nobody has played or opened: they add nothing."""
    return replace(report, items=[item for item in report.items if item.has_figures])


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


def _curve(found: Sequence[Line]) -> list[tuple[datetime, int]]:
    """Watching live: keys of different sources are different, so this is a sum over the links."""
    return stepped([*merge(*(line.own.changes for line in found))])


def stepped(ordered: Sequence[int]) -> list[tuple[datetime, int]]:
    """The most present within each step, of as many whole minutes as keep the steps few."""
    if not ordered:
        return []
    minutes = ((ordered[-1] >> 1) - (ordered[0] >> 1)) / 60_000
    step = timedelta(minutes=max(1, -(-minutes // MOST_STEPS)))
    return sweep.curve(ordered, step=step)
