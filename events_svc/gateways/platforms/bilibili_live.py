"""Bilibili's live rooms, best effort. `online` is popularity (人气值), never people."""

from collections.abc import Sequence
from urllib.parse import quote

import msgspec

from events_svc.gateways.platforms import Adapter, Call, Received, Request, Understood
from events_svc.gateways.platforms.answers import decoded, whole
from events_svc.gateways.platforms.bilibili import checked, refusal
from events_svc.stats.heard import Gone, Nonsense, Told

NO_ROOM = 1
_STATES = {0: "offline", 1: "live", 2: "offline"}  # 2: a carousel of old videos


class _Room(msgspec.Struct):
    live_status: int
    online: int | None = None


class _Info(msgspec.Struct):
    data: _Room


def request(call: Call) -> Request:
    """One room a request."""
    (room,) = call.things
    return Request(f"{call.base}/room/v1/Room/get_info?room_id={quote(room, safe='')}")


def understood(things: Sequence[str], received: Received) -> Understood:
    """Whether the room is live, and how popular."""
    (room,) = things
    coded = checked(received)
    if coded.code == NO_ROOM:
        return {room: Gone(f"{coded.code} {coded.message}".strip())}
    if coded.code != 0:
        raise refusal(coded)
    return {room: _told(decoded(received.body, _Info).data)}


def _told(room: _Room) -> Told:
    if room.live_status not in _STATES:
        raise Nonsense(f"live_status: {room.live_status}")
    state = _STATES[room.live_status]
    values = {"popularity": whole(room.online, "online")} if state == "live" else {}
    return Told(values, state, f"live_status {room.live_status}")


ADAPTER = Adapter(request, understood)
