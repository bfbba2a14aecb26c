"""The lines of a report: a link with what was counted of it, the title it belongs to, the sum of a platform."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from events_svc.media.models import Source
from events_svc.media.platforms import PLATFORMS
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

    @property
    def has_figures(self) -> bool:
        return any(line.plays or line.own.playings or line.own.opens for line in self.lines)

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


def items(lines: Sequence[Line]) -> list[Item]:
    """The lines under the sessions and recordings they belong to, in the order of time."""
    found: dict[str, Item] = {}
    for line in lines:
        item = _item(line.source)
        found.setdefault(item.key, item).lines.append(line)
    return sorted(found.values(), key=lambda item: (str(item.at or ""), item.key))


def platform_sums(lines: Sequence[Line]) -> list[PlatformSum]:
    """The sums of the platforms, the largest first."""
    by_platform: dict[str, list[Line]] = {}
    for line in lines:
        if line.counter:
            by_platform.setdefault(line.source.platform, []).append(line)
    sums = [_sum(platform, its_lines) for platform, its_lines in by_platform.items()]
    return sorted(sums, key=lambda made: (-made.value, made.platform))


def _item(source: Source) -> Item:
    if source.recording is not None:
        recording = source.recording
        return Item(f"recording:{recording.id}", recording.title, recording.recorded_at, [])
    session = source.session
    assert session is not None
    return Item(f"session:{session.id}", session.title, session.starts_at, [])


def _sum(platform: str, lines: Sequence[Line]) -> PlatformSum:
    counters = [line.counter for line in lines if line.counter]
    return PlatformSum(
        platform=platform,
        value=sum(counter.value for counter in counters),
        counters=len(counters),
        latest=max(counter.observed_at for counter in counters),
        methods=sorted({line.method for line in lines}),
    )
