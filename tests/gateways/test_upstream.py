"""What a hub hands on for a phone: as it is asked, answered by the service alone, and soon."""

import asyncio
from uuid import UUID

import aiohttp
import pytest
from aiohttp import web

from events_svc.gateways import upstream
from events_svc.gateways.upstream import Handed, Upstream
from events_svc.hub.errors import Rejected, Unreachable
from events_svc.hub.wire import HubPhone
from tests.gateways.site import site

PATH = "/api/v1/gates/1/walk-ins"
PHONE = HubPhone(UUID(int=7), 1, "East 1 东")


async def test_what_the_server_says_is_handed_back() -> None:
    asked: list[str] = []

    async def page(request: web.Request) -> web.Response:
        asked.append(f"{request.path_qs} {request.headers['authorization']}")
        return web.json_response({"items": []}, status=409)

    assert await _handed(page, f"{PATH}?x=1") == Handed(409, "application/json", b'{"items": []}')
    assert asked == [f"{PATH}?x=1 Hub token"]


@pytest.mark.parametrize(
    ("status", "kind"),
    [(200, "text/html"), (401, "application/problem+json"), (503, "application/json")],
    ids=["a hotel's page", "a revoked hub", "an error"],
)
async def test_what_is_no_answer_for_a_phone_is_none(status: int, kind: str) -> None:
    async def page(_request: web.Request) -> web.Response:
        return web.Response(status=status, body=b"{}", content_type=kind)

    with pytest.raises(Unreachable):
        await _handed(page, PATH)


async def test_a_server_that_is_slow_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upstream, "SOON", 0.05)

    async def page(_request: web.Request) -> web.Response:
        await asyncio.sleep(5)
        return web.Response()

    with pytest.raises(Unreachable):
        await _handed(page, PATH)


async def _handed(page: object, path: str) -> Handed:
    async with site(page) as port, aiohttp.ClientSession() as http:  # type: ignore[arg-type]  # a page
        server = Upstream(http, f"http://127.0.0.1:{port}", "token")
        return await server.hand_on("GET", path, b"", language="en", phone=PHONE)


@pytest.mark.parametrize(
    ("status", "kind", "failed"),
    [
        (422, "application/problem+json", [False]),
        (500, "application/problem+json", [True]),
        (413, "text/html", [False]),
        (404, "text/html", []),
        (429, "application/problem+json", []),
        (503, "application/problem+json", []),
    ],
)
async def test_only_the_service_itself_rejects(status: int, kind: str, failed: list[bool]) -> None:
    async def page(_request: web.Request) -> web.Response:
        body = b'{"detail": "no", "errors": {"items": "large"}}'
        return web.Response(status=status, body=body, content_type=kind)

    with pytest.raises(Unreachable) as raised:
        await _answered(page)
    rejected = raised.value if isinstance(raised.value, Rejected) else None
    assert ([rejected.has_failed] if rejected else []) == failed
    if status == 422:
        assert raised.value.reason == "422 no items: large"


async def test_it_says_for_which_phone_a_hub_asks() -> None:
    asked: list[str] = []

    async def page(request: web.Request) -> web.Response:
        asked.append(request.headers["x-door-phone"])
        return web.json_response({"results": []})

    await _answered(page)
    assert asked == ["00000000-0000-0000-0000-000000000007 East%201%20%E4%B8%9C"]


async def _answered(page: object) -> None:
    async with site(page) as port, aiohttp.ClientSession() as http:  # type: ignore[arg-type]  # a page
        await Upstream(http, f"http://127.0.0.1:{port}", "token").answer(1, [], phone=PHONE)
