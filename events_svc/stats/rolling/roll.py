"""Roll the changes up into minutes and days, up to a mark that moves in the same transaction."""

from events_svc import clock
from events_svc.database import execute, in_transaction, is_postgres, rows
from events_svc.stats.rolling.sums import CLASS, SUMS

NAME = "watch"
MOST = 5_000  # changes of a transaction: others want to write too


async def roll_up() -> int:
    """Add all changes that are there to their minutes and days; how many they were."""
    count = 0
    while rolled := await _roll_some():
        count += rolled
        if rolled < MOST:
            break
    return count


async def _roll_some() -> int:
    async with in_transaction():
        after = await _mark()
        found = await rows(
            "SELECT COUNT(*) AS count, MAX(id) AS last_id FROM (SELECT id FROM watch_change "  # noqa: S608 our number
            f"WHERE id > $1 ORDER BY id LIMIT {MOST}) AS next",
            [after],
        )
        count, last = found[0]["count"], found[0]["last_id"]
        if not count:
            return 0
        await _add("watch_minute", "minute", "minute", after, last)
        await _add("watch_day", "day", _day(), after, last)
        await execute(
            "UPDATE roll_mark SET last_id = $2, rolled_at = $3 WHERE name = $1",
            [NAME, last, clock.now()],
        )
        await execute("DELETE FROM watch_change WHERE id <= $1", [last])
        return int(count)


async def _mark() -> int:
    """The last id that is rolled up already; the row is held, so that one process rolls at a time."""
    await execute(
        "INSERT INTO roll_mark (name, last_id, rolled_at) VALUES ($1, 0, $2) "
        "ON CONFLICT (name) DO NOTHING",
        [NAME, clock.now()],
    )
    held = " FOR UPDATE" if is_postgres() else ""
    found = await rows(f"SELECT last_id FROM roll_mark WHERE name = $1{held}", [NAME])  # noqa: S608 ours
    return int(found[0]["last_id"])


async def _add(table: str, column: str, told: str, after: int, last: int) -> None:
    """Add the changes in (after, last] to the rows of `table`, by the class and `told` time."""
    by = [told if name == "minute" else name for name in CLASS]
    keys = [column if name == "minute" else name for name in CLASS]
    added = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in SUMS)
    await execute(
        f"INSERT INTO {table} ({', '.join([*keys, *SUMS])}) "  # noqa: S608 our names
        f"SELECT {', '.join(by)}, {', '.join(f'SUM({name})' for name in SUMS)} FROM watch_change "
        f"WHERE id > $1 AND id <= $2 GROUP BY {', '.join(by)} ORDER BY {', '.join(by)} "
        f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {added}",
        [after, last],
    )


def _day() -> str:
    """The day (UTC) of a minute, as the engine keeps days."""
    return "(minute AT TIME ZONE 'UTC')::date" if is_postgres() else "substr(minute, 1, 10)"
