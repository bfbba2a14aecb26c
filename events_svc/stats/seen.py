"""What of one recording was seen: its retention curve, and who watched it at once afterwards."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from events_svc.database import rows
from events_svc.database.raw import day
from events_svc.database.snapshot import snapshot
from events_svc.media.models import Source
from events_svc.stats import coverage, figures, report, retention, sweep
from events_svc.stats.report import Line, Report
from events_svc.stats.retention import Curve
from events_svc.stats.sweep import Peak


@dataclass(frozen=True, slots=True)
class Closely:
    """The statistics of one link, with what only one link has."""

    report: Report
    retention: Curve | None
    replaying: Peak
    replaying_curve: list[tuple[datetime, int]]

    @property
    def line(self) -> Line:
        return self.report.lines[0]


async def of_source(source: Source, *, timezone: str) -> Closely:
    """All figures of the link, taken at one moment."""
    async with snapshot():
        found = await report.of_source(source, timezone=timezone)
        return Closely(found, await retention_of(source), *await _replaying(source.id))


async def retention_of(source: Source) -> Curve | None:
    """The retention curve of a link's replays; None where nobody replayed it, or nothing was seen.

    The length is the recording's; where nobody wrote it, the last second that anybody saw.
    """
    length = await _length(source)
    if not length:
        return None
    width = retention.width_of(length)
    viewers: dict[tuple[date, bytes], int] = {}
    last_id = 0
    while found := await _page(source.id, last_id):
        for row in found:
            key = (day(row["day"]), bytes(row["viewer_key"]))
            seen = retention.squeezed(bytes(row["coverage"]), width)
            viewers[key] = viewers.get(key, 0) | seen
        last_id = found[-1]["id"]
    if not any(viewers.values()):
        return None
    return retention.curve(viewers.values(), width=width, length_seconds=length)


async def _replaying(source_id: int) -> tuple[Peak, list[tuple[datetime, int]]]:
    """The peak and the curve of those who watched it after it was live."""
    found = await figures.presences_of([source_id], live=False)
    changes = sweep.changes(found.get(source_id, []))
    return sweep.peak(changes), report.stepped(changes)


async def _length(source: Source) -> int:
    if source.recording is not None and source.recording.duration_seconds:
        return min(source.recording.duration_seconds, coverage.MOST_SECONDS)
    ends = await rows(
        "SELECT LENGTH(coverage) AS bytes, SUBSTR(coverage, LENGTH(coverage)) AS last FROM watch "
        "WHERE NOT is_bot AND source_id = $1 AND LENGTH(coverage) > 0 "
        "GROUP BY LENGTH(coverage), SUBSTR(coverage, LENGTH(coverage))",
        [source.id],
    )
    return max(
        (8 * row["bytes"] - 8 + bytes(row["last"])[0].bit_length() for row in ends), default=0
    )


async def _page(source_id: int, after_id: int) -> list[dict[str, Any]]:
    return await rows(
        "SELECT id, day, viewer_key, coverage FROM watch WHERE NOT is_bot AND NOT is_live "
        "AND source_id = $1 AND id > $2 ORDER BY id LIMIT 5000",
        [source_id, after_id],
    )
