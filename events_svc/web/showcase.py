"""The short way to pages that are kept: what a crowd asks for when doors open.

A stranger without a cookie gets the kept page here, before any other wrapping of a request (decision
0013). Whoever is known, chooses a language, has the page already or takes no gzip goes the long way, and
so does everybody when the page is not fresh. Both ways give the same answer.
"""

import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send

from events_svc.config import Settings
from events_svc.web import middleware, serving, shared

_OF_THE_LONG_WAY = (b"cookie", b"authorization", b"if-none-match", b"if-modified-since")


class Showcase:
    """Shows kept pages to strangers and hands all else to `app`."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self.app = app
        self.always = middleware.on_every_answer(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        lang = _language(scope) if scope["type"] == "http" else None
        key = (scope["path"], scope["query_string"], lang) if lang else None
        kept = shared.fresh(key) if key else None
        if key is None or kept is None:
            await self.app(scope, receive, send)
            return
        scope["request_id"] = middleware.new_request_id()
        kept.dressed = kept.dressed or self._dressed(kept, key[2])
        headers = [(b"x-request-id", scope["request_id"].encode()), *kept.dressed]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": kept.file.body_gzip})
        scope["endpoint"] = shared.SharedPage
        middleware.note(scope, 200, time.perf_counter() - started)

    def _dressed(self, kept: shared.Kept, lang: str) -> list[tuple[bytes, bytes]]:
        plain = serving.headers(kept.file, None, cache=shared.CACHE, is_named=False)
        headers = MutableHeaders(raw=plain)
        middleware.dress(headers, self.always, lang, is_known=False)
        return headers.raw


def _language(scope: Scope) -> str | None:
    """The language of the page for a stranger who asks plainly, None for anybody else."""
    if scope["method"] != "GET" or len(scope["query_string"]) > shared.LONGEST_QUERY:
        return None
    headers = dict([*scope["headers"]][::-1])  # of many with one name the first counts
    if any(name in headers for name in _OF_THE_LONG_WAY) or serving.wants_plain(scope):
        return None
    accepted = headers.get(b"accept-language", b"").decode("latin-1")
    lang, chosen = middleware.language_of(scope["query_string"], accepted, otherwise="zh")
    return None if chosen else lang
