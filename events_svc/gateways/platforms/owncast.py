"""Owncast's `GET /api/status`. It counts no plays: who watches now, and the most at once."""

from collections.abc import Sequence

import msgspec

from events_svc.gateways.platforms import Adapter, Call, Received, Request, Understood
from events_svc.gateways.platforms.answers import check_status, decoded, whole
from events_svc.stats.heard import Gone, Told


class _Status(msgspec.Struct):
    online: bool
    viewerCount: int | None = None  # absent: hidden by the streamer, or nobody
    sessionMaxViewerCount: int | None = None
    overallMaxViewerCount: int | None = None
    lastConnectTime: str | None = None
    lastDisconnectTime: str | None = None


def request(call: Call) -> Request:
    """The one stream of the server."""
    return Request(f"{call.base}/api/status")


def understood(things: Sequence[str], received: Received) -> Understood:
    """What the server says of its stream."""
    (thing,) = things
    check_status(received)
    if received.status == 404:
        return {thing: Gone("404")}
    status = decoded(received.body, _Status)
    return {thing: _on(status) if status.online else _off(status)}


def _on(status: _Status) -> Told:
    values = {
        "concurrent": whole(status.viewerCount, "viewerCount"),
        "peak": whole(status.sessionMaxViewerCount, "sessionMaxViewerCount"),
    }
    return Told(values, "live", "online")


def _off(status: _Status) -> Told:
    """A session's peak is told until the next one begins; one without a session says nothing."""
    state = "ended" if status.lastConnectTime else "offline"
    if not status.lastConnectTime:
        return Told({}, state, "not online")
    peak = whole(status.sessionMaxViewerCount, "sessionMaxViewerCount")
    return Told({"peak": peak}, state, f"lastDisconnectTime {status.lastDisconnectTime or '?'}")


ADAPTER = Adapter(request, understood)
