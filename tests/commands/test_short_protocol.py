"""Short ways in the server's protocol, by raw sockets: who asks notices no difference but the speed."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Scope

from events_svc.commands.short_protocol import ShortProtocol
from events_svc.web import middleware
from events_svc.web.short_ways import Answer, Reply

HEAD = b"POST /short HTTP/1.1\r\nHost: here\r\n"
AT_ONCE = HEAD + b"Content-Length: 2\r\n\r\nhi"
LATER = HEAD + b"Content-Length: 5\r\n\r\nlater"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\nh\r\n1\r\ni\r\n0\r\n\r\n"
DECLINED = HEAD + b"Content-Length: 7\r\n\r\ndecline"
LONG = b"POST /long HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\nhi"
TOO_LARGE = HEAD + b"Content-Length: 100\r\n\r\n" + b"x" * 100


class _Short:
    """Answers with the body; a body `later` when the test says so, `decline` never."""

    most_bytes = 50
    endpoint = PlainTextResponse

    def __init__(self) -> None:
        self.later: list[Reply] = []
        self.came = asyncio.Event()

    def takes(self, scope: Scope) -> bool:
        return scope["method"] == "POST" and scope["path"] == "/short"

    def ask(self, scope: Scope, body: bytes, reply: Reply) -> None:
        if body == b"broken":
            raise RuntimeError("broken")
        if body == b"later":
            self.later.append(reply)
            self.came.set()
        else:
            reply(None if body == b"decline" else short(body))


def short(body: bytes) -> Answer:
    return Answer(200, [(b"content-length", b"%d" % (len(body) + 6))], b"short " + body)


async def _long(request: Request) -> PlainTextResponse:
    body = await request.body()
    return PlainTextResponse(b"long " + body[:10])


async def _slow(request: Request) -> PlainTextResponse:
    body = await request.body()
    await asyncio.sleep(0.05)
    return PlainTextResponse(b"slowly " + body)


@pytest.fixture
def way() -> _Short:
    return _Short()


@pytest.fixture
async def server(way: _Short) -> AsyncIterator[uvicorn.Server]:
    """A server with a short way and a long one."""
    routes = [Route(path, _long, methods=["POST"]) for path in ("/short", "/long")]
    app = Starlette(routes=[*routes, Route("/slow", _slow, methods=["POST"])])
    http: Any = partial(ShortProtocol, ways=[way])
    config = uvicorn.Config(app, http=http, port=0, log_config=None, lifespan="off", ws="none")
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    await server.on_tick(0)
    yield server
    await server.shutdown()


Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture
async def line(server: uvicorn.Server) -> AsyncIterator[Line]:
    port = server.servers[0].sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    yield reader, writer
    writer.close()


async def answers(line: Line, said: bytes, *, count: int = 1) -> list[bytes]:
    """The bodies of so many answers to what is said."""
    line[1].write(said)
    return [await answer(line) for _ in range(count)]


async def answer(line: Line) -> bytes:
    head = (await asyncio.wait_for(line[0].readuntil(b"\r\n\r\n"), 20)).lower()
    length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
    return await line[0].readexactly(int(length))


@pytest.mark.parametrize(
    ("said", "body"),
    [
        (AT_ONCE, b"short hi"),
        (CHUNKED, b"short hi"),
        (DECLINED, b"long decline"),
        (LONG, b"long hi"),
        (TOO_LARGE, b"long xxxxxxxxxx"),
        (AT_ONCE.replace(b"hi", b"broken").replace(b": 2", b": 6"), b"long broken"),
    ],
    ids=["at once", "chunked", "declined", "long", "too large", "broken"],
)
async def test_every_request_is_answered_by_its_way_and_the_line_stays(
    line: Line, said: bytes, body: bytes
) -> None:
    assert await answers(line, said) == [body]
    assert await answers(line, AT_ONCE) == [b"short hi"]


async def test_requests_in_one_packet_are_answered_in_their_order(line: Line, way: _Short) -> None:
    line[1].write(AT_ONCE + LATER + AT_ONCE + LONG + AT_ONCE)
    assert await answer(line) == b"short hi"
    await way.came.wait()
    way.later.pop()(short(b"later"))
    others = [await answer(line) for _ in range(4)]
    assert others == [b"short later", b"long hi", b"long hi", b"long hi"]


async def test_a_request_that_came_in_pieces_is_one(line: Line) -> None:
    for byte in AT_ONCE[:-1]:
        line[1].write(bytes([byte]))
        await asyncio.sleep(0)
    assert await answers(line, AT_ONCE[-1:]) == [b"short hi"]


async def test_a_short_way_may_decline_late(line: Line, way: _Short) -> None:
    line[1].write(LATER)
    await way.came.wait()
    way.later.pop()(None)
    assert await answer(line) == b"long later"


@pytest.mark.parametrize(
    "said",
    [
        AT_ONCE.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"),
        AT_ONCE.replace(b"HTTP/1.1", b"HTTP/1.0"),
    ],
    ids=["close", "1.0"],
)
async def test_who_wants_one_answer_is_hung_up_on(line: Line, said: bytes) -> None:
    line[1].write(said)
    told = await asyncio.wait_for(line[0].read(), 20)
    assert told.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"\r\nconnection: close\r\n\r\nshort hi" in told


async def test_who_waits_to_be_asked_for_a_body_is_asked(line: Line) -> None:
    head, _, body = AT_ONCE.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n").rpartition(
        b"\r\n\r\n"
    )
    line[1].write(head + b"\r\n\r\n")
    assert await line[0].readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert await answers(line, body) == [b"long hi"]


async def test_an_answer_for_who_has_left_is_dropped(line: Line, way: _Short) -> None:
    line[1].write(LATER)
    await way.came.wait()
    line[1].close()
    await line[1].wait_closed()
    await asyncio.sleep(0)
    way.later.pop()(short(b"later"))
    assert await line[0].read() == b""


async def test_a_server_that_ends_gives_the_answers_that_it_owes(
    server: uvicorn.Server, line: Line, way: _Short
) -> None:
    line[1].write(LATER)
    await way.came.wait()
    for connection in [*server.server_state.connections]:
        connection.shutdown()
    way.later.pop()(short(b"later"))
    told = await asyncio.wait_for(line[0].read(), 20)
    assert told.endswith(b"connection: close\r\n\r\nshort later")


async def test_a_head_alone_and_other_methods_go_the_long_way(line: Line) -> None:
    line[1].write(b"HEAD /short HTTP/1.1\r\nHost: here\r\n\r\n")
    assert (await line[0].readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 405 ")


async def test_it_is_numbered_counted_and_logged(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[tuple[Any, ...]] = []
    monkeypatch.setattr(
        middleware,
        "note",
        lambda scope, status, _: noted.append((scope["request_id"], scope["endpoint"], status)),
    )
    line[1].write(AT_ONCE)
    head = (await line[0].readuntil(b"\r\n\r\n")).decode()
    await line[0].readexactly(8)
    number = head.partition("x-request-id: ")[2][:16]
    assert noted == [(number, PlainTextResponse, 200)]
    assert head.startswith("HTTP/1.1 200 OK\r\ndate: ")


async def test_a_line_that_answers_is_not_idle(
    server: uvicorn.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two requests in one packet: the end of the short one begins no time of idling for the long one."""
    monkeypatch.setattr(ShortProtocol, "look_every", 0.005)
    monkeypatch.setattr(server.config, "timeout_keep_alive", 0.02)
    line = await asyncio.open_connection(*server.servers[0].sockets[0].getsockname())
    slow = LONG.replace(b"/long", b"/slow")
    assert await answers(line, AT_ONCE + slow, count=2) == [b"short hi", b"slowly hi"]
    assert await asyncio.wait_for(line[0].read(), 20) == b""  # now it is
    line[1].close()
