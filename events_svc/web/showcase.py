"""The short way to pages that are kept: what a crowd asks for when doors open.

A stranger without a cookie gets the kept page here, before any other wrapping of a request (decision
0013). Whoever is known, chooses a language, has the page already or takes no gzip goes the long way, and
so does everybody when the page is not fresh. Both ways give the same answer.
"""

from starlette.datastructures import MutableHeaders
from starlette.types import Scope

from events_svc.config import Settings
from events_svc.web import middleware, serving, shared
from events_svc.web.short_ways import Answer, Reply

_OF_THE_LONG_WAY = (b"cookie", b"authorization", b"if-none-match", b"if-modified-since")


class Showcase:
    """A short way (see web/short_ways.py) that shows kept pages to strangers."""

    most_bytes = 0
    endpoint = shared.SharedPage

    def __init__(self, settings: Settings) -> None:
        self.always = middleware.on_every_answer(settings)

    def takes(self, scope: Scope) -> bool:
        """Whether the page of this address is kept in some language."""
        return scope["method"] == "GET" and shared.is_kept(scope["path"], scope["query_string"])

    def ask(self, scope: Scope, body: bytes, reply: Reply) -> None:
        """The page, if it is fresh."""
        lang = _language(scope)
        kept = shared.fresh((scope["path"], scope["query_string"], lang)) if lang else None
        if kept is None or lang is None:
            reply(None)
            return
        kept.dressed = kept.dressed or self._dressed(kept, lang)
        reply(Answer(200, kept.dressed, kept.file.body_gzip))

    def _dressed(self, kept: shared.Kept, lang: str) -> list[tuple[bytes, bytes]]:
        plain = serving.headers(kept.file, None, cache=shared.CACHE, is_named=False)
        headers = MutableHeaders(raw=plain)
        middleware.dress(headers, self.always, lang, is_known=False)
        return headers.raw


def _language(scope: Scope) -> str | None:
    """The language of the page for a stranger who asks plainly, None for anybody else."""
    if len(scope["query_string"]) > shared.LONGEST_QUERY:
        return None
    headers = dict([*scope["headers"]][::-1])  # of many with one name the first counts
    if any(name in headers for name in _OF_THE_LONG_WAY) or serving.wants_plain(scope):
        return None
    accepted = headers.get(b"accept-language", b"").decode("latin-1")
    lang, chosen = middleware.language_of(scope["query_string"], accepted, otherwise="zh")
    return None if chosen else lang
