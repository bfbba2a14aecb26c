"""The collector: beats gather in the memory of a process and are committed together within a second.

A crash costs the beats of the last second at most, and the next beat of each player heals them.
"""

import asyncio
import contextvars
import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import islice

from events_svc.database import in_transaction
from events_svc.stats import rows, sources
from events_svc.stats.beats import Beat
from events_svc.stats.errors import TooBusy
from events_svc.stats.playing import Playing, Reached, Watched, apply
from events_svc.stats.rows import Key

log = logging.getLogger("events_svc.beats")

EVERY = 0.5  # seconds of rest between two commits
MOST_WAITING = 200_000
MOST_TOGETHER = 500  # playings of a transaction: others want to write too

_waiting: list[Beat] = []
_arrived = asyncio.Event()
_one_at_a_time = asyncio.Lock()


def receive(beat: Beat) -> None:
    """Keep the beat for the next commit; raises TooBusy when too many are waiting."""
    if len(_waiting) >= MOST_WAITING:
        raise TooBusy
    _waiting.append(beat)
    _arrived.set()


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
    async with _one_at_a_time:
        taken = _waiting[:]
        del _waiting[: len(taken)]
        try:
            await _commit(taken)
        except BaseException:
            _waiting[:0] = taken  # beats already committed are below `last_sn`: harmless
            sources.forget()
            raise
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
        await asyncio.sleep(EVERY)


async def _commit(beats: Sequence[Beat]) -> None:
    known = await sources.watched({beat.source_id for beat in beats})
    by_playing: dict[Key, list[Beat]] = {}
    for beat in beats:
        if beat.source_id in known:
            by_playing.setdefault((beat.sid, beat.source_id), []).append(beat)
    for keys in _chunks(sorted(by_playing), MOST_TOGETHER):
        await _commit_together({key: by_playing[key] for key in keys}, known)


async def _commit_together(beats: dict[Key, list[Beat]], known: dict[int, Watched]) -> None:
    async with in_transaction():
        playings = await _playings(beats, known)
        reached: list[tuple[Playing, Reached]] = []
        for key, playing in playings.items():
            passed = apply(playing, beats[key], known[playing.source_id])
            reached += [(playing, threshold) for threshold in passed]
        await rows.store(playings.values())
        await rows.count_views(reached)


async def _playings(beats: dict[Key, list[Beat]], known: dict[int, Watched]) -> dict[Key, Playing]:
    """The playing of each key, under lock; made where this is its first beat."""
    day = min(first.at for first, *_ in beats.values()).date()
    playings = await rows.locked(beats, day)
    firsts = {key: min(beats[key], key=lambda beat: beat.sn) for key in beats.keys() - playings}
    if firsts:
        await rows.begin([(firsts[key], known[key[1]]) for key in sorted(firsts)])
        playings |= await rows.locked(firsts, day)
    return playings


def _chunks(keys: Iterable[Key], size: int) -> Iterable[list[Key]]:
    rest = iter(keys)
    while chunk := [*islice(rest, size)]:
        yield chunk
