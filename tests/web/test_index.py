"""Routes are found by the first word of their path, with Starlette's own outcome."""

from collections.abc import Sequence

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Mount, NoMatchFound, Route

from events_svc.web.index import Index


async def _say(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"{request.method} {request.path_params}")


ROUTES = [
    Route("/", _say, name="home"),
    Route("/events/new", _say, name="new"),
    Route("/events/{slug}", _say, name="event"),
    Route("/events/{slug}", _say, methods=["POST"], name="change"),
    Route("/api/v1/gates/{id:int}/scans", _say, methods=["POST"], name="scan"),
    Mount("/static", routes=[Route("/{path:path}", _say, name="file")], name="static"),
]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/events/new"),
        ("GET", "/events/summit"),
        ("POST", "/events/summit"),
        ("DELETE", "/events/summit"),
        ("POST", "/api/v1/gates/7/scans"),
        ("GET", "/api/v1/gates/7/scans"),
        ("POST", "/api/v1/gates/x/scans"),
        ("GET", "/static/css/a.css"),
        ("GET", "/nowhere"),
        ("GET", "//"),
        ("GET", "/api/v1"),
    ],
)
async def test_it_answers_as_the_list_of_routes_would(method: str, path: str) -> None:
    plain, indexed = [await _answer(one, method, path) for one in (ROUTES, [Index(ROUTES)])]
    assert (plain.status_code, plain.text) == (indexed.status_code, indexed.text)


async def test_a_wrong_method_is_told_all_that_the_address_can_do() -> None:
    answer = await _answer([Index(ROUTES)], "DELETE", "/events/summit")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")


async def _answer(routes: Sequence[BaseRoute], method: str, path: str) -> httpx.Response:
    transport = httpx.ASGITransport(Starlette(routes=routes))
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        return await client.request(method, path)


def test_it_knows_the_addresses_of_its_routes() -> None:
    index = Index(ROUTES)
    assert index.url_path_for("event", slug="summit") == "/events/summit"
    with pytest.raises(NoMatchFound):
        index.url_path_for("nothing")
