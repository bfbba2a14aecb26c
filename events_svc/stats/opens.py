"""Players of other platforms, in frames: they tell no playhead, so that only their opening is counted."""

from collections.abc import Iterable
from datetime import datetime

from events_svc.database import execute, rows
from events_svc.database.at_once import among, listed


async def note(source_id: int, *, key: bytes, at: datetime) -> None:
    """Count that this viewer opened the frame, once an hour; as idempotent as a view."""
    await execute(
        "INSERT INTO source_open (source_id, hour, viewer_key) VALUES ($1, $2, $3) "
        "ON CONFLICT (source_id, hour, viewer_key) DO NOTHING",
        [source_id, at.replace(minute=0, second=0, microsecond=0), key],
    )


async def of_sources(source_ids: Iterable[int]) -> dict[int, int]:
    """How often each of the sources was opened here; 0 where it never was."""
    wanted = sorted({*source_ids})
    if not wanted:
        return {}
    found = await rows(
        "SELECT source_id, COUNT(*) AS opened FROM source_open "  # noqa: S608 place holders only
        f"WHERE source_id {among(1, 'BIGINT')} GROUP BY source_id",
        [listed(wanted)],
    )
    counted = {row["source_id"]: row["opened"] for row in found}
    return {source_id: counted.get(source_id, 0) for source_id in wanted}
