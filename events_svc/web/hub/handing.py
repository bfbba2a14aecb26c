"""What a phone asks of a hub and only the server can do (register, take money, print): handed on while it answers.

Answers to questions are kept here, hold at once, and go to the server later.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from events_svc.checkin.models import Device
from events_svc.database import notices
from events_svc.gateways.upstream import Handed, Upstream
from events_svc.hub import answers, holding
from events_svc.hub.errors import ServerNeeded, Unreachable
from events_svc.hub.wire import HubPhone
from events_svc.web import i18n
from events_svc.web.checkin import devices
from events_svc.web.hub.about import About
from events_svc.web.state import Request

MOST_BYTES = 64 * 1024
LOOKS, PAUSE = 40, 0.05  # for what the server made to come down; seconds between two

Endpoint = Callable[[Request], Awaitable[Response]]


class Items(msgspec.Struct):
    items: list[dict[str, Any]]


def handed_on(route: Route, about: About) -> Route:
    """The route, answered by the server with the rights of the hub, for phones of the hub alone."""

    async def hand_on(request: Request) -> Response:
        phone = await _own_phone(request)
        handed = await _asked(request, about, phone)
        if request.method != "GET" and handed.status < 300:
            await _come_down()
        return Response(handed.body, handed.status, media_type=handed.content_type)

    return Route(route.path, hand_on, methods=[*(route.methods or {"GET"})])


def kept(route: Route) -> Route:
    """The route as everywhere, and what it brought is kept for the server."""
    endpoint: Endpoint = route.endpoint

    async def keep(request: Request) -> Response:
        phone = await devices.at_own_gate(request)
        gate = devices.gate_of(phone)
        response = await endpoint(request)
        if response.status_code == 200:
            items = msgspec.json.decode(await request.body(), type=Items).items
            await answers.keep(gate.id, items, phone=phone)
            notices.notify_soon(f"scans:{gate.event_id}")  # the hub's worker wakes
        return response

    return Route(route.path, keep, methods=["POST"])


async def _own_phone(request: Request) -> Device:
    if "gate_id" in request.path_params:
        return await devices.at_own_gate(request)
    return await devices.present(request)


async def _asked(request: Request, about: About, phone: Device) -> Handed:
    """The server's answer; raises ServerNeeded when there is none in time."""
    upstream = Upstream(request.state["http"], about.server, about.token)
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    body = await request.body()
    if len(body) > MOST_BYTES:
        raise ServerNeeded
    try:
        return await upstream.hand_on(
            request.method,
            path,
            body,
            language=i18n.language.get(),
            phone=HubPhone(phone.uid, devices.gate_of(phone).id, phone.name),
        )
    except Unreachable as error:
        raise ServerNeeded from error


async def _come_down() -> None:
    """Let the hub's worker fetch what the server made, and wait for it a little: a new ticket is shown next."""
    before = await holding.present()
    if before is None:
        return
    notices.notify_soon(f"scans:{before.event_id}")
    for _ in range(LOOKS):
        now = await holding.present()
        if now is None or now.cursor != before.cursor:
            return
        await asyncio.sleep(PAUSE)
