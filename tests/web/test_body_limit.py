"""A few paths take more than the rest."""

import re

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from events_svc.web.body_limit import BodyLimit


async def read(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await Response(str(len(body)))(scope, receive, send)


@pytest.mark.parametrize(
    ("path", "size", "is_taken"),
    [("/small", 10, True), ("/small", 11, False), ("/large", 20, True), ("/large", 21, False)],
)
async def test_each_path_has_its_bound(path: str, size: int, is_taken: bool) -> None:
    app = BodyLimit(read, most=10, larger={re.compile("/large"): 20})
    sent: list[object] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"x" * size, "more_body": False}

    async def send(message: object) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": path, "headers": [], "query_string": b""}
    if is_taken:
        await app(scope, receive, send)
    else:
        with pytest.raises(HTTPException):
            await app(scope, receive, send)
    assert bool(sent) is is_taken
