"""Feeds out of memory: what is asked for without end costs a look into a dictionary.

For a second after somebody looked, nobody asks the database again; then one small look says whether the
bytes are still right. Who may see a draft, and who knows a secret, is asked each time.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass

from starlette.types import Receive, Scope, Send

from events_svc.feeds.files import File
from events_svc.web import serving
from events_svc.web.feeds.asked import Asked, asked_by
from events_svc.web.state import Request

FRESH_SECONDS = 1.0
MOST_BYTES = 8 * 1024 * 1024
MOST_FILES = 2_000

Key = tuple[str, Asked]


@dataclass(frozen=True, slots=True)
class Found:
    """What there is to serve: `version` decides its bytes, `build` makes them."""

    version: Hashable
    build: Callable[[], Awaitable[File]]
    cache: bytes = serving.PUBLIC


@dataclass(slots=True)
class _Kept:
    file: File
    version: Hashable
    fresh_until: float = 0.0
    plain: bytes | None = None  # for those who do not accept gzip
    is_looked_at: bool = False  # somebody asks just now whether it is still right

    @property
    def size(self) -> int:
        return 500 + len(self.file.body_gzip) + len(self.plain or b"")


Find = Callable[[Request, Asked], Awaitable[Found]]

_kept: OrderedDict[Key, _Kept] = OrderedDict()
_building: dict[Key, asyncio.Lock] = {}


def forget() -> None:
    """Keep nothing in memory: for tests, whose databases come and go within a second."""
    _kept.clear()


class Feed:
    """Serves what `find` finds: an ASGI application, because it is asked for without end."""

    def __init__(self, find: Find) -> None:
        self.find = find

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = asked_by(scope)
        key = (scope["path"], asked)
        kept, cache = _kept.get(key), serving.PUBLIC
        if kept is None or not (kept.is_looked_at or kept.fresh_until >= time.monotonic()):
            kept, cache = await self._looked_up(key, kept, Request(scope, receive))
        plain = await _plain(kept) if serving.wants_plain(scope) else None
        await serving.serve(
            scope, send, kept.file, plain=plain, cache=cache, is_named=asked.is_named
        )

    async def _looked_up(
        self, key: Key, old: _Kept | None, request: Request
    ) -> tuple[_Kept, bytes]:
        """The bytes as they are now; who asks meanwhile goes on with the old ones, if all may see them."""
        if old is not None and old.fresh_until:
            old.is_looked_at = True
        try:
            found = await self.find(request, key[1])
            return await _current(key, found), found.cache
        finally:
            if old is not None:
                old.is_looked_at = False


async def _plain(kept: _Kept) -> bytes:
    if kept.plain is None:
        kept.plain = await asyncio.to_thread(kept.file.body)
    return kept.plain


async def _current(key: Key, found: Found) -> _Kept:
    """The bytes of this version, made by the first who asks while the others wait."""
    async with _building.setdefault(key, asyncio.Lock()):
        kept = _kept.get(key)
        if kept is None or kept.version != found.version:
            kept = _Kept(await found.build(), found.version)
        if found.cache == serving.PUBLIC:
            kept.fresh_until = time.monotonic() + FRESH_SECONDS
        _keep(key, kept)
    _building.pop(key, None)
    return kept


def _keep(key: Key, kept: _Kept) -> None:
    """The least asked for go first; the last one stays, whatever its size."""
    _kept[key] = kept
    _kept.move_to_end(key)
    size = sum(one.size for one in _kept.values())
    while len(_kept) > 1 and (size > MOST_BYTES or len(_kept) > MOST_FILES):
        size -= _kept.popitem(last=False)[1].size
