"""One commit of beats: merged into their playings, written and counted, some playings at a time.

A playing that this process remembers is not read: it is merged, and written if its row is still as it was
left. If one of them is not, their transaction is undone, and all of them are read under lock.

Memory names a playing by 60 bits of a hash; a row is written only where its `sid` is the playing's too.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import TypeVar

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

MOST_TOGETHER = 250  # playings of a transaction: others want to write, and requests to be answered

Item = TypeVar("Item")


class Told(msgspec.Struct, gc=False):
    """What came for a playing, in its order, and what its source is."""

    beats: tuple[Beat, ...]
    watched: Watched


class Stale(Exception):
    """Another process has written one of the playings. (Undoes the transaction; nobody else sees it.)"""


async def commit(packed: Sequence[bytes], memory: Memory) -> None:
    """Make packed beats durable, which are in the order of their bytes."""
    told = await _told(packed)
    found = [(memory.find(key, its.beats[0].at_ms), key) for key, its in told.items()]
    unread = [key for playing, key in found if playing is None]
    for some in _slices(sorted((playing, key) for playing, key in found if playing)):
        playings = {key: unpack_playing(playing, key[1]) for playing, key in some}
        unread += await _from_memory(playings, told, memory)
    for keys in _slices(unread):
        await _from_rows({key: told[key] for key in keys}, memory)


async def _told(packed: Sequence[bytes]) -> dict[Key, Told]:
    """What came for each playing; beats of sources that are not there are dropped."""
    beats = {key: (*same,) for key, same in groupby(map(unpack, packed), key=_key)}
    known = await sources.watched({source_id for _, source_id in beats})
    return {key: Told(its, known[key[1]]) for key, its in beats.items() if key[1] in known}


_key = attrgetter("sid", "source_id")


def _slices(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), MOST_TOGETHER):
        yield items[start : start + MOST_TOGETHER]


async def _from_memory(
    playings: Mapping[Key, Playing], told: Mapping[Key, Told], memory: Memory
) -> list[Key]:
    """Commit the remembered playings; those that must be read instead.

    That is all of them where another process has written one; and each that its beats do not change: of two
    names that hash alike one may be taken for the other, and then no row says so.
    """
    if not memory.is_trusted:
        return [*playings]
    outcomes = _merged(playings, told)
    try:
        async with in_transaction():
            changed = await _write(playings, outcomes, Changes())
    except Stale:
        memory.is_trusted = False
        return [*playings]
    memory.keep(changed)
    return [key for key in playings if key not in changed]


async def _from_rows(told: Mapping[Key, Told], memory: Memory) -> None:
    """Commit the playings as the database has them, or begin them."""
    async with in_transaction():
        made = Changes()
        playings = await _playings(told, memory, made)
        changed = await _write(playings, _merged(playings, told), made)
    memory.keep(changed)


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


def _merged(playings: Mapping[Key, Playing], told: Mapping[Key, Told]) -> dict[Key, Outcome]:
    return {key: apply(p, told[key].beats, told[key].watched) for key, p in playings.items()}


async def _write(
    playings: Mapping[Key, Playing], outcomes: Mapping[Key, Outcome], made: Changes
) -> dict[Key, Playing]:
    """Write what has changed, all or nothing, and count it; what that was."""
    changed = {key: playings[key] for key, outcome in outcomes.items() if outcome.is_changed}
    if await rows.store(changed) < len(changed):
        raise Stale
    await _count([(playings[key], outcomes[key]) for key in changed], made)
    return changed


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
