"""Tortoise's PostgreSQL engine with connections beside its pool, for statements that stand for themselves.

Such a statement is its own transaction: it is begun, planned by index (see `prefer_indexes`) and made
durable in one way to the server and back, where a transaction around it would take three more.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import (
    TransactionalDBClient,
    TransactionContext,
    TransactionContextPooled,
)
from tortoise.connection import get_connections

PLANNED_ONCE = {"enable_seqscan": "off", "plan_cache_mode": "force_generic_plan"}


class GivenBack(TransactionContextPooled):
    """A transaction that could not begin, because its task was cancelled meanwhile, gives its connection back
    to the pool: Tortoise keeps it for ever, and a pool of six is empty after six of them.
    """

    async def __aenter__(self) -> TransactionalDBClient:
        try:
            return await super().__aenter__()
        except BaseException:
            await self._give_back()
            raise

    async def _give_back(self) -> None:
        if token := getattr(self, "token", None):
            get_connections().reset(token)
        taken = getattr(self.client, "_connection", None)
        if taken is not None:
            await self.client._parent._pool.release(taken)  # which ends what was begun


class SingleClient(AsyncpgDBClient):
    """The client of Tortoise, with transactions that are `GivenBack`, and `single`."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._singles: list[TransactionWrapper] = []  # that nobody uses now

    def _in_transaction(self) -> TransactionContext:
        return GivenBack(TransactionWrapper(self), self._pool_init_lock)

    @asynccontextmanager
    async def single(self) -> AsyncIterator[TransactionWrapper]:
        """A connection for statements by themselves, for as long as within; as many as are used at once."""
        single = self._singles.pop() if self._singles else await self._connected()
        try:
            yield single
        except asyncio.CancelledError:
            single._connection.terminate()  # an answer may be half on its way
            raise
        finally:
            if not single._connection.is_closed():
                self._singles.append(single)

    async def _connected(self) -> TransactionWrapper:
        single = TransactionWrapper(self)
        single._connection = await self._connect()
        return single

    async def _connect(self) -> asyncpg.Connection:
        return await asyncpg.connect(
            host=self.host,
            port=self.port,
            user=self.user,
            password=self.password,
            database=self.database,
            server_settings={**self.server_settings, **PLANNED_ONCE},
        )

    async def _close(self) -> None:
        while self._singles:
            await self._singles.pop()._connection.close()
        await super()._close()


client_class = SingleClient
