"""`POST /beats`: the beacon of a player. The hot path of the service: no template, no session, no query."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from events_svc import clock
from events_svc.stats import bots, collect, keys, salts
from events_svc.stats.beats import Beat
from events_svc.web.address import client_address
from events_svc.web.api import malformed
from events_svc.web.fields import Id
from events_svc.web.state import Request

MOST_BYTES = 2048
_WEEK_MS = 7 * 24 * 3600 * 1000


class Beacon(msgspec.Struct):
    """The body, also when it is called text/plain as `sendBeacon` does; names as in CMCD v2.

    `sid` one playing, `src` the source, `sn` counts from 1, `pt` playhead in ms, `sta` state, `pr` rate.
    """

    sid: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{8,64}\Z")]
    src: Id
    sn: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
    pt: Annotated[int, msgspec.Meta(ge=0, le=_WEEK_MS)]
    sta: Annotated[str, msgspec.Meta(pattern=r"^[paskerwfqdh]\Z")]
    pr: Annotated[float, msgspec.Meta(ge=0, le=16)] = 1.0


_decode: Callable[[bytes], Beacon] = msgspec.json.Decoder(Beacon).decode
_is_bot: dict[str, bool] = {}


class Beats:
    """An ASGI application of its own: it spares each beat the wrapping of a view."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Keep a beat for the next commit, at most a second away, and answer 204."""
        request: Request = Request(scope, receive)
        beacon = _decoded(await _body(request))
        now = clock.now()
        salt = salts.known(now.date()) or await salts.of_day(now.date())
        collect.receive(beat(request, beacon, salt, now))
        await Response(status_code=204)(scope, receive, send)


async def _body(request: Request) -> bytes:
    body = b""
    try:
        async for part in request.stream():
            body += part
            if len(body) > MOST_BYTES:
                raise HTTPException(413)
    except ClientDisconnect as error:
        raise HTTPException(400) from error
    return body


def _decoded(body: bytes) -> Beacon:
    try:
        return _decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise malformed(error) from error


def plain(body: bytes) -> Beacon | None:
    """The beacon in a body, None where a refusal has something to say about it."""
    try:
        return _decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def beat(request: Request, beacon: Beacon, salt: bytes, now: datetime) -> Beat:
    """The beat that a beacon tells of, with what the server adds to it on arrival."""
    agent = request.headers.get("user-agent", "")
    return Beat(
        sid=beacon.sid,
        source_id=beacon.src,
        sn=beacon.sn,
        playhead_ms=beacon.pt,
        state=beacon.sta,
        rate=beacon.pr,
        at=now,
        key=keys.viewer_key(salt, client_address(request), agent, beacon.src),
        is_bot=_named_bot(agent),
    )


def _named_bot(agent: str) -> bool:
    """`bots.is_bot`, remembered: a regular expression for each beat would cost more than the rest."""
    known = _is_bot.get(agent)
    if known is None:
        if len(_is_bot) > 5_000:
            _is_bot.clear()
        known = _is_bot[agent] = bots.is_bot(agent)
    return known


routes: list[BaseRoute] = [Route("/beats", Beats(), methods=["POST"], name="beats")]
