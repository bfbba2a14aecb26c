"""No body is larger than a bound: 413 in the form that the asking program understands.

Starlette's own limit answers in plain English words before our error pages are asked.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_NOWHERE: Mapping[re.Pattern[str], int] = MappingProxyType({})


class BodyLimit:
    """Whoever reads more than `most` bytes of a body, or reads one announced to be larger, gets a 413.

    `larger` are the few paths that take more, each a pattern with its own bound.
    """

    def __init__(
        self, app: ASGIApp, *, most: int, larger: Mapping[re.Pattern[str], int] = _NOWHERE
    ) -> None:
        self.app = app
        self.most = most
        self.larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD"}:
            await self.app(scope, receive, send)
            return
        left = most = self._bound(scope["path"])
        is_too_large = _announced(scope) > most

        async def bounded() -> Message:
            nonlocal left
            if is_too_large:
                raise HTTPException(413)
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413)
            return message

        await self.app(scope, bounded, send)

    def _bound(self, path: str) -> int:
        found = (most for pattern, most in self.larger.items() if pattern.fullmatch(path))
        return next(found, self.most)


def _announced(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "")
    return int(length[:20]) if length.isascii() and length.isdecimal() else 0
