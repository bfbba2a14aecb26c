"""A task that is cancelled anywhere on its way into a transaction leaves a connection to the others."""

import asyncio
import contextlib
import sqlite3

import pytest
from tortoise.backends.asyncpg.client import TransactionWrapper

from events_svc.accounts.models import User
from events_svc.config import Settings
from events_svc.database import Step, all_write, in_transaction, rows, singly
from tests.databases import ENGINE

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.threaded]


async def counting() -> int:
    async with in_transaction():
        return await User.all().count()


async def alone() -> int:
    async with singly():
        (row,) = await rows("SELECT 1 AS one")
        return int(row["one"])


async def cancelled_after(ticks: int) -> None:
    tasks = [asyncio.create_task(way()) for way in (counting, alone)]
    for _ in range(ticks):
        await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_whoever_is_cancelled_while_a_transaction_begins_leaves_its_connection() -> None:
    for ticks in [*range(2, 22)] * 3:
        await cancelled_after(ticks)

    async with asyncio.timeout(5):
        found = await asyncio.gather(*(counting() for _ in range(3)), alone())

    assert found == [0, 0, 0, 1]


@pytest.mark.skipif(ENGINE != "postgres", reason="the other engine has one connection, and no pool")
async def test_as_many_as_the_pool_has_are_cancelled_while_they_begin_and_it_is_whole(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    async def cut(_: TransactionWrapper) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as patched:
        patched.setattr(TransactionWrapper, "begin", cut)
        for _ in range(settings.pool_size):
            with pytest.raises(asyncio.CancelledError):
                await asyncio.create_task(counting())

    async with asyncio.timeout(5):
        assert await asyncio.create_task(counting()) == 0


@pytest.mark.skipif(
    ENGINE != "sqlite", reason="on the other engine each transaction has a connection"
)
@pytest.mark.parametrize("ticks", range(1, 12))
async def test_what_is_written_after_a_cancelled_beginning_is_stored(
    settings: Settings, ticks: int
) -> None:
    await cancelled_after(ticks)
    mark = "INSERT INTO roll_mark (name, last_id, rolled_at) VALUES ('x', 1, '2026-01-01 00:00:00+00:00')"

    assert await all_write([Step(mark, [], 1)])

    with contextlib.closing(
        sqlite3.connect(settings.database_url.removeprefix("sqlite://"))
    ) as other:
        assert other.execute("SELECT name FROM roll_mark").fetchall() == [("x",)]
