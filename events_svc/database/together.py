"""Commit together what arrives together.

A durable commit costs a disk flush; requests that arrive while one is running wait for it anyway.
`Together` gathers them and gives them to one transaction, so that 32 clients share one flush.
"""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Together(Generic[Item, Result]):
    """Hands the items that wait to `commit`, at most `most` at a time, in at most `at_once` transactions.

    `commit` gets the items in the order of their arrival, writes them in one transaction and answers
    one result for each: a value, or an exception that is raised to that caller alone. When it raises
    itself, nothing was written and all callers of the batch get its exception.
    """

    def __init__(
        self,
        commit: Callable[[Sequence[Item]], Awaitable[Sequence[Result | Exception]]],
        *,
        most: int = 64,
        at_once: int = 1,
    ) -> None:
        self._commit = commit
        self._most = most
        self._at_once = at_once
        self._waiting: list[tuple[Item, asyncio.Future[Result]]] = []
        self._running = 0
        self._tasks: set[asyncio.Task[None]] = set()  # the loop itself holds tasks but weakly

    async def submit(self, item: Item) -> Result:
        """The result for `item`, after the transaction that holds it has been committed."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._running < self._at_once:
            self._running += 1
            # A context of its own: the task must not inherit a transaction of its first caller.
            task = asyncio.create_task(self._run(), context=contextvars.Context())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await future

    async def _run(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            await self._settle(batch)
        self._running -= 1

    async def _settle(self, batch: Sequence[tuple[Item, "asyncio.Future[Result]"]]) -> None:
        try:
            results = await self._commit([item for item, _ in batch])
        except Exception as error:  # noqa: BLE001 every caller of the batch must learn of it
            results = [error] * len(batch)
        for (_, future), result in zip(batch, results, strict=True):
            if future.done():
                continue
            if isinstance(result, Exception):
                future.set_exception(result)
            else:
                future.set_result(result)
