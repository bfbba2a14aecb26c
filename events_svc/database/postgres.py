"""Tortoise's PostgreSQL engine with connections beside its pool, for statements that stand for themselves.

Such a statement is its own transaction: it is begun, planned by index (see `prefer_indexes`) and made
durable in one way to the server and back, where a transaction around it would take three more.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper

PLANNED_ONCE = {"enable_seqscan": "off", "plan_cache_mode": "force_generic_plan"}


class SingleClient(AsyncpgDBClient):
    """The client of Tortoise, and `single`."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._singles: list[TransactionWrapper] = []  # that nobody uses now

    @asynccontextmanager
    async def single(self) -> AsyncIterator[TransactionWrapper]:
        """A connection for statements by themselves, for as long as within; as many as are used at once."""
        single = self._singles.pop() if self._singles else await self._connected()
        try:
            yield single
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
