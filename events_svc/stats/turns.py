"""Turns of the event loop: what takes long is reckoned in short pieces, and requests are answered in between.

Who asks while we reckon waits for the end of the piece; on a busy loop for that of several, one after each
round of requests. So a piece is as long as it takes, not so many items: those that begin, or are read, cost
ten times what others do.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from time import perf_counter as now
from typing import Any, TypeVar

TURN = 0.0005  # seconds that a piece may take
FIRST, MOST = 16, 512  # items of the first piece, and of any

Item = TypeVar("Item")
Key = TypeVar("Key")


async def in_turns(items: Sequence[Item]) -> AsyncIterator[Sequence[Item]]:
    """The items, as many at a time as take a turn; the loop goes round after each."""
    start, size = 0, FIRST
    while start < len(items):
        began = now()
        yield items[start : start + size]
        start, size = start + size, _next(size, now() - began)
        await asyncio.sleep(0)


def _next(size: int, took: float) -> int:
    """How many take a turn, if so many took so long; at most twice as many, some may be dearer."""
    fitting = int(size * TURN / took) if took > 0 else MOST
    return max(1, min(fitting, 2 * size, MOST))


async def let_go(items: dict[Key, Any]) -> None:
    """Forget them in turns: what nobody else holds is freed by whoever lets go of it last, all in one go."""
    async for part in in_turns([*items]):
        for key in part:
            del items[key]


def slices(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """The items in their order, at most `size` at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
