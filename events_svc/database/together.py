"""Commit together what arrives together.

A durable commit costs a disk flush; requests that arrive while one is running wait for it anyway.
`Together` gathers them and gives them to one transaction, so that 32 clients share one flush.
"""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Together(Generic[Item, Result]):
    """Hands the items that wait to `commit`, at most `most` at a time, one batch after the other.

    `commit` gets the items in the order of their arrival, writes them in one transaction and answers
    one result for each: a value, or an exception that is raised to that caller alone. When it raises
    itself, nothing was written and all callers of the batch get its exception.

    In a crowd it waits for those who are on their way, until as many are there as were last time, and at
    most `pause` seconds: half as many batches are a quarter less computing for each item. Who comes alone
    never waits.
    """

    def __init__(
        self,
        commit: Callable[[Sequence[Item]], Awaitable[Sequence[Result | Exception]]],
        *,
        most: int = 64,
        pause: float = 0.0,
    ) -> None:
        self._commit = commit
        self._most = most
        self._pause = pause
        self._crowd = 0  # how many were there last time
        self._waiting: list[tuple[Item, Callable[[Result | Exception], None]]] = []
        self._running: asyncio.Task[None] | None = None
        self._enough = asyncio.Event()

    async def submit(self, item: Item) -> Result:
        """The result for `item`, after the transaction that holds it has been committed."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self.tell(item, partial(_settle, future))
        return await future

    def tell(self, item: Item, told: Callable[[Result | Exception], None]) -> None:
        """The same for who does not wait: `told` is called with the result or the exception, once."""
        self._waiting.append((item, told))
        if len(self._waiting) >= self._crowd:
            self._enough.set()
        if self._running is None or self._running.done():
            # A context of its own: the task must not inherit a transaction of its first caller.
            self._running = asyncio.create_task(self._run(), context=contextvars.Context())

    async def _run(self) -> None:
        while self._waiting:
            await self._gather()
            batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            self._crowd = len(batch)
            await self._settle(batch)

    async def _gather(self) -> None:
        if not self._pause or len(self._waiting) >= self._crowd:
            return
        self._enough.clear()
        late = asyncio.get_running_loop().call_later(self._pause, self._enough.set)
        await self._enough.wait()
        late.cancel()

    async def _settle(
        self, batch: Sequence[tuple[Item, Callable[[Result | Exception], None]]]
    ) -> None:
        results: Sequence[Result | Exception]
        try:
            results = await self._commit([item for item, _ in batch])
        except Exception as error:  # noqa: BLE001 every caller of the batch must learn of it
            results = [error] * len(batch)
        soon = asyncio.get_running_loop().call_soon
        for (_, told), result in zip(batch, results, strict=True):
            soon(told, result)  # each by itself: what fails with one is nothing to the others


def _settle(future: "asyncio.Future[Result]", result: Result | Exception) -> None:
    if future.done():
        return
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)
