"""Pages that are the same for everybody who is not signed in: made once, then served as bytes.

For a second after somebody looked nobody asks the database; then one small look at the page's version
says whether the bytes are still right. Whoever is signed in gets the page made for that person.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from events_svc import clock
from events_svc.feeds.files import File, packed
from events_svc.text import LANGUAGES
from events_svc.web import auth, i18n, serving
from events_svc.web.state import Request

FRESH_SECONDS = 1.0
MOST = 200
LONGEST_QUERY = 300
CACHE = b"private, no-cache"  # asked for each time, answered with 304 where nothing is new

View = Callable[[Request], Awaitable[Response]]
Version = Callable[[Request], Awaitable[Hashable]]
Key = tuple[str, bytes, str]


@dataclass(slots=True)
class Kept:
    """A page as it was made; `dressed` are all its headers, once it was in the showcase."""

    file: File
    version: Hashable
    fresh_until: float
    dressed: list[tuple[bytes, bytes]] | None = None


_kept: OrderedDict[Key, Kept] = OrderedDict()
_making: dict[Key, asyncio.Lock] = {}


def forget() -> None:
    """Keep nothing in memory: for tests, whose databases come and go within a second."""
    _kept.clear()


def fresh(key: Key) -> Kept | None:
    """The page, if it needs no look at its version now."""
    kept = _kept.get(key)
    return kept if kept is not None and kept.fresh_until > time.monotonic() else None


def is_kept(path: str, query: bytes) -> bool:
    """Whether the page of an address is here, in some language."""
    return any((path, query, lang) in _kept for lang in LANGUAGES)


class SharedPage:
    """Serves what `view` answers. `version` decides the bytes of the page: equal versions, equal pages.

    None as a version: not to be shared. Such a page holds no form with a CSRF token.
    """

    def __init__(self, view: View, version: Version) -> None:
        self.view = view
        self.version = version

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        key = (scope["path"], scope["query_string"], i18n.language.get())
        kept = None if _is_personal(request) else await self._current(request, key)
        if kept is None:
            await (await self.view(request))(scope, receive, send)
            return
        plain = None
        if serving.wants_plain(scope):
            plain = await asyncio.to_thread(kept.file.body)
        await serving.serve(scope, send, kept.file, plain=plain, cache=CACHE, is_named=False)

    async def _current(self, request: Request, key: Key) -> Kept | None:
        """The page as it is now, made by the first who asks while the others wait."""
        if shown := fresh(key):
            return shown
        async with _making.setdefault(key, asyncio.Lock()):
            version = await self.version(request)
            kept = _kept.get(key)
            if kept is None or kept.version != version:
                kept = await self._made(request, version) if version is not None else None
            if kept is not None:
                kept.fresh_until = time.monotonic() + FRESH_SECONDS
                _keep(key, kept)
        _making.pop(key, None)
        return kept

    async def _made(self, request: Request, version: Hashable) -> Kept | None:
        request.scope["is_shared"] = True
        answer = await self.view(request)
        if answer.status_code != 200:
            return None
        media_type = answer.headers["content-type"]
        file = await asyncio.to_thread(packed, bytes(answer.body), media_type, clock.now())
        return Kept(file, version, 0.0)


def _is_personal(request: Request) -> bool:
    has_cookie = auth.COOKIE in request.cookies or "authorization" in request.headers
    return has_cookie or len(request.scope["query_string"]) > LONGEST_QUERY


def _keep(key: Key, kept: Kept) -> None:
    _kept[key] = kept
    _kept.move_to_end(key)
    while len(_kept) > MOST:
        _kept.popitem(last=False)
