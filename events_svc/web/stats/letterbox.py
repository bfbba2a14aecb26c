"""The short way of `POST /beats`: what most requests of a live hour are.

A plain beat is taken here, before any other wrapping of a request (decision 0013). Whatever is not plain
(malformed, too long, from another site, the first of a day or of a source) goes the long way through `beats.Beats`, with
the same body, and gets its words there. Both ways give the same answer.
"""

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from events_svc import clock
from events_svc.config import Settings
from events_svc.stats import collect, salts, sources
from events_svc.stats.errors import TooBusy
from events_svc.web import middleware
from events_svc.web.programs import BEATS
from events_svc.web.received import again, received
from events_svc.web.state import Request
from events_svc.web.stats import beacon, beats

ANYBODY = (b"access-control-allow-origin", b"*")  # players of other sites; they send no cookies


class Letterbox:
    """Takes plain beats and hands all else to `app`."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self.app = app
        always = middleware.on_every_answer(settings)
        self.headers = [
            *((name.encode(), value.encode()) for name, value in always.items()),
            ANYBODY,
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != BEATS:
            await self.app(scope, receive, send)
            return
        if not _is_plain(scope):
            await self.app(scope, receive, _readable(send))
            return
        started = time.perf_counter()
        got = await received(receive, most=beacon.MOST_BYTES)
        if not _is_taken(scope, got):
            await self.app(scope, again(got, receive), _readable(send))
            return
        scope["request_id"] = middleware.new_request_id()
        headers = [(b"x-request-id", scope["request_id"].encode()), *self.headers]
        headers += [(name.encode(), value.encode()) for name, value in beats.pace().items()]
        await send({"type": "http.response.start", "status": 204, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        scope["endpoint"] = beats.Beats
        middleware.note(scope, 204, time.perf_counter() - started)


def _readable(send: Send) -> Send:
    """Refusals too: a player that may not read one sends the same beat again, and again."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], ANYBODY]
        await send(message)

    return sent


def _is_plain(scope: Scope) -> bool:
    """Whether it is a POST that no foreign page can have sent with somebody's cookies."""
    if scope["method"] != "POST":
        return False
    names = {name for name, _ in scope["headers"]}
    return b"cookie" not in names or (b"sec-fetch-site", b"same-origin") in scope["headers"]


def _is_taken(scope: Scope, messages: list[Message]) -> bool:
    """Keep the beat for the next commit, if there is nothing to say about it."""
    body = b"".join(message.get("body", b"") for message in messages)
    is_whole = messages[-1]["type"] == "http.request" and len(body) <= beacon.MOST_BYTES
    now = clock.now()
    salt = salts.known(now.date())
    told = beacon.plain(body) if is_whole and salt else None
    if told is None or salt is None or not _is_played_here(told.src):
        return False
    try:
        collect.receive(beacon.beat(Request(scope), told, salt, now))
    except TooBusy:
        return False
    return True


def _is_played_here(source_id: int) -> bool:
    watched = sources.known(source_id)
    return watched is not None and watched.is_ours
