"""Bilibili's web interface, best effort: it is not promised to anybody and bans who asks too often."""

from collections.abc import Sequence
from urllib.parse import quote

import msgspec

from events_svc.gateways.platforms import Adapter, Call, Received, Request, Understood
from events_svc.gateways.platforms.answers import check_status, decoded, whole
from events_svc.stats.heard import Away, Banned, Gone, Nonsense, Told

BANS = {-412, -352, -799}  # too many requests, as it words it from time to time
GONE = {-404, 62002, 62004, 62012}  # none; invisible; under review; for its owner alone
HIDDEN = "--"
_MALFORMED = -400


class Coded(msgspec.Struct):
    """The frame of every answer."""

    code: int
    message: str = ""


class _Stat(msgspec.Struct):
    view: int | str
    like: int | None = None
    reply: int | None = None
    share: int | None = None
    favorite: int | None = None


class _Video(msgspec.Struct):
    stat: _Stat


class _View(msgspec.Struct):
    data: _Video


def request(call: Call) -> Request:
    """One video a request."""
    (video,) = call.things
    return Request(f"{call.base}/x/web-interface/view?bvid={quote(video, safe='')}")


def understood(things: Sequence[str], received: Received) -> Understood:
    """What it says of the video; `view` is "--" when it is hidden."""
    (video,) = things
    coded = checked(received)
    if coded.code in GONE:
        return {video: Gone(f"{coded.code} {coded.message}".strip())}
    if coded.code != 0:
        raise refusal(coded)
    return {video: _told(decoded(received.body, _View).data.stat)}


def checked(received: Received) -> Coded:
    """The code of the answer; raises Banned, and what a status means."""
    if received.status == 412:
        raise Banned("412")
    check_status(received)
    coded = decoded(received.body, Coded)
    if coded.code in BANS:
        raise Banned(f"{coded.code} {coded.message}".strip())
    return coded


def refusal(coded: Coded) -> Away | Nonsense:
    """What a code means that is none of the known ones."""
    words = f"{coded.code} {coded.message}".strip()
    return Nonsense(words) if coded.code == _MALFORMED else Away(words)


def _told(stat: _Stat) -> Told:
    return Told(
        {
            "views": None if stat.view == HIDDEN else whole(stat.view, "view"),
            "likes": whole(stat.like, "like"),
            "comments": whole(stat.reply, "reply"),
            "shares": whole(stat.share, "share"),
            "favourites": whole(stat.favorite, "favorite"),
        }
    )


ADAPTER = Adapter(request, understood)
