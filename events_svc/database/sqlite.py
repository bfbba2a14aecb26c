"""Tortoise's SQLite engine with immediate transactions, and times that are read quickly.

Tortoise begins transactions deferred: two processes that read first and write later then meet "database
is locked" at once, without waiting for the busy time-out. And it reads times, which SQLite keeps as text,
with a regular expression: a third of the time of a page with a thousand of them.
"""

import sqlite3
from datetime import datetime

from tortoise.backends.base.client import (
    BaseDBAsyncClient,
    TransactionalDBClient,
    TransactionContext,
)
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
)
from tortoise.connection import get_connections
from tortoise.exceptions import TransactionManagementError
from tortoise.fields import data

data.parse_datetime = datetime.fromisoformat  # type: ignore[attr-defined]  # where the field looks it up


class ImmediateTransaction(SqliteTransactionWrapper):
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


class ImmediateClient(SqliteClient):
    """The client of Tortoise whose transactions begin immediate."""

    def _in_transaction(self) -> TransactionContext:
        return ImmediateContext(ImmediateTransaction(self), self._lock)


def reading(client: BaseDBAsyncClient) -> ImmediateContext:
    """A transaction of this client for reading: what is seen in it stood there at one moment."""
    assert isinstance(client, ImmediateClient)
    return ImmediateContext(ReadingTransaction(client), client._lock)


client_class = ImmediateClient
