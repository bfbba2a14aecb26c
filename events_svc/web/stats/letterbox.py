"""The short way of `POST /beats`: what most requests of a live hour are.

A plain beat is taken here, before any other wrapping of a request (decision 0013). Whatever is not plain
(malformed, too long, from another site, the first of a day or of a source) goes the long way through `beats.Beats`, with
the same body, and gets its words there. Both ways give the same answer.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from events_svc import clock
from events_svc.config import Settings
from events_svc.stats import collect, salts, sources
from events_svc.stats.errors import TooBusy
from events_svc.web import middleware
from events_svc.web.programs import BEATS
from events_svc.web.short_ways import Answer, Headers, Reply
from events_svc.web.state import Request
from events_svc.web.stats import beacon, beats

ANYBODY = (b"access-control-allow-origin", b"*")  # players of other sites; they send no cookies


class Letterbox:
    """A short way (see web/short_ways.py) that takes plain beats."""

    most_bytes = beacon.MOST_BYTES
    endpoint = beats.Beats

    def __init__(self, settings: Settings) -> None:
        always = middleware.on_every_answer(settings)
        self.headers = [
            *((name.encode(), value.encode()) for name, value in always.items()),
            ANYBODY,
        ]

    def takes(self, scope: Scope) -> bool:
        """Whether it is a beat that no foreign page can have sent with somebody's cookies."""
        return scope["path"] == BEATS and scope["method"] == "POST" and _is_plain(scope["headers"])

    def ask(self, scope: Scope, body: bytes, reply: Reply) -> None:
        """A 204, if there is nothing to say about it."""
        if not _is_taken(scope, body):
            reply(None)
            return
        pace = [(name.encode(), value.encode()) for name, value in beats.pace().items()]
        reply(Answer(204, [*self.headers, *pace]))


class Readable:
    """Every answer of the long way too: a player that may not read a refusal sends the same beat again, and again."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_beat = scope["type"] == "http" and scope["path"] == BEATS
        await self.app(scope, receive, _readable(send) if is_beat else send)


def _readable(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], ANYBODY]
        await send(message)

    return sent


def _is_plain(headers: Headers) -> bool:
    names = {name for name, _ in headers}
    return b"cookie" not in names or (b"sec-fetch-site", b"same-origin") in headers


def _is_taken(scope: Scope, body: bytes) -> bool:
    """Keep the beat for the next commit, if it can be."""
    now = clock.now()
    salt = salts.known(now.date())
    told = beacon.plain(body) if salt else None
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
