"""Tortoise's PostgreSQL engine with a connection beside its pool, for statements that stand for themselves.

Such a statement is its own transaction: it is begun, planned by index (see `prefer_indexes`) and made
durable in one way to the server and back, where a transaction around it would take three more.
"""

import asyncio
from typing import Any

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper

PLANNED_ONCE = {"enable_seqscan": "off", "plan_cache_mode": "force_generic_plan"}


class SingleClient(AsyncpgDBClient):
    """The client of Tortoise, and `single`."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._single: TransactionWrapper | None = None
        self._connecting = asyncio.Lock()

    async def single(self) -> TransactionWrapper:
        """The connection for statements by themselves; one at a time, connected again when it broke."""
        async with self._connecting:
            if self._single is None or self._single._connection.is_closed():
                self._single = TransactionWrapper(self)
                self._single._connection = await self._connect()
        return self._single

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
        single, self._single = self._single, None
        if single is not None:
            await single._connection.close()
        await super()._close()


client_class = SingleClient
