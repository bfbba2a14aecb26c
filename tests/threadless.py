"""SQLite in the thread of the loop: what a test asks for itself need not go to another thread and back.

aiosqlite keeps a thread for each connection, and going there and back takes five times as long as a small
statement does: a fifth of the suite (decision 0057). Here a statement runs in its turn of the loop, after
all that was ready before it, so tasks get in each other's way as before. What is cancelled while SQLite works
is another matter: a test of that is marked `threaded`, and the servers of the journeys have their threads.
"""

import asyncio
from typing import Any

import aiosqlite
import pytest
from aiosqlite.core import Connection

_there = Connection._execute
_connect = aiosqlite.connect
_is_here = True


async def _execute(self: Connection, step: Any, *given: Any, **named: Any) -> Any:
    """The answer of SQLite, asked in this thread or in its own."""
    if not _is_here or self._connection is None:
        return await _there(self, step, *given, **named)
    await asyncio.sleep(0)
    return step(*given, **named)


def _opened(*given: Any, **named: Any) -> Connection:
    return _connect(*given, **named, check_same_thread=False)


def begin() -> None:
    """From now on SQLite is asked here; its thread only opens and closes."""
    Connection._execute = _execute  # type: ignore[method-assign]
    aiosqlite.connect = _opened


def choose(item: pytest.Item) -> None:
    """For a test that is marked `threaded` SQLite has its thread."""
    global _is_here
    _is_here = item.get_closest_marker("threaded") is None
