"""What is read in a snapshot stood there at one moment."""

import asyncio
import contextvars
import sqlite3
from datetime import date

from events_svc.database import execute, in_transaction, is_postgres, rows
from events_svc.database.snapshot import snapshot
from events_svc.stats.models import Salt


async def _another_writes(day: date) -> None:
    """A write by a connection of its own, committed."""
    if is_postgres():
        await asyncio.create_task(_write(day), context=contextvars.Context())
        return
    [main] = await rows("PRAGMA database_list")
    with sqlite3.connect(main["file"]) as other:
        other.execute("INSERT INTO salt (day) VALUES (?)", [day.isoformat()])


async def _write(day: date) -> None:
    await execute("INSERT INTO salt (day) VALUES ($1)", [day])


async def test_what_others_write_meanwhile_is_not_seen(database: None) -> None:
    async with snapshot():
        before = await Salt.all().count()
        await _another_writes(date(2026, 5, 1))
        assert (before, await Salt.all().count()) == (0, 0)
    assert await Salt.all().count() == 1


async def test_within_a_transaction_it_sees_what_that_wrote(database: None) -> None:
    async with in_transaction():
        await _write(date(2026, 5, 1))
        async with snapshot():
            assert await Salt.all().count() == 1
