"""Several queries that see the database at one moment."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tortoise.backends.base.client import TransactionalDBClient
from tortoise.transactions import in_transaction

from events_svc.database import connection, is_postgres
from events_svc.database.sqlite import reading


@asynccontextmanager
async def snapshot() -> AsyncIterator[None]:
    """What is read inside stood there together: nothing that others write meanwhile is seen by half of it.

    Nothing is written inside. Within a transaction it is that transaction's moment. (PostgreSQL:
    REPEATABLE READ READ ONLY; SQLite: a deferred transaction, which keeps no writer waiting.)
    """
    current = connection()
    if isinstance(current, TransactionalDBClient):
        yield
    elif is_postgres():
        async with in_transaction() as opened:
            await opened.execute_script("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        async with reading(current):
            yield
