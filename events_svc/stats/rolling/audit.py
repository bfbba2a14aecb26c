"""Whether the sums by day, and what is not yet rolled up, are what the rows of playings and views say."""

from typing import Any

from events_svc.database import rows
from events_svc.database.snapshot import snapshot
from events_svc.stats.rolling.sums import SUMS

_SUMMED = ", ".join(f"SUM({name}) AS {name}" for name in SUMS)
_COUNTED = {
    "viewers": "SELECT source_id, is_bot, COUNT(*) AS counted FROM viewer_day",
    "plays": "SELECT source_id, is_bot, COUNT(*) AS counted FROM watch WHERE has_played",
    "watch_ms": "SELECT source_id, is_bot, SUM(credited_ms) AS counted FROM watch",
    "unique_seconds": "SELECT source_id, is_bot, SUM(unique_seconds) AS counted FROM watch",
    "views_0": 'SELECT source_id, FALSE AS is_bot, COUNT(*) AS counted FROM "view" WHERE threshold = 0',
    "views_10": 'SELECT source_id, FALSE AS is_bot, COUNT(*) AS counted FROM "view" WHERE threshold = 10',
    "views_30": 'SELECT source_id, FALSE AS is_bot, COUNT(*) AS counted FROM "view" WHERE threshold = 30',
}

Sums = dict[tuple[int, bool, str], int]  # source, whether programs, which figure


async def differences() -> list[tuple[int, bool, str, int, int]]:
    """Where they differ: source, whether programs, which figure, the sum, and what the rows say."""
    async with snapshot():
        summed, counted = await _summed(), await _counted()
    keys = sorted({**summed, **counted})
    return [
        (*key, summed.get(key, 0), counted.get(key, 0))
        for key in keys
        if summed.get(key, 0) != counted.get(key, 0)
    ]


async def _summed() -> Sums:
    found = await rows(
        f"SELECT source_id, is_bot, {_SUMMED} FROM (SELECT source_id, is_bot, {', '.join(SUMS)} "  # noqa: S608 our names
        f"FROM watch_day UNION ALL SELECT source_id, is_bot, {', '.join(SUMS)} FROM watch_change) "
        "AS told GROUP BY source_id, is_bot"
    )
    return {_key(row, name): int(row[name]) for row in found for name in SUMS if row[name]}


async def _counted() -> Sums:
    made: Sums = {}
    for name, query in _COUNTED.items():
        for row in await rows(f"{query} GROUP BY source_id, is_bot"):
            if row["counted"]:
                made[_key(row, name)] = int(row["counted"])
    return made


def _key(row: dict[str, Any], name: str) -> tuple[int, bool, str]:
    return row["source_id"], bool(row["is_bot"]), name
