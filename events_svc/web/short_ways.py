"""Short ways: plain requests of a crowd, answered before all wrapping (decisions 0013, 0049).

A short way sees a complete request and answers it, now or later, or declines. Whatever it declines goes the
long way through the application with the body it came with, and gets its words there; both ways give the
same answer. Our own server asks them by itself (commands/short_protocol.py); under another, `ShortWays` does.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

from starlette.types import ASGIApp, Receive, Scope, Send

from events_svc.web import middleware
from events_svc.web.received import again, received

Headers = list[tuple[bytes, bytes]]


class Answer(NamedTuple):
    """A whole answer; with a `content-length` where the status has a body."""

    status: int
    headers: Headers
    body: bytes = b""


Reply = Callable[[Answer | None], None]


class ShortWay(Protocol):
    """Takes requests by their heads, then answers them one by one."""

    most_bytes: int  # of a body; a longer one goes the long way
    endpoint: Any  # the view of the long way: under its name requests are counted

    def takes(self, scope: Scope) -> bool:
        """Whether this may be a request for it: a quick look at method, path and headers."""
        ...

    def ask(self, scope: Scope, body: bytes, reply: Reply) -> None:
        """Call `reply` once, now or later, with the answer, or with None for the long way."""
        ...


def way_of(scope: Scope, ways: Sequence[ShortWay]) -> ShortWay | None:
    """The short way that takes the request, if there is one and it has not declined already."""
    if "has_declined" in scope:
        return None
    for way in ways:
        if way.takes(scope):
            return way
    return None


def numbered(scope: Scope, answer: Answer) -> Headers:
    """The headers of the answer, with the id that the request has got."""
    scope["request_id"] = middleware.new_request_id()
    return [(b"x-request-id", scope["request_id"].encode()), *answer.headers]


def note(way: ShortWay, scope: Scope, status: int, started: float) -> None:
    """Count the request, and log its line, as the long way does."""
    scope["endpoint"] = way.endpoint
    middleware.note(scope, status, time.perf_counter() - started)


class ShortWays:
    """The same for a server that knows nothing of them: asks the ways, and hands all else to `app`."""

    def __init__(self, app: ASGIApp, *, ways: Sequence[ShortWay]) -> None:
        self.app = app
        self.ways = ways

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        way = way_of(scope, self.ways) if scope["type"] == "http" else None
        if way is None:
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        got = await received(receive, most=way.most_bytes)
        body = b"".join(message.get("body", b"") for message in got)
        is_whole = got[-1]["type"] == "http.request" and len(body) <= way.most_bytes
        answer = await _asked(way, scope, body) if is_whole else None
        if answer is None:
            await self.app(scope, again(got, receive), send)
            return
        headers = numbered(scope, answer)
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})
        note(way, scope, answer.status, started)


async def _asked(way: ShortWay, scope: Scope, body: bytes) -> Answer | None:
    answered: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()

    def reply(answer: Answer | None) -> None:
        if not answered.done():  # by being cancelled: whoever asked has left
            answered.set_result(answer)

    way.ask(scope, body, reply)
    return await answered
