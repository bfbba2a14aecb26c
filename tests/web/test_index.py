"""Routes are found by the first word of their path, with Starlette's own outcome."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, NoMatchFound, Route

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
    answers = []
    for routes in (ROUTES, [Index(ROUTES)]):
        transport = httpx.ASGITransport(Starlette(routes=routes))
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            answer = await client.request(method, path)
            answers.append((answer.status_code, answer.text, answer.headers.get("allow")))
    assert answers[0] == answers[1]


def test_it_knows_the_addresses_of_its_routes() -> None:
    index = Index(ROUTES)
    assert index.url_path_for("event", slug="summit") == "/events/summit"
    with pytest.raises(NoMatchFound):
        index.url_path_for("nothing")
