"""The figures of sources out of their rows, a few queries whatever their number."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from events_svc.database import rows
from events_svc.database.raw import instant, places
from events_svc.stats import spans
from events_svc.stats.intervals import presence
from events_svc.stats.ledger import Row, Standing, standing
from events_svc.stats.metrics import HEADLINE
from events_svc.stats.models import CounterSnapshot
from events_svc.stats.sweep import Peak, Presence, peak


@dataclass(slots=True)
class Figures:
    """What was counted of one source by ourselves."""

    views: dict[int, int] = field(default_factory=lambda: {0: 0, 10: 0, 30: 0})
    live_views: int = 0  # view@10s while live; the rest is replay
    playings: int = 0
    watch_ms: int = 0
    unique_seconds: int = 0
    programs: int = 0
    largest_day: int = 0
    sum_of_days: int = 0
    peak: Peak = field(default_factory=lambda: Peak(0, None))

    @property
    def replay_views(self) -> int:
        return self.views[10] - self.live_views


async def figures_of(source_ids: Sequence[int]) -> dict[int, Figures]:
    """The figures of each source; zeros where nobody watched."""
    made = {source_id: Figures() for source_id in source_ids}
    if made:
        await _add_views(made)
        await _add_playings(made)
        await _add_viewers(made)
        for source_id, found in (await presences_of([*made])).items():
            made[source_id].peak = peak(found)
    return made


async def _add_views(made: dict[int, Figures]) -> None:
    found = await rows(
        'SELECT source_id, threshold, is_live, COUNT(*) AS views FROM "view" '  # noqa: S608 place holders only
        f"WHERE source_id IN ({places(made)}) GROUP BY source_id, threshold, is_live",
        [*made],
    )
    for row in found:
        figures = made[row["source_id"]]
        figures.views[row["threshold"]] += row["views"]
        if row["threshold"] == 10 and row["is_live"]:
            figures.live_views += row["views"]


async def _add_playings(made: dict[int, Figures]) -> None:
    found = await rows(
        "SELECT source_id, is_bot, COUNT(*) AS playings, SUM(credited_ms) AS credited_ms, "  # noqa: S608 place holders only
        "SUM(unique_seconds) AS unique_seconds FROM watch "
        f"WHERE source_id IN ({places(made)}) GROUP BY source_id, is_bot",
        [*made],
    )
    for row in found:
        figures = made[row["source_id"]]
        if row["is_bot"]:
            figures.programs = row["playings"]
            continue
        figures.playings = row["playings"]
        figures.watch_ms = int(row["credited_ms"])
        figures.unique_seconds = int(row["unique_seconds"])


async def _add_viewers(made: dict[int, Figures]) -> None:
    found = await rows(
        "SELECT source_id, day, COUNT(DISTINCT viewer_key) AS viewers FROM watch "  # noqa: S608 place holders only
        f"WHERE NOT is_bot AND source_id IN ({places(made)}) GROUP BY source_id, day",
        [*made],
    )
    for row in found:
        figures = made[row["source_id"]]
        figures.largest_day = max(figures.largest_day, row["viewers"])
        figures.sum_of_days += row["viewers"]


async def presences_of(source_ids: Sequence[int]) -> dict[int, list[Presence]]:
    """When each viewer key was present at the live playings of each source.

    A beat counts as presence for two intervals, as in `concurrent`: the peak is the most that
    `concurrent` could ever have said.
    """
    found = await rows(
        "SELECT source_id, viewer_key, started_at, last_at, span_started_at, spans FROM watch "  # noqa: S608 place holders only
        f"WHERE is_live AND NOT is_bot AND source_id IN ({places(source_ids)})",
        [*source_ids],
    )
    made: dict[int, list[Presence]] = {}
    for row in found:
        made.setdefault(row["source_id"], []).extend(_presences(row))
    return made


def _presences(row: dict[str, Any]) -> list[Presence]:
    key, after = bytes(row["viewer_key"]), presence(is_live=True)
    started, last = instant(row["started_at"]), instant(row["last_at"])
    earlier = spans.opened(bytes(row["spans"]), origin=started)
    whole = [*earlier, (instant(row["span_started_at"]), last)]
    return [(key, start, end + after) for start, end in whole]


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


async def views_by_hour(source_ids: Sequence[int]) -> list[tuple[datetime, bool, int]]:
    """view@10s of the sources together: hour, whether live, count; in the order of time."""
    if not source_ids:
        return []
    found = await rows(
        'SELECT hour, is_live, COUNT(*) AS views FROM "view" WHERE threshold = 10 '  # noqa: S608 place holders only
        f"AND source_id IN ({places(source_ids)}) GROUP BY hour, is_live ORDER BY hour",
        [*source_ids],
    )
    return [(instant(row["hour"]), bool(row["is_live"]), row["views"]) for row in found]
