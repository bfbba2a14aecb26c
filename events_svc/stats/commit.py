"""One commit of beats: merged into their playings, written and counted, some playings at a time.

A playing that this process remembers is not read: it is merged, and written if its row is still as it was
left, while the next are merged. If one of them is not, their transaction is undone, and all of them are read
under lock.

Memory names a playing by 60 bits of a hash; a row is written only where its `sid` is the playing's too.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from operator import attrgetter

import msgspec

from events_svc.database import in_transaction
from events_svc.stats import rows, sources, views
from events_svc.stats.beats import Beat, instant
from events_svc.stats.memory import Memory
from events_svc.stats.packing import unpack, unpack_playing
from events_svc.stats.playing import Gain, Playing, Watched, apply
from events_svc.stats.rolling import changes
from events_svc.stats.rolling.sums import Changes
from events_svc.stats.rows import Key
from events_svc.stats.turns import in_turns, let_go, slices
from events_svc.stats.writing import Merged, Stale, Writer, check, gain, keep

MOST_TOGETHER = 1_000  # playings of a transaction: others want to write, too
ORDERED = 128  # playings that are put in order in one go

Found = tuple[bytes, Key, "Told"]  # a playing (packed) and what came for it


class Told(msgspec.Struct, gc=False):
    """What came for a playing, in its order, and what its source is."""

    beats: tuple[Beat, ...]
    watched: Watched


async def commit(packed: Sequence[bytes], memory: Memory) -> None:
    """Make packed beats durable.

    Playings of which more changed than usual are written after all others, by themselves: rows are locked in
    the order of their ids within each transaction, so that two processes cannot wait for each other.
    """
    told = await _told(packed)
    found, unread = await _remembered(told, memory)
    unusual: list[Merged] = []
    writer = Writer(memory)
    try:
        while found:
            some, found = found[:MOST_TOGETHER], found[MOST_TOGETHER:]
            merged = await _merged_from_memory(some)
            unread += [one.key for one in merged if not one.outcome.is_changed]
            unusual += [one for one in merged if not one.outcome.is_usual]
            unread += await writer.write([one for one in merged if _is_plain(one)])
        unread += await writer.end()
    finally:
        await writer.leave()  # nothing is written any more when the beats wait again
    for late in slices(unusual, MOST_TOGETHER):
        unread += await _write_unusual(late, memory)
    for keys in slices(unread, MOST_TOGETHER):
        await _from_rows({key: told[key] for key in keys}, memory)
    await let_go(told)


async def _told(packed: Sequence[bytes]) -> dict[Key, Told]:
    """What came for each playing; beats of sources that are not there are dropped."""
    beats: dict[Key, tuple[Beat, ...]] = {}
    source_ids: set[int] = set()
    async for part in in_turns(packed):
        for beat in map(unpack, part):
            key = (beat.sid, beat.source_id)
            beats[key] = (*beats[key], beat) if key in beats else (beat,)
            source_ids.add(beat.source_id)
    known = await sources.watched(source_ids, within=sources.RENEWED)
    told: dict[Key, Told] = {}
    async for some in in_turns([*beats.items()]):
        for key, its in some:
            if key[1] in known:
                ordered = its if len(its) == 1 else (*sorted(its, key=_number),)
                told[key] = Told(ordered, known[key[1]])
    return told


_number = attrgetter("sn")


async def _remembered(told: Mapping[Key, Told], memory: Memory) -> tuple[list[Found], list[Key]]:
    """The playings that are remembered, in the order of their ids; and those that must be read."""
    found: list[Found] = []
    unread: list[Key] = []
    async for part in in_turns([*told.items()]):
        for key, its in part:
            playing = memory.find(key, its.beats[0].at_ms) if memory.is_trusted else None
            if playing is None:
                unread.append(key)
            else:
                found.append((playing, key, its))
    return await _ordered(found), unread


async def _ordered(found: Sequence[Found]) -> list[Found]:
    """In the order of their ids, with which they begin: parted between some of them, then each part by itself."""
    bounds = sorted(packed for packed, _, _ in found[::ORDERED])
    parts: list[list[Found]] = [[] for _ in range(len(bounds) + 1)]
    async for some in in_turns(found):
        for one in some:
            parts[bisect_right(bounds, one[0])].append(one)
    ordered: list[Found] = []
    async for several in in_turns(parts):
        for part in several:
            ordered += sorted(part)
    return ordered


async def _merged_from_memory(some: Sequence[Found]) -> list[Merged]:
    merged: list[Merged] = []
    async for part in in_turns(some):
        merged += [_merged(key, unpack_playing(packed, key[1]), its) for packed, key, its in part]
    return merged


def _merged(key: Key, playing: Playing, told: Told) -> Merged:
    return Merged(key, playing, apply(playing, told.beats, told.watched))


def _is_plain(one: Merged) -> bool:
    return one.outcome.is_changed and one.outcome.is_usual


async def _write_unusual(merged: Sequence[Merged], memory: Memory) -> list[Key]:
    """Commit remembered playings of which much has changed; those that must be read instead.

    That is all of them where another process has written one. (And, before this, each that its beats do not
    change: of two names that hash alike one may be taken for the other, and then no row says so.)
    """
    if not memory.is_trusted:
        return [one.key for one in merged]
    try:
        async with in_transaction():
            await _write(merged, Changes())
    except Stale:
        memory.is_trusted = False
        return [one.key for one in merged]
    await keep(merged, memory)
    return []


async def _from_rows(told: Mapping[Key, Told], memory: Memory) -> None:
    """Commit the playings as the database has them, or begin them."""
    async with in_transaction():
        made = Changes()
        playings = await _playings(told, memory, made)
        merged: list[Merged] = []
        async for part in in_turns(sorted(playings.items(), key=_row)):
            merged += [_merged(key, playing, told[key]) for key, playing in part]
        changed = [one for one in merged if one.outcome.is_changed]
        await _write(changed, made)
    await keep(changed, memory)


def _row(item: tuple[Key, Playing]) -> int:
    return item[1].id


async def _playings(told: Mapping[Key, Told], memory: Memory, made: Changes) -> dict[Key, Playing]:
    """The playing of each key, under lock; made where this is its first beat."""
    day = instant(min(its.beats[0].at_ms for its in told.values())).date()
    playings = await rows.locked(told, day)
    await check(playings, memory)
    new = sorted(told.keys() - playings)
    if new:
        await rows.begin([(told[key].beats[0], told[key].watched) for key in new])
        begun = await rows.locked(new, day)
        async for part in in_turns(await views.count_viewers([*begun.values()])):
            for first in part:
                made.gain(first, Gain(first.started_ms, first.is_bot, viewers=1))
        playings |= begun
    return playings


async def _write(merged: Sequence[Merged], made: Changes) -> None:
    """Write what has changed, all or nothing, and count it."""
    unusual = [one for one in merged if not one.outcome.is_usual]
    usual = merged if not unusual else [one for one in merged if one.outcome.is_usual]
    if await rows.store(usual, unusual) < len(merged):
        raise Stale
    async for part in in_turns(merged):
        gain(part, made)
    await _count(unusual, made)


async def _count(unusual: Sequence[Merged], made: Changes) -> None:
    """Count the views, take those of unmasked programs back, and write down what changed."""
    reached = [(one.playing, each) for one in unusual for each in one.outcome.reached]
    async for part in in_turns(await views.count_views(reached)):
        for playing, each in part:
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
