"""The collector: beats gather in the memory of a process and are committed together within a second.

A crash costs the beats of the last second at most, and the next beat of each player heals them. What waits
is packed: 200,000 viewers may beat at the same moment and cost less than 200 bytes each.
"""

import asyncio
import contextvars
import logging
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import groupby

from events_svc.database import in_transaction
from events_svc.stats import rows, salts, sources, views
from events_svc.stats.beats import Beat, instant
from events_svc.stats.errors import TooBusy
from events_svc.stats.packing import pack, playing_of, unpack
from events_svc.stats.playing import Gain, Outcome, Playing, Watched, apply
from events_svc.stats.rolling import changes
from events_svc.stats.rolling.sums import Changes
from events_svc.stats.rows import Key

log = logging.getLogger("events_svc.beats")

EVERY = 0.5  # seconds of rest between two commits
DURABLE = 1.0  # seconds in which a beat shall be stored
MOST_STRETCH = 1.6
MOST_WAITING = 200_000
MOST_TOGETHER = 250  # playings of a transaction: others want to write, and requests to be answered

_waiting: list[bytes] = []
_arrived = asyncio.Event()
_one_at_a_time = asyncio.Lock()
_took = 0.0  # seconds, the last flush


def receive(beat: Beat) -> None:
    """Keep the beat for the next commit; raises TooBusy when too many are waiting."""
    if len(_waiting) >= MOST_WAITING:
        raise TooBusy
    _waiting.append(pack(beat))
    _arrived.set()


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
        taken = _waiting[:]
        del _waiting[: len(taken)]
        taken.sort()
        try:
            await _commit(taken)
        except BaseException:
            _waiting[:0] = taken  # beats already committed are below `last_sn`: harmless
            sources.forget()
            raise
        _took = time.perf_counter() - started
        return len(taken)


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


async def _commit(packed: Sequence[bytes]) -> None:
    """Commit packed beats, which are in their order, some playings at a time."""
    for beats in _together(packed):
        known = await sources.watched({source_id for _, source_id in beats})
        wanted = {key: found for key, found in beats.items() if key[1] in known}
        if wanted:
            await _commit_together(wanted, known)


def _together(packed: Sequence[bytes]) -> Iterator[dict[Key, list[Beat]]]:
    some: dict[Key, list[Beat]] = {}
    for _, same in groupby(packed, key=playing_of):
        beats = [unpack(one) for one in same]
        some[beats[0].sid, beats[0].source_id] = beats
        if len(some) == MOST_TOGETHER:
            yield some
            some = {}
    if some:
        yield some


async def _commit_together(beats: dict[Key, list[Beat]], known: dict[int, Watched]) -> None:
    async with in_transaction():
        made = Changes()
        playings = await _playings(beats, known, made)
        outcomes = [(p, apply(p, beats[key], known[key[1]])) for key, p in playings.items()]
        await rows.store([playing for playing, outcome in outcomes if outcome.is_changed])
        await _count(outcomes, made)


async def _playings(
    beats: dict[Key, list[Beat]], known: dict[int, Watched], made: Changes
) -> dict[Key, Playing]:
    """The playing of each key, under lock; made where this is its first beat."""
    day = instant(min(first.at_ms for first, *_ in beats.values())).date()
    playings = await rows.locked(beats, day)
    firsts = [(beats[key][0], known[key[1]]) for key in sorted(beats.keys() - playings)]
    if firsts:
        await rows.begin(firsts)
        begun = await rows.locked([(beat.sid, beat.source_id) for beat, _ in firsts], day)
        for first in await views.count_viewers(begun.values()):
            made.gain(first, Gain(first.started_ms, first.is_bot, viewers=1))
        playings |= begun
    return playings


async def _count(outcomes: Sequence[tuple[Playing, Outcome]], made: Changes) -> None:
    """Count the views, take those of unmasked programs back, and write down what changed."""
    reached = [(playing, one) for playing, outcome in outcomes for one in outcome.reached]
    for playing, one in await views.count_views(reached):
        made.view(playing, one, count=1)
    for playing, outcome in outcomes:
        for gain in outcome.gains:
            made.gain(playing, gain)
    unmasked = [playing for playing, outcome in outcomes if outcome.is_unmasked]
    if unmasked or made.records():
        await changes.in_order()
        await _take_back(unmasked, made)
        await changes.append(made.records())


async def _take_back(unmasked: Sequence[Playing], made: Changes) -> None:
    for playing, one in await views.take_back(unmasked):
        made.view(playing, one, count=-1)
    for playing in await views.take_back_viewers(unmasked):
        made.gain(playing, Gain(playing.started_ms, False, viewers=-1))
    for playing in await views.count_viewers(unmasked):
        made.gain(playing, Gain(playing.started_ms, True, viewers=1))
