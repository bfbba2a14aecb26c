"""PeerTube's `GET /api/v1/videos/{id}` at the origin: the counters of federated copies differ."""

from collections.abc import Sequence
from urllib.parse import quote

import msgspec

from events_svc.gateways.platforms import Adapter, Call, Received, Request, Understood
from events_svc.gateways.platforms.answers import check_status, decoded, whole
from events_svc.stats.heard import Answer, Elsewhere, Gone, Told

PUBLISHED, WAITING, ENDED = 1, 4, 5  # VideoState of PeerTube
_HIDDEN = {401, 403}  # private, for signed-in people, or behind a password


class _State(msgspec.Struct):
    id: int


class _Video(msgspec.Struct):
    views: int | None  # must be there: what says nothing of views is no video
    likes: int | None = None
    viewers: int | None = None
    isLive: bool = False
    isLocal: bool = True
    url: str = ""
    state: _State | None = None


def request(call: Call) -> Request:
    """One video a request."""
    (video,) = call.things
    return Request(f"{call.base}/api/v1/videos/{quote(video, safe='')}")


def understood(things: Sequence[str], received: Received) -> Understood:
    """What the instance says of the video."""
    (video,) = things
    if received.status in _HIDDEN:
        return {video: Gone(f"{received.status} (private or for some people alone)")}
    check_status(received)
    if received.status == 404:
        return {video: Gone("404")}
    return {video: _answer(decoded(received.body, _Video))}


def _answer(video: _Video) -> Answer:
    if not video.isLocal and video.url:
        return Elsewhere(video.url)
    values = {"views": whole(video.views, "views"), "likes": whole(video.likes, "likes")}
    if not video.isLive:
        return Told(values)
    state = video.state.id if video.state else 0
    if state == PUBLISHED:
        concurrent = whole(video.viewers, "viewers")
        return Told({**values, "concurrent": concurrent}, "live", "isLive, state 1")
    return Told(values, "ended" if state == ENDED else "offline", f"isLive, state {state}")


ADAPTER = Adapter(request, understood)
