"""Vimeo's `GET /videos/{id}`: `stats.plays` is null where its owner hides it."""

from collections.abc import Sequence
from urllib.parse import quote

import msgspec

from events_svc.gateways.platforms import Adapter, Call, Received, Request, Understood
from events_svc.gateways.platforms.answers import check_status, decoded, whole
from events_svc.stats.heard import Gone, Told

FIELDS = "uri,stats.plays,metadata.connections.likes.total,live.status"
ACCEPT = "application/vnd.vimeo.*+json;version=3.4"
_STATES = {"streaming": "live", "done": "ended", "archiving": "ended", "archive_error": "ended"}


class _Stats(msgspec.Struct):
    plays: int | None


class _Likes(msgspec.Struct):
    total: int | None = None


class _Connections(msgspec.Struct):
    likes: _Likes | None = None


class _Metadata(msgspec.Struct):
    connections: _Connections = msgspec.field(default_factory=_Connections)


class _Live(msgspec.Struct):
    status: str | None = None


class _Video(msgspec.Struct):
    stats: _Stats
    metadata: _Metadata = msgspec.field(default_factory=_Metadata)
    live: _Live | None = None


def request(call: Call) -> Request:
    """One video a request."""
    (video,) = call.things
    url = f"{call.base}/videos/{quote(video, safe='')}?fields={FIELDS}"
    return Request(url, {"authorization": f"bearer {call.key}", "accept": ACCEPT})


def understood(things: Sequence[str], received: Received) -> Understood:
    """What it says of the video."""
    (video,) = things
    check_status(received)
    if received.status == 404:
        return {video: Gone("404 (deleted or private)")}
    return {video: _told(decoded(received.body, _Video))}


def _told(video: _Video) -> Told:
    values = {"views": whole(video.stats.plays, "stats.plays")}
    if video.metadata.connections.likes is not None:
        values["likes"] = whole(video.metadata.connections.likes.total, "likes.total")
    if video.live is None or video.live.status is None:
        return Told(values)
    status = video.live.status
    return Told(values, _STATES.get(status, "offline"), f"live.status {status}")


ADAPTER = Adapter(request, understood, needs_key=True)
