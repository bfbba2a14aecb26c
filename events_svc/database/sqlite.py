"""Tortoise's SQLite engine with immediate transactions, true counts, and times that are read quickly.

Tortoise begins transactions deferred: two processes that read first and write later then meet "database
is locked" at once, without waiting for the busy time-out. And it reads times, which SQLite keeps as text,
with a regular expression: a third of the time of a page with a thousand of them. And it counts the rows that
triggers write as if the statement had.
"""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tortoise.backends.base.client import (
    BaseDBAsyncClient,
    TransactionalDBClient,
    TransactionContext,
)
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
    translate_exceptions,
)
from tortoise.connection import get_connections
from tortoise.exceptions import TransactionManagementError
from tortoise.fields import data

from events_svc.database.raw import Step

data.parse_datetime = datetime.fromisoformat  # type: ignore[attr-defined]  # where the field looks it up


Counted = tuple[int, Sequence[dict[str, Any]]]


class Counting(SqliteClient):
    """A statement's count is that of its own rows: Tortoise counts those that triggers write, too."""

    @translate_exceptions
    async def execute_query(self, query: str, values: list[Any] | None = None) -> Counted:
        asked = query.replace("\x00", "'||CHAR(0)||'")
        async with self.acquire_connection() as connection:
            self.log.debug("%s: %s", asked, values)
            counted: Counted = await connection._execute(
                _counted, connection._conn, asked, values or []
            )
            return counted

    @translate_exceptions
    async def all_write(self, steps: Sequence[Step]) -> bool:
        """Run the steps in one way to SQLite's thread; whether each wrote its rows.

        Outside of a transaction they are one of their own, and undone unless all did.
        """
        async with self.acquire_connection() as connection:
            wrote: bool = await connection._execute(_all_write, connection._conn, steps)
            return wrote


def _counted(opened: sqlite3.Connection, query: str, values: list[Any]) -> Counted:
    """The rows that the statement changed, else those that it found; and these."""
    before = opened.total_changes
    found = opened.execute(query, values).fetchall()
    if opened.total_changes == before:
        return len(found), found
    return opened.execute("SELECT changes()").fetchone()[0], found


def _all_write(opened: sqlite3.Connection, steps: Sequence[Step]) -> bool:
    if opened.in_transaction:
        return all(_writes(opened, step) for step in steps)
    opened.execute(ImmediateTransaction.HOW)
    try:
        wrote = all(_writes(opened, step) for step in steps)
        opened.execute("COMMIT" if wrote else "ROLLBACK")
        return wrote
    finally:
        if opened.in_transaction:
            opened.execute("ROLLBACK")


def _writes(opened: sqlite3.Connection, step: Step) -> bool:
    return opened.execute(step.sql, step.values).rowcount == step.writes


class ImmediateTransaction(Counting, SqliteTransactionWrapper):
    """A transaction that holds the write lock from its first statement."""

    HOW = "BEGIN IMMEDIATE"

    async def begin(self) -> None:
        try:
            if self._connection.in_transaction:  # whoever began it was cancelled
                await self._connection.rollback()
            await self._connection.execute(self.HOW)
        except sqlite3.OperationalError as error:
            raise TransactionManagementError(error) from error


class ReadingTransaction(ImmediateTransaction):
    """A transaction that only reads: it keeps no writer waiting."""

    HOW = "BEGIN"


class ImmediateContext(SqliteTransactionContext):
    """A transaction that could not begin leaves the connection to the next one."""

    async def __aenter__(self) -> TransactionalDBClient:
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            await self.connection.begin()
        except BaseException:
            self._trxlock.release()
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        return self.connection  # type: ignore[no-any-return]  # Tortoise says Any


class ImmediateClient(Counting):
    """The client of Tortoise whose transactions begin immediate."""

    def _in_transaction(self) -> TransactionContext:
        return ImmediateContext(ImmediateTransaction(self), self._lock)


def reading(client: BaseDBAsyncClient) -> ImmediateContext:
    """A transaction of this client for reading: what is seen in it stood there at one moment."""
    assert isinstance(client, ImmediateClient)
    return ImmediateContext(ReadingTransaction(client), client._lock)


client_class = ImmediateClient
