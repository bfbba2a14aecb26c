"""One commit of beats: merged into their playings, written and counted, some playings at a time.

A playing that this process remembers is not read: it is merged, and written if its row is still as it was
left. If one of them is not, their transaction is undone, and all of them are read under lock.

Memory names a playing by 60 bits of a hash; a row is written only where its `sid` is the playing's too.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple, TypeVar

import msgspec

from events_svc.database import in_transaction
from events_svc.stats import rows, sources, views
from events_svc.stats.beats import Beat, instant
from events_svc.stats.memory import Memory
from events_svc.stats.packing import unpack, unpack_playing
from events_svc.stats.playing import Gain, Outcome, Playing, Watched, apply
from events_svc.stats.rolling import changes
from events_svc.stats.rolling.sums import Changes
from events_svc.stats.rows import Key

MOST_TOGETHER = 1_000  # playings of a transaction: others want to write, too
AT_A_TIME = 250  # that are merged in one go: requests want to be answered in between

Item = TypeVar("Item")


class Told(msgspec.Struct, gc=False):
    """What came for a playing, in its order, and what its source is."""

    beats: tuple[Beat, ...]
    watched: Watched


class Stale(Exception):
    """Another process has written one of the playings. (Undoes the transaction; nobody else sees it.)"""


class Merged(NamedTuple):
    """A playing that took its beats."""

    key: Key
    playing: Playing
    outcome: Outcome


async def commit(packed: Sequence[bytes], memory: Memory) -> None:
    """Make packed beats durable, which are in the order of their bytes.

    Playings of which more changed than usual are written after all others, by themselves: rows are locked in
    the order of their ids within each transaction, so that two processes cannot wait for each other.
    """
    told = await _told(packed)
    found, unread = _remembered(told, memory)
    unusual: list[Merged] = []
    for some in _slices(found, MOST_TOGETHER):
        merged = await _merged_from_memory(some)
        unread += [key for key, _, outcome in merged if not outcome.is_changed]
        unusual += [one for one in merged if not one.outcome.is_usual]
        unread += await _from_memory([one for one in merged if _is_plain(one)], memory)
    for late in _slices(unusual, MOST_TOGETHER):
        unread += await _from_memory(late, memory)
    for keys in _slices(unread, MOST_TOGETHER):
        await _from_rows({key: told[key] for key in keys}, memory)


async def _told(packed: Sequence[bytes]) -> dict[Key, Told]:
    """What came for each playing; beats of sources that are not there are dropped."""
    beats = {key: (*same,) for key, same in groupby(map(unpack, packed), key=_key)}
    known = await sources.watched({source_id for _, source_id in beats})
    return {key: Told(its, known[key[1]]) for key, its in beats.items() if key[1] in known}


_key = attrgetter("sid", "source_id")


def _slices(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _remembered(
    told: Mapping[Key, Told], memory: Memory
) -> tuple[list[tuple[bytes, Key, Told]], list[Key]]:
    """The playings that are remembered (packed), in the order of their ids; and those that must be read."""
    found, unread = [], []
    for key, its in told.items():
        playing = memory.find(key, its.beats[0].at_ms) if memory.is_trusted else None
        if playing is None:
            unread.append(key)
        else:
            found.append((playing, key, its))
    return sorted(found), unread


async def _merged_from_memory(some: Sequence[tuple[bytes, Key, Told]]) -> list[Merged]:
    merged: list[Merged] = []
    for part in _slices(some, AT_A_TIME):
        merged += [_merged(key, unpack_playing(packed, key[1]), its) for packed, key, its in part]
        await asyncio.sleep(0)
    return merged


def _merged(key: Key, playing: Playing, told: Told) -> Merged:
    return Merged(key, playing, apply(playing, told.beats, told.watched))


def _is_plain(one: Merged) -> bool:
    return one.outcome.is_changed and one.outcome.is_usual


async def _from_memory(merged: Sequence[Merged], memory: Memory) -> list[Key]:
    """Commit remembered playings that have changed; those that must be read instead.

    That is all of them where another process has written one. (And, before this, each that its beats do not
    change: of two names that hash alike one may be taken for the other, and then no row says so.)
    """
    if not memory.is_trusted:
        return [one.key for one in merged]
    if not merged:
        return []
    try:
        async with in_transaction():
            await _write(merged, Changes())
    except Stale:
        memory.is_trusted = False
        return [one.key for one in merged]
    memory.keep({key: playing for key, playing, _ in merged})
    return []


async def _from_rows(told: Mapping[Key, Told], memory: Memory) -> None:
    """Commit the playings as the database has them, or begin them."""
    async with in_transaction():
        made = Changes()
        playings = await _playings(told, memory, made)
        ordered = sorted(playings.items(), key=_row)
        merged = [_merged(key, playing, told[key]) for key, playing in ordered]
        changed = [one for one in merged if one.outcome.is_changed]
        await _write(changed, made)
    memory.keep({key: playing for key, playing, _ in changed})


def _row(item: tuple[Key, Playing]) -> int:
    return item[1].id


async def _playings(told: Mapping[Key, Told], memory: Memory, made: Changes) -> dict[Key, Playing]:
    """The playing of each key, under lock; made where this is its first beat."""
    day = instant(min(its.beats[0].at_ms for its in told.values())).date()
    playings = await rows.locked(told, day)
    memory.check(playings)
    new = sorted(told.keys() - playings)
    if new:
        await rows.begin([(told[key].beats[0], told[key].watched) for key in new])
        begun = await rows.locked(new, day)
        for first in await views.count_viewers(begun.values()):
            made.gain(first, Gain(first.started_ms, first.is_bot, viewers=1))
        playings |= begun
    return playings


async def _write(merged: Sequence[Merged], made: Changes) -> None:
    """Write what has changed, all or nothing, and count it."""
    unusual = [one for one in merged if not one.outcome.is_usual]
    usual = merged if not unusual else [one for one in merged if one.outcome.is_usual]
    if await rows.store(usual, unusual) < len(merged):
        raise Stale
    for _, playing, outcome in merged:
        for gain in outcome.gains:
            made.gain(playing, gain)
    await _count(unusual, made)


async def _count(unusual: Sequence[Merged], made: Changes) -> None:
    """Count the views, take those of unmasked programs back, and write down what changed."""
    reached = [(one.playing, each) for one in unusual for each in one.outcome.reached]
    for playing, each in await views.count_views(reached):
        made.view(playing, each, count=1)
    unmasked = [one.playing for one in unusual if one.outcome.is_unmasked]
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
