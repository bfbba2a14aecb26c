"""The counters of many links at a glance: which are stale, which are dead, what is read next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tortoise.queryset import QuerySet

from events_svc import clock
from events_svc.media.models import Source
from events_svc.stats import hosts, standings
from events_svc.stats.metrics import HEADLINE
from events_svc.stats.reading_models import PlatformHost, ReadingPlan
from events_svc.stats.scope import counted
from events_svc.stats.standings import Counter
from events_svc.text import Text

MOST = 2_000
PAGE = 50
DEAD_AFTER = 5  # askings in vain, one after the other
COUNTS_NO_PLAYS = {"owncast"}  # of it the peak is what stands


@dataclass(frozen=True, slots=True)
class Entry:
    """A link with the counter that is its headline, and its plan."""

    source: Source
    counter: Counter | None
    plan: ReadingPlan | None
    now: datetime

    @property
    def title(self) -> Text:
        made: Text = (self.source.recording or self.source.session).title  # type: ignore[union-attr]  # one of them is there
        return made

    @property
    def is_stale(self) -> bool:
        """Nobody has read a value for more than seven days, or ever."""
        stands = self.counter.standing if self.counter else None
        return stands is None or stands.is_stale(self.now)

    @property
    def is_dead(self) -> bool:
        """Its platform does not know it any more, or was asked in vain again and again."""
        plan = self.plan
        return plan is not None and (plan.gone_at is not None or plan.failures >= DEAD_AFTER)

    @property
    def has_flag(self) -> bool:
        return self.counter is not None and (self.counter.has_fallen or self.counter.is_hidden)


@dataclass(frozen=True, slots=True)
class Board:
    """The newest MOST links; `resting`: hosts that are not asked now because they failed."""

    entries: list[Entry]
    resting: list[PlatformHost]
    is_cut: bool

    def of(self, show: str) -> list[Entry]:
        """Those that want doing something, by its name; all for any other name."""
        chosen = {
            "stale": lambda one: one.is_stale,
            "dead": lambda one: one.is_dead,
            "flagged": lambda one: one.has_flag,
        }.get(show)
        return [one for one in self.entries if chosen is None or chosen(one)]

    @property
    def next_at(self) -> datetime | None:
        """When the next of the links is read."""
        due = [one.plan.due_at for one in self.entries if one.plan and one.plan.due_at]
        return min(due, default=None)


async def board(links: QuerySet[Source]) -> Board:
    """The links of other platforms among `links`, the newest first."""
    shown = counted(links).select_related("session__event", "recording")
    sources = await shown.distinct().order_by("-id").limit(MOST + 1)
    ids = [source.id for source in sources[:MOST]]
    headline = await _headlines(sources[:MOST])
    plans = {plan.source_id: plan for plan in await ReadingPlan.filter(source_id__in=ids)}
    now = clock.now()
    entries = [
        Entry(source, headline.get(source.id), plans.get(source.id), now)
        for source in sources[:MOST]
    ]
    used = {plan.host for plan in plans.values()}
    resting = [host for host in await hosts.resting() if host.name in used]
    return Board(entries, resting, len(sources) > MOST)


async def _headlines(sources: Sequence[Source]) -> dict[int, Counter]:
    found = await standings.counters_of([source.id for source in sources])
    platforms = {source.id: source.platform for source in sources}
    return {
        one.source_id: one
        for one in found
        if one.metric == ("peak" if platforms[one.source_id] in COUNTS_NO_PLAYS else HEADLINE)
    }
