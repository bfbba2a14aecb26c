"""`POST /beats`: the beacon of a player. The hot path of the service: no template, no session, no query."""

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from events_svc import clock
from events_svc.stats import collect
from events_svc.web.state import Request
from events_svc.web.stats import reports
from events_svc.web.stats.beacon import (
    MOST_BYTES,
    Beacon,
    beat,
    body_of,
    decoded,
    played_here,
    salt_of,
)

STRETCH = "beat-stretch"
PREFLIGHT = {
    "access-control-allow-methods": "POST",
    "access-control-allow-headers": "content-type",
    "access-control-max-age": "86400",
}


class Beats:
    """An ASGI application of its own: it spares each beat the wrapping of a view."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Keep the beats of a body for the next commit, at most a second away, and answer 204."""
        request: Request = Request(scope, receive)
        answer = await (_preflight if request.method == "OPTIONS" else _taken)(request)
        await answer(scope, receive, send)


async def _preflight(request: Request) -> Response:
    """Players of other sites may tell us too; they send no cookies and read nothing (Fetch, CORS)."""
    return Response(status_code=204, headers=PREFLIGHT)


async def _taken(request: Request) -> Response:
    if _kind(request) == reports.TYPE:
        return await kept(request, reports.beacons(await body_of(request, most=reports.MOST_BYTES)))
    return await kept(request, [decoded(await body_of(request, most=MOST_BYTES))])


async def kept(request: Request, beacons: Sequence[Beacon]) -> Response:
    """Hand all beacons to the collector, or none when one of them names a wrong source; 204."""
    now = clock.now()
    for source_id in {beacon.src for beacon in beacons}:
        await played_here(source_id)
    salt = await salt_of(now)
    for beacon in beacons:
        collect.receive(beat(request, beacon, salt, now))
    return Response(status_code=204, headers=pace())


def pace() -> dict[str, str]:
    """The header of an answer to a beat: the factor of the interval, while the service is busy."""
    stretch = collect.stretch()
    return {STRETCH: str(stretch)} if stretch > 1 else {}


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


routes: list[BaseRoute] = [Route("/beats", Beats(), methods=["POST", "OPTIONS"], name="beats")]
