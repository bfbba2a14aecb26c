"""A request to the application by hand: the status as soon as it is known, also of an endless answer."""

import asyncio
import contextlib
from collections.abc import Mapping
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.types import Message

PATIENCE = 20.0  # seconds for a status
REST = 20.0  # for the rest of the answer
STREAM = b"text/event-stream"  # has no rest: it never ends


async def status_of(
    app: Starlette, method: str, path: str, *, headers: Mapping[str, str], body: bytes = b""
) -> int:
    """The status that the application answers; an answer that goes on is cut off."""
    started: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    gone = asyncio.Event()
    sent = endless = False

    async def receive() -> Message:
        nonlocal sent
        if not sent:
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        nonlocal endless
        if message["type"] == "http.response.start" and not started.done():
            endless = dict(message["headers"]).get(b"content-type", b"").startswith(STREAM)
            started.set_result(message["status"])

    answering = asyncio.create_task(app(_scope(app, method, path, headers), receive, send))
    await asyncio.wait(
        {answering, asyncio.ensure_future(started)},
        timeout=PATIENCE,
        return_when=asyncio.FIRST_COMPLETED,
    )
    await asyncio.wait({answering}, timeout=0 if endless else REST)
    gone.set()
    await asyncio.wait({answering}, timeout=REST)
    await _end(answering)
    assert started.done(), f"{method} {path} has not answered within {PATIENCE} seconds"
    return started.result()


async def _end(answering: asyncio.Task[None]) -> None:
    answering.cancel()
    with contextlib.suppress(asyncio.CancelledError, Exception):
        await answering


def _scope(app: Starlette, method: str, path: str, headers: Mapping[str, str]) -> dict[str, object]:
    path, _, query = path.partition("?")
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": quote(path).encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [
            (name.lower().encode(), value.encode())
            for name, value in {"host": "testserver", **headers}.items()
        ],
        "client": ("127.0.0.1", 50000),
        "server": ("testserver", 80),
        "state": dict(app.state.lifespan),
    }
