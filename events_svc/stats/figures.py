"""The figures of sources out of their rows, a few queries whatever their number."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from events_svc.database import rows, tuples
from events_svc.database.at_once import among, listed
from events_svc.database.raw import instant
from events_svc.stats import opens, spans, sweep, viewers
from events_svc.stats.intervals import presence
from events_svc.stats.ledger import Row, Standing, standing
from events_svc.stats.metrics import HEADLINE
from events_svc.stats.models import CounterSnapshot
from events_svc.stats.sweep import Peak, Presence
from events_svc.stats.viewers import Bounds


@dataclass(slots=True)
class Figures:
    """What was counted of one source by ourselves."""

    views: dict[int, int] = field(default_factory=lambda: {0: 0, 10: 0, 30: 0})
    live_views: int = 0  # view@10s while live; the rest is replay
    playings: int = 0
    watch_ms: int = 0
    live_watch_ms: int = 0
    unique_seconds: int = 0
    programs: int = 0
    opens: int = 0
    viewers: Bounds = field(default_factory=Bounds)
    live_viewers: Bounds = field(default_factory=Bounds)
    replay_viewers: Bounds = field(default_factory=Bounds)
    changes: Sequence[int] = field(default=(), repr=False)  # of those watching live: `sweep`

    @property
    def replay_views(self) -> int:
        return self.views[10] - self.live_views

    @property
    def replay_watch_ms(self) -> int:
        return self.watch_ms - self.live_watch_ms

    @property
    def replays(self) -> float | None:
        """How often each second that was seen was seen; None where none was."""
        return self.replay_watch_ms / 1000 / self.unique_seconds if self.unique_seconds else None

    @property
    def largest_day(self) -> int:
        return self.viewers.largest_day

    @property
    def sum_of_days(self) -> int:
        return self.viewers.sum_of_days

    @property
    def peak(self) -> Peak:
        return sweep.peak(self.changes)


async def figures_of(source_ids: Sequence[int]) -> dict[int, Figures]:
    """The figures of each source; zeros where nobody watched."""
    made = {source_id: Figures() for source_id in source_ids}
    if made:
        await _add_views(made)
        await _add_playings(made)
        await _add_viewers(made)
        for source_id, count in (await opens.of_sources(made)).items():
            made[source_id].opens = count
        for source_id, found in (await presences_of([*made])).items():
            made[source_id].changes = sweep.changes(found)
    return made


async def _add_views(made: dict[int, Figures]) -> None:
    found = await rows(
        'SELECT source_id, threshold, is_live, COUNT(*) AS views FROM "view" '  # noqa: S608 place holders only
        f"WHERE source_id {among(1, 'BIGINT')} GROUP BY source_id, threshold, is_live",
        [listed(made)],
    )
    for row in found:
        figures = made[row["source_id"]]
        figures.views[row["threshold"]] += row["views"]
        if row["threshold"] == 10 and row["is_live"]:
            figures.live_views += row["views"]


async def _add_playings(made: dict[int, Figures]) -> None:
    found = await rows(
        "SELECT source_id, is_bot, is_live, COUNT(*) AS playings, SUM(credited_ms) AS credited_ms, "  # noqa: S608 place holders only
        "SUM(unique_seconds) AS unique_seconds FROM watch "
        f"WHERE source_id {among(1, 'BIGINT')} GROUP BY source_id, is_bot, is_live",
        [listed(made)],
    )
    for row in found:
        figures = made[row["source_id"]]
        if row["is_bot"]:
            figures.programs += row["playings"]
            continue
        figures.playings += row["playings"]
        figures.watch_ms += int(row["credited_ms"])
        figures.unique_seconds += int(row["unique_seconds"])
        if row["is_live"]:
            figures.live_watch_ms += int(row["credited_ms"])


async def _add_viewers(made: dict[int, Figures]) -> None:
    for day in await viewers.days(made):
        figures = made[day.source_id]
        figures.viewers.add(day.all)
        figures.live_viewers.add(day.live)
        figures.replay_viewers.add(day.replay)


async def presences_of(
    source_ids: Sequence[int], *, live: bool = True
) -> dict[int, list[Presence]]:
    """When each viewer key was present at the live playings (or the replays) of each source.

    A beat counts as presence for two intervals, as in `concurrent`: the peak is the most that
    `concurrent` could ever have said.
    """
    if not source_ids:
        return {}
    scope = (
        f"{'is_live' if live else 'NOT is_live'} AND NOT is_bot AND source_id {among(1, 'BIGINT')}"
    )
    after = round(presence(is_live=live).total_seconds() * 1000)
    made: dict[int, list[Presence]] = {}
    for source_id, key, start, end in await tuples(
        f"SELECT source_id, viewer_key, span_started_at, last_at FROM watch WHERE {scope}",  # noqa: S608 place holders only
        [listed(source_ids)],
    ):
        span = (bytes(key), _milliseconds(start), _milliseconds(end) + after)
        made.setdefault(source_id, []).append(span)
    for row in await rows(
        f"SELECT source_id, viewer_key, started_at, spans FROM watch WHERE {scope} "  # noqa: S608 place holders only
        "AND LENGTH(spans) > 0",
        [listed(source_ids)],
    ):
        made.setdefault(row["source_id"], []).extend(_earlier(row, after))
    return made


def _earlier(row: dict[str, Any], after: int) -> list[Presence]:
    """The spans before the last one, each after a gap."""
    key, origin = bytes(row["viewer_key"]), instant(row["started_at"])
    return [
        (key, sweep.milliseconds(start), sweep.milliseconds(end) + after)
        for start, end in spans.opened(bytes(row["spans"]), origin=origin)
    ]


def _milliseconds(value: datetime | str) -> int:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return round(moment.timestamp() * 1000)


async def views_by_hour(source_ids: Sequence[int]) -> list[tuple[datetime, bool, int]]:
    """view@10s of the sources together: hour, whether live, count; in the order of time."""
    if not source_ids:
        return []
    found = await rows(
        'SELECT hour, is_live, COUNT(*) AS views FROM "view" WHERE threshold = 10 '  # noqa: S608 place holders only
        f"AND source_id {among(1, 'BIGINT')} GROUP BY hour, is_live ORDER BY hour",
        [listed(source_ids)],
    )
    return [(instant(row["hour"]), bool(row["is_live"]), row["views"]) for row in found]


async def standings_of(
    source_ids: Sequence[int], *, metric: str = HEADLINE
) -> dict[int, tuple[Standing, str]]:
    """The standing counter of each source that has one, with the method of its row."""
    snapshots = await CounterSnapshot.filter(source_id__in=source_ids, metric=metric).values(
        "id", "source_id", "value", "observed_at", "corrects", "method"
    )
    by_source: dict[int, list[dict[str, Any]]] = {}
    for row in snapshots:
        by_source.setdefault(row["source_id"], []).append(row)
    made = {}
    for source_id, its_rows in by_source.items():
        stands = standing(
            Row(row["id"], row["value"], row["observed_at"], row["corrects"]) for row in its_rows
        )
        if stands is not None:
            methods = {row["id"]: row["method"] for row in its_rows}
            made[source_id] = (stands, methods[stands.row_id])
    return made
