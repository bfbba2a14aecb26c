"""Feeds that are chosen out of agendas: which entries they have, and what their bytes depend on.

A `Cut` knows its `version` before any byte is read: who serves it keeps the bytes until it is another.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime

from events_svc.accounts.errors import NotFound
from events_svc.feeds import calendar, kept, parts
from events_svc.feeds.calendar import Feed
from events_svc.feeds.files import File, packed
from events_svc.feeds.parts import Choice, Part
from events_svc.feeds.standing import Standing

MOST_READ = 3_000  # entries that stay in memory, of the agendas that were asked for last

_read: OrderedDict[Hashable, list[Part]] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Cut:
    """A feed with the entries that `parts` finds; `changed_at` is set where somebody chose by hand."""

    feed: Feed
    language: str
    version: Hashable
    parts: Callable[[], Awaitable[list[Part]]]
    changed_at: datetime | None = None

    async def file(self) -> File:
        """The calendar; NotFound when it has no entry, unless somebody chose none."""
        found = await self.parts()
        if not found and self.changed_at is None:
            raise NotFound
        body = await asyncio.to_thread(calendar.assembled, self.feed, found, self.language)
        return packed(body, calendar.MEDIA_TYPE, self._modified_at(found))

    def _modified_at(self, found: Sequence[Part]) -> datetime:
        times = [calendar.modified_at(found)] if found else []
        return max([*times, self.changed_at] if self.changed_at else times)


def forget() -> None:
    """Keep nothing in memory: for tests."""
    _read.clear()


def chosen(feed: Feed, standings: Sequence[Standing], choice: Choice, language: str) -> Cut:
    """The chosen sessions of the newest releases of these events."""

    async def found() -> list[Part]:
        return [part for one in standings for part in choice.of(await released(one, language))]

    return Cut(feed, language, (feed_key(feed), choice, marks(standings)), found)


def marks(standings: Sequence[Standing]) -> Hashable:
    """What of these events decides the bytes of their feeds."""
    return tuple((one.release_id, one.mark) for one in standings)


def feed_key(feed: Feed) -> Hashable:
    return tuple(sorted(feed.name.items())), tuple(sorted(feed.description.items())), feed.source


async def released(standing: Standing, language: str) -> list[Part]:
    """The entries of the newest release, read once; none before the first."""
    if standing.release_id is None:
        return []
    key = (standing.release_id, standing.mark, language)
    if key not in _read:
        file = await kept.export(standing, "calendar.parts", language)
        _read[key] = await asyncio.to_thread(lambda: parts.read(file.body()))
        while len(_read) > 1 and sum(map(len, _read.values())) > MOST_READ:
            _read.popitem(last=False)
    _read.move_to_end(key)
    return _read[key]
