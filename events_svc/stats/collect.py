"""The collector: beats gather in the memory of a process and are committed together within a second.

A crash costs the beats of the last second at most, and the next beat of each player heals them. What waits
is packed, and so is what is remembered of the playings; when very many wait, it is forgotten.
"""

import asyncio
import contextvars
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from events_svc.stats import salts, sources
from events_svc.stats.beats import Beat
from events_svc.stats.commit import commit
from events_svc.stats.errors import TooBusy
from events_svc.stats.memory import Memory
from events_svc.stats.packing import pack

log = logging.getLogger("events_svc.beats")

EVERY = 0.5  # seconds of rest between two commits
DURABLE = 1.0  # seconds in which a beat shall be stored
MOST_STRETCH = 1.6
MOST_WAITING = 200_000
CROWDED = 60_000  # that wait: they take the place of what was remembered
MOST_AT_ONCE = 20_000  # beats that are unpacked together; the others stay packed

_waiting: list[bytes] = []
_memory = Memory()
_arrived = asyncio.Event()
_one_at_a_time = asyncio.Lock()
_took = 0.0  # seconds, the last flush


def receive(beat: Beat) -> None:
    """Keep the beat for the next commit; raises TooBusy when too many are waiting."""
    if len(_waiting) >= MOST_WAITING:
        raise TooBusy
    _waiting.append(pack(beat))
    _arrived.set()
    if len(_waiting) == CROWDED:
        _memory.forget()


def stretch() -> float:
    """By how much players shall multiply their interval, so that beats are durable in time again.

    At most 1.6: with its jitter of a fifth a beat still comes within two intervals, so that who is there is
    counted as there, and within three, so that all of it is credited.
    """
    late = (
        max(EVERY, _took) + _took
    )  # a beat waits for the rest or for the flush before, then its own
    return 1 if late <= DURABLE else MOST_STRETCH


@asynccontextmanager
async def collecting() -> AsyncIterator[None]:
    """Commit what arrives, for the time inside; on leaving, the rest."""
    task = asyncio.create_task(_run(), context=contextvars.Context())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await flush()


async def flush() -> int:
    """Commit all beats that are waiting now; how many they were. Those that fail wait again."""
    global _took
    async with _one_at_a_time:
        started = time.perf_counter()
        count = len(_waiting)
        for done in range(0, count, MOST_AT_ONCE):
            await _flush_some(min(MOST_AT_ONCE, count - done))
        _took = time.perf_counter() - started
        return count


async def _flush_some(count: int) -> None:
    taken = _waiting[:count]
    del _waiting[:count]
    try:
        await commit(taken, _memory)
    except BaseException:
        _waiting[:0] = taken  # beats already committed are below `last_sn`: harmless
        sources.forget()
        raise


async def _run() -> None:
    while True:
        await _arrived.wait()
        _arrived.clear()
        try:
            await flush()
        except Exception:
            log.exception("beats wait for the next commit")
            _arrived.set()
            with suppress(Exception):  # the database is away still: the next try tells
                await salts.put_back()
        await asyncio.sleep(
            max(EVERY - _took, EVERY / 10)
        )  # the longer it took, the more have come
