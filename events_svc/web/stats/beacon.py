"""What a player says of itself, whichever body it came in, and the beat that it becomes on arrival."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, ClassVar
from urllib.parse import urlsplit

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from events_svc.stats import bots, keys, salts, sources
from events_svc.stats.beats import Beat, milliseconds
from events_svc.stats.countries import UNKNOWN, country_of
from events_svc.stats.errors import NotPlayedHere, SourceUnknown
from events_svc.stats.playing import Watched
from events_svc.stats.referrers import DIRECT, class_of
from events_svc.web.address import client_address
from events_svc.web.api import malformed
from events_svc.web.fields import Id
from events_svc.web.state import Request

MOST_BYTES = 2048
MOST_EARLY = 3  # beats of a playing that may be its first to arrive: they say whence and where
_WEEK_MS = 7 * 24 * 3600 * 1000


class Beacon(msgspec.Struct):
    """The body, also when it is called text/plain as `sendBeacon` does; names as in CMCD v2.

    `sid` one playing, `src` the source, `sn` counts from 1, `pt` playhead in ms, `sta` state, `pr` rate;
    `ref` the host of the page that led here, in the first beats only.
    """

    sid: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{8,64}\Z")]
    src: Id
    sn: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
    pt: Annotated[int, msgspec.Meta(ge=0, le=_WEEK_MS)]
    sta: Annotated[str, msgspec.Meta(pattern=r"^[paskerwfqdh]\Z")]
    pr: Annotated[float, msgspec.Meta(ge=0, le=16)] = 1.0
    ref: Annotated[str, msgspec.Meta(max_length=253)] = ""

    is_jittered: ClassVar[bool] = True  # our player varies its interval: who does not is a program

    @property
    def has_playhead(self) -> bool:
        """Whether `pt` was said."""
        return True


class ForeignBeacon(Beacon):
    """The same in the words of another player, some of which name no playhead."""

    is_jittered: ClassVar[bool] = False
    names_playhead: bool = True

    @property
    def has_playhead(self) -> bool:
        """Whether `pt` was said."""
        return self.names_playhead


_decode: Callable[[bytes], Beacon] = msgspec.json.Decoder(Beacon).decode
_is_bot: dict[str, bool] = {}


def plain(body: bytes) -> Beacon | None:
    """The beacon in a body, None where a refusal has something to say about it."""
    try:
        return _decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def decoded(body: bytes) -> Beacon:
    """The beacon in a body; raises Malformed with the field."""
    try:
        return _decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise malformed(error) from error


async def body_of(request: Request, *, most: int) -> bytes:
    """The body, of at most `most` bytes: else 413."""
    body = b""
    try:
        async for part in request.stream():
            body += part
            if len(body) > most:
                raise HTTPException(413)
    except ClientDisconnect as error:
        raise HTTPException(400) from error
    return body


async def played_here(source_id: int) -> Watched:
    """The source, if there is one and our player plays it; raises SourceUnknown, NotPlayedHere."""
    watched = sources.known(source_id)
    if watched is None:
        watched = (await sources.watched([source_id])).get(source_id)
    if watched is None:
        raise SourceUnknown(source_id)
    if not watched.is_ours:
        raise NotPlayedHere(source_id)
    return watched


async def salt_of(now: datetime) -> bytes:
    """The salt of the day."""
    return salts.known(now.date()) or await salts.of_day(now.date())


def key_of(request: Request, source_id: int, salt: bytes) -> bytes:
    """The viewer's key of the day for a source: what is left of address and user agent."""
    agent = request.headers.get("user-agent", "")
    return keys.viewer_key(salt, client_address(request), agent, source_id)


def is_bot(request: Request) -> bool:
    """Whether the user agent names itself a program."""
    return _named_bot(request.headers.get("user-agent", ""))


def beat(request: Request, beacon: Beacon, salt: bytes, now: datetime) -> Beat:
    """The beat that a beacon tells of, with what the server adds to it on arrival."""
    agent = request.headers.get("user-agent", "")
    address = client_address(request)
    is_early = beacon.sn <= MOST_EARLY
    return Beat(
        sid=beacon.sid,
        source_id=beacon.src,
        sn=beacon.sn,
        playhead_ms=beacon.pt,
        state=beacon.sta,
        rate=beacon.pr,
        at_ms=milliseconds(now),
        key=keys.viewer_key(salt, address, agent, beacon.src),
        is_bot=_named_bot(agent),
        referrer=_referrer(request, beacon.ref) if is_early else DIRECT,
        country=_country(request, address) if is_early else UNKNOWN,
        is_jittered=beacon.is_jittered,
        has_playhead=beacon.has_playhead,
    )


def _referrer(request: Request, host: str) -> str:
    if not host:
        return DIRECT
    return class_of(host, own_host=urlsplit(request.state["settings"].public_url).netloc)


def _country(request: Request, address: str) -> str:
    return country_of(request.state["settings"].country_database, address)


def _named_bot(agent: str) -> bool:
    """`bots.is_bot`, remembered: a regular expression for each beat would cost more than the rest."""
    known = _is_bot.get(agent)
    if known is None:
        if len(_is_bot) > 5_000:
            _is_bot.clear()
        known = _is_bot[agent] = bots.is_bot(agent)
    return known
