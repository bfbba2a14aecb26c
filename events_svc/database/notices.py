"""Hints that something has changed: they wake workers and live pages, and carry no truth.

On PostgreSQL they travel by LISTEN/NOTIFY between all processes, after the commit; on SQLite, where one
process serves everything, within the process. Whoever gets one reads the database; whoever misses one
finds the change at the next look.
"""

import asyncio
import contextvars
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from events_svc.config import Settings
from events_svc.database import execute, is_postgres

CHANNEL = "events_svc"
MOMENT = 0.05  # seconds

_listeners: dict[str, set[asyncio.Event]] = {}
_soon: dict[str, asyncio.Task[None]] = {}
_relay: asyncpg.Connection | None = None
_relaying = asyncio.Lock()


async def notify(topic: str) -> None:
    """Tell everybody who waits for `topic` (such as `jobs` or `scans:12`) to look again."""
    if is_postgres():
        await execute("SELECT pg_notify($1, $2)", [CHANNEL, topic])
    else:
        wake(topic)


def notify_soon(topic: str) -> None:
    """`notify` in a moment, once for all that ask until then: for what is committed many times a second.

    A NOTIFY in a transaction makes all others that have one wait for its commit.
    """
    if topic not in _soon:
        _soon[topic] = asyncio.create_task(_notify_late(topic), context=contextvars.Context())


async def _notify_late(topic: str) -> None:
    await asyncio.sleep(MOMENT)
    del _soon[topic]
    if _relay is None:
        await notify(topic)
    else:  # a connection that nobody waits for, and that says one thing at a time
        async with _relaying:
            await _relay.execute("SELECT pg_notify($1, $2)", CHANNEL, topic)


def wake(topic: str) -> None:
    """Wake those who wait for `topic` in this process."""
    for event in _listeners.get(topic, ()):
        event.set()


@asynccontextmanager
async def listening(topic: str) -> AsyncIterator[asyncio.Event]:
    """An event that is set at each notice for `topic`; the caller clears it."""
    event = asyncio.Event()
    _listeners.setdefault(topic, set()).add(event)
    try:
        yield event
    finally:
        _listeners[topic].discard(event)
        if not _listeners[topic]:
            del _listeners[topic]


@asynccontextmanager
async def relayed(settings: Settings) -> AsyncIterator[None]:
    """On PostgreSQL: a connection that passes on the notices of other processes, for the time inside."""
    if not settings.is_postgres:
        yield
        return
    global _relay
    _relay = await asyncpg.connect(settings.database_url)
    try:
        await _relay.add_listener(CHANNEL, lambda _c, _pid, _channel, topic: wake(topic))
        yield
    finally:
        await _relay.close()
        _relay = None
