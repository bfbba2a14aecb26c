"""`POST /api/v1/videos/{id}/views`: what PeerTube's players say (PeerTube's REST API, `addView`).

A body has the second of the playhead and, since PeerTube 6.1, a name for the playing; no number, no state, no
rate. A player is silent while it is paused, so whoever speaks plays, and time itself numbers the beats.
"""

from typing import Annotated, Literal

import msgspec
from starlette.routing import BaseRoute

from events_svc import clock
from events_svc.stats.errors import SourceUnknown
from events_svc.web.api import operation
from events_svc.web.fields import Line
from events_svc.web.state import Request
from events_svc.web.stats import beats
from events_svc.web.stats.beacon import ForeignBeacon, key_of, salt_of

_ORIGIN = 1_577_836_800  # 2020-01-01: seconds since then fit where a number of beats fits
_WEEK = 7 * 24 * 3600


class PeerTubeView(msgspec.Struct, rename="camel"):
    """Where a playing is, in seconds; `viewEvent` says that the playhead was moved."""

    current_time: Annotated[float, msgspec.Meta(ge=0, le=_WEEK)]
    view_event: Literal["seek"] | None = None
    session_id: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{8,64}\Z")] | None = None
    client: Line = ""
    device: Line = ""
    operating_system: Line = ""


async def watched(request: Request, body: PeerTubeView) -> None:
    """A beat in the words of PeerTube's players; the video is the number of a link."""
    source_id = int(request.path_params["id"])
    if source_id > 2**63 - 1:
        raise SourceUnknown(source_id)
    now = clock.now()
    name = body.session_id or f"pt-{key_of(request, source_id, await salt_of(now)).hex()}"
    beacon = ForeignBeacon(
        sid=name,
        src=source_id,
        sn=int(now.timestamp()) - _ORIGIN,
        pt=int(body.current_time * 1000),
        sta="p",
    )
    await beats.kept(request, [beacon])


routes: list[BaseRoute] = [
    operation(
        "POST", "/videos/{id:int}/views", watched, name="peertube-view", body=PeerTubeView,
        status=204, is_public=True, refusals=(409, 503),
    ),
]  # fmt: skip
