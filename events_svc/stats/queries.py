"""The few figures that other pages show beside a source."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from events_svc import clock
from events_svc.database import rows
from events_svc.database.at_once import among, listed
from events_svc.stats.intervals import presence

HEADLINE = 10  # seconds of credited time: view@10s


async def concurrent(source_ids: Iterable[int]) -> dict[int, int]:
    """How many keys sent each source a beat within the last two intervals; bots left out."""
    wanted = sorted({*source_ids})
    if not wanted:
        return {}
    now = clock.now()
    found = await rows(
        "SELECT source_id, COUNT(DISTINCT viewer_key) AS viewers FROM watch "  # noqa: S608 place holders only
        "WHERE NOT is_bot AND last_at > $2 AND (last_at > $1 OR NOT is_live) AND day >= $3 "
        f"AND source_id {among(4, 'BIGINT')} GROUP BY source_id",
        [now - presence(is_live=True), now - presence(is_live=False), _since(now), listed(wanted)],
    )
    return dict.fromkeys(wanted, 0) | {row["source_id"]: row["viewers"] for row in found}


def _since(now: datetime) -> date:
    """Playings that began before yesterday take no beats any more (stats/rows.py)."""
    return (now - timedelta(days=1)).date()


async def views_of(source_ids: Iterable[int]) -> dict[int, int]:
    """The views@10s of each source, live and replay together."""
    wanted = sorted({*source_ids})
    if not wanted:
        return {}
    found = await rows(
        'SELECT source_id, COUNT(*) AS views FROM "view" '  # noqa: S608 place holders only
        f"WHERE threshold = $1 AND source_id {among(2, 'BIGINT')} GROUP BY source_id",
        [HEADLINE, listed(wanted)],
    )
    return dict.fromkeys(wanted, 0) | {row["source_id"]: row["views"] for row in found}
