"""High-water marks: the ids up to which a table's rows are all there, for ever.

An id is given before its row is seen by others: on PostgreSQL a lower id may appear after a higher one. So
the mark is read while nobody writes to the table: under a SHARE lock, which waits for those who are writing
and makes others wait for it, a few milliseconds, one table after the other. SQLite has one writer at a time.
"""

from datetime import date, datetime

import msgspec

from events_svc.database import execute, in_transaction, is_postgres, rows
from events_svc.reports.tables import TABLES, open_since

PATIENCE = "5s"
HISTORY = "order_entry"  # not read for figures: it says which tickets changed honestly since


class Marks(msgspec.Struct, frozen=True):
    """`upto`: the mark of each table; playings that began on `open_since` or later may still grow."""

    upto: dict[str, int]
    open_since: date


async def settled(at: datetime) -> Marks:
    """The marks of all tables that reports read, one after the other; not within a transaction that writes."""
    return Marks({name: await _mark(name) for name in (*TABLES, HISTORY)}, open_since(at))


async def seen(at: datetime) -> Marks:
    """The highest ids that are seen now, for a look that nobody freezes: takes no lock."""
    upto = {name: await _highest(name) for name in (*TABLES, HISTORY)}
    return Marks(upto, open_since(at))


async def _mark(name: str) -> int:
    if not is_postgres():
        return await _highest(name)
    async with in_transaction():
        await execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
        await execute(f'LOCK TABLE "{name}" IN SHARE MODE')
        return await _highest(name)


async def _highest(name: str) -> int:
    (row,) = await rows(f'SELECT MAX(id) AS highest FROM "{name}"')  # noqa: S608 a name of ours
    return int(row["highest"] or 0)
