"""Playings in the midst of watching, written one transaction after the other while the next are merged.

What a beat costs is half ours and half the database's: one after the other, a second's beats took more than a
second.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from events_svc.database import all_write, in_transaction, is_postgres
from events_svc.stats import rows
from events_svc.stats.memory import Memory
from events_svc.stats.playing import Outcome, Playing
from events_svc.stats.rolling import changes
from events_svc.stats.rolling.sums import Changes
from events_svc.stats.rows import Key
from events_svc.stats.turns import in_turns


class Stale(Exception):
    """Another process has written one of the playings. (Undoes the transaction; nobody else sees it.)"""


class Merged(NamedTuple):
    """A playing that took its beats."""

    key: Key
    playing: Playing
    outcome: Outcome


class Batch(NamedTuple):
    """Playings of one transaction, with the values of their rows and what they change in the sums."""

    merged: Sequence[Merged]
    values: list[Any]
    made: Changes


class Writer:
    """Writes remembered playings; the memory has those that are written, and no others."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._merged: Sequence[Merged] = ()
        self._writing: asyncio.Task[None] | None = None

    async def write(self, merged: Sequence[Merged]) -> list[Key]:
        """Begin to write them once those before are written; what must be read instead, of either."""
        batch = await _batch(merged)
        before, is_written = self._merged, await self._is_written()
        self._merged = ()
        stale = [] if is_written else _keys(before)
        if not self._memory.is_trusted:
            return stale + _keys(merged)
        if merged:
            self._merged, self._writing = merged, asyncio.create_task(_write(batch))
        if is_written:
            await keep(before, self._memory)
        return stale

    async def end(self) -> list[Key]:
        """Wait until all is written; what must be read instead."""
        return await self.write(())

    async def leave(self) -> None:
        """Wait until nothing is written any more, whatever came of it."""
        if self._writing is not None:
            await asyncio.wait([self._writing])

    async def _is_written(self) -> bool:
        if self._writing is None:
            return True
        try:
            await self._writing
        except Stale:
            self._memory.is_trusted = False
            return False
        finally:
            self._writing = None if self._writing.done() else self._writing
        return True


async def keep(merged: Sequence[Merged], memory: Memory) -> None:
    """Remember the playings as they are written now."""
    async for part in in_turns(merged):
        memory.keep({key: playing for key, playing, _ in part})


async def check(playings: Mapping[Key, Playing], memory: Memory) -> None:
    """Compare with what has just been read: whether this process may trust its memory."""
    said: set[bool | None] = set()
    async for part in in_turns([*playings.items()]):
        said |= {memory.agrees(key, playing) for key, playing in part}
    if said - {None}:
        memory.is_trusted = False not in said


def gain(merged: Iterable[Merged], made: Changes) -> None:
    """Add to the sums what the beats gained."""
    for _, playing, outcome in merged:
        for each in outcome.gains:
            made.gain(playing, each)


def _keys(merged: Sequence[Merged]) -> list[Key]:
    return [one.key for one in merged]


async def _batch(merged: Sequence[Merged]) -> Batch:
    values: list[Any] = []
    made = Changes()
    async for part in in_turns(merged):
        values += rows.usual(part)
        gain(part, made)
    return Batch(merged, values, made)


async def _write(batch: Batch) -> None:
    """Write a batch, all or nothing: on SQLite in one way to its thread, which gets the interpreter's lock
    back only now and then while we reckon.
    """
    made = batch.made.records()
    if not is_postgres():
        if not await all_write([rows.usual_step(batch.values), *changes.steps(made)]):
            raise Stale
        return
    async with in_transaction():
        if await rows.store_usual(batch.values) < len(batch.merged):
            raise Stale
        if made:
            await changes.in_order()
            await changes.append(made)
