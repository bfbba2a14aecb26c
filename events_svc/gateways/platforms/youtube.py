"""YouTube Data API v3, `videos.list`: numbers are strings, what is not in `items` is deleted or private."""

from collections.abc import Sequence
from urllib.parse import quote

import msgspec

from events_svc.gateways.platforms import Adapter, Call, Received, Request, Understood
from events_svc.gateways.platforms.answers import check_status, decoded, retry_after, whole
from events_svc.stats.heard import Answer, Gone, KeyRefused, Limited, Nonsense, Told

MOST = 50  # ids of one request, by the API's reference
PARTS = "snippet,statistics,liveStreamingDetails,status"
_OF_QUOTA = {"quotaExceeded", "rateLimitExceeded", "userRateLimitExceeded", "dailyLimitExceeded"}


class _Named(msgspec.Struct):
    id: str


class _Statistics(msgspec.Struct):
    viewCount: str | None = None
    likeCount: str | None = None
    commentCount: str | None = None


class _Live(msgspec.Struct):
    actualStartTime: str | None = None
    actualEndTime: str | None = None
    concurrentViewers: str | None = None


class _Item(msgspec.Struct):
    id: str
    statistics: _Statistics = msgspec.field(default_factory=_Statistics)
    liveStreamingDetails: _Live | None = None


class _List(msgspec.Struct):
    items: list[msgspec.Raw]


class _Reason(msgspec.Struct):
    reason: str = ""


class _Error(msgspec.Struct):
    message: str = ""
    errors: list[_Reason] = []


class _Refusal(msgspec.Struct):
    error: _Error = msgspec.field(default_factory=_Error)


def request(call: Call) -> Request:
    """The key goes in a header: addresses are logged, headers are not."""
    ids = ",".join(quote(thing, safe="") for thing in call.things)
    url = f"{call.base}/youtube/v3/videos?part={PARTS}&id={ids}&maxResults={MOST}"
    return Request(url, {"x-goog-api-key": call.key})


def understood(things: Sequence[str], received: Received) -> Understood:
    """What it says of each of the videos."""
    _check(received)
    made: dict[str, Answer | Nonsense] = {
        thing: Gone("items: [] (deleted or private)") for thing in things
    }
    for raw in decoded(received.body, _List).items:
        video_id = decoded(raw, _Named).id
        if video_id in made:
            made[video_id] = _answer(raw)
    return made


def _answer(raw: msgspec.Raw) -> Answer | Nonsense:
    try:
        return _told(decoded(raw, _Item))
    except Nonsense as error:
        return error


def _told(item: _Item) -> Told:
    values = {
        "views": whole(item.statistics.viewCount, "viewCount"),
        "likes": whole(item.statistics.likeCount, "likeCount"),
        "comments": whole(item.statistics.commentCount, "commentCount"),
    }
    live = item.liveStreamingDetails
    if live is None:
        return Told(values)
    if live.actualEndTime:
        return Told(values, "ended", "actualEndTime")
    if not live.actualStartTime:
        return Told(values, "offline", "no actualStartTime")
    concurrent = whole(live.concurrentViewers, "concurrentViewers")  # absent: hidden, or nobody
    return Told({**values, "concurrent": concurrent}, "live", "actualStartTime")


def _check(received: Received) -> None:
    if received.status in {400, 403}:
        said = decoded(received.body, _Refusal).error
        reasons = {one.reason for one in said.errors}
        if reasons & _OF_QUOTA:
            raise Limited(", ".join(sorted(reasons)), retry_after(received))
        raise KeyRefused(", ".join(sorted(reasons)) or said.message or str(received.status))
    check_status(received)


ADAPTER = Adapter(request, understood, most=MOST, needs_key=True)
