"""Slow clients: bounded in time, and nobody else waits for them."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from events_svc.commands.patience import PatientProtocol

HEAD = b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 200\r\n\r\n"
ANSWERED = b"HTTP/1.1 408 "
WHOLE = b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\nhi"


EARLY = b"POST /early HTTP/1.1\r\nHost: here\r\nContent-Length: 4\r\n\r\n"
SLOW = WHOLE.replace(b"POST / ", b"POST /slow ")


class _Hasty(PatientProtocol):
    patience, look_every = 0.15, 0.03


class _Brisk(PatientProtocol):
    look_every = 0.03


async def _echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(await request.body())


async def _early(request: Request) -> PlainTextResponse:
    return PlainTextResponse("no body is read")


async def _slow(request: Request) -> PlainTextResponse:
    await asyncio.sleep(0.3)
    return PlainTextResponse(await request.body())


@pytest.fixture(params=[(_Hasty, 5.0)])
async def port(request: pytest.FixtureRequest) -> AsyncIterator[int]:
    """A server that waits a seventh of a second for a request, and five for the next, or as `param` has it."""
    http, idle = request.param
    ways = {"/": _echo, "/early": _early, "/slow": _slow}
    app = Starlette(routes=[Route(path, one, methods=["POST"]) for path, one in ways.items()])
    config = uvicorn.Config(app, http=http, port=0, log_config=None, lifespan="off", ws="none")
    config.timeout_keep_alive = idle
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    yield server.servers[0].sockets[0].getsockname()[1]
    await server.shutdown()


async def _dribble(port: int, said: bytes) -> bytes:
    """What a client reads that says `said` at once, and then a byte every now and then."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(said)
    answer = asyncio.create_task(_heard(reader))
    while not answer.done():
        writer.write(b"x")
        await asyncio.sleep(0.02)
    writer.close()
    return await answer


async def _heard(reader: asyncio.StreamReader) -> bytes:
    """What came until the server hung up, or met our last byte with a reset."""
    heard = b""
    try:
        while piece := await reader.read(1024):
            heard += piece
    except ConnectionError:
        pass
    return heard


@pytest.mark.parametrize(
    "said", [b"POST /", b"POST / HTTP/1.1\r\nHo", HEAD], ids=["line", "head", "body"]
)
async def test_who_sends_a_byte_now_and_then_is_answered_408(port: int, said: bytes) -> None:
    answer = await asyncio.wait_for(_dribble(port, said), 60)
    assert answer.startswith(ANSWERED)


async def test_who_says_nothing_is_hung_up_on(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    assert (await asyncio.wait_for(reader.read(), 60)).startswith(b"HTTP/1.1 408 ")
    writer.close()


async def test_others_are_answered_meanwhile(port: int) -> None:
    slow = [asyncio.create_task(_dribble(port, HEAD)) for _ in range(20)]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(WHOLE)
    assert await reader.readline() == b"HTTP/1.1 200 OK\r\n"
    writer.close()
    said = b"".join(await asyncio.wait_for(asyncio.gather(*slow), 60))
    assert said.startswith(ANSWERED)


async def test_who_waits_between_two_requests_is_not_late(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(2):
        writer.write(WHOLE)
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 OK")
        assert await reader.readexactly(2) == b"hi"
        await asyncio.sleep(0.3)
    writer.close()


idle_soon = pytest.mark.parametrize("port", [(_Brisk, 0.1)], indirect=True)


@idle_soon
async def test_who_stays_silent_after_an_answer_is_hung_up_on_without_a_word(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(WHOLE)
    assert (await asyncio.wait_for(reader.read(), 60)).endswith(b"\r\n\r\nhi")
    writer.close()


@idle_soon
async def test_who_is_answered_before_the_body_has_come_is_hung_up_on_too(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(EARLY)
    assert await reader.readuntil(b"no body is read")
    writer.write(b"body")
    assert await asyncio.wait_for(reader.read(), 60) == b""
    writer.close()


@idle_soon
@pytest.mark.parametrize(
    "said", [[WHOLE + SLOW], [WHOLE + SLOW[:40], SLOW[40:]]], ids=["whole", "cut"]
)
async def test_who_waits_for_an_answer_is_not_idle(port: int, said: list[bytes]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for piece in said:
        writer.write(piece)
        await asyncio.sleep(0.03)
    assert (await asyncio.wait_for(reader.read(), 60)).count(b"\r\n\r\nhi") == 2
    writer.close()
