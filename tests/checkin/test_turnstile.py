"""The short way answers plain scans alone, and leaves everything else as it came."""

import asyncio
import uuid
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from events_svc.checkin.models import Scan
from events_svc.config import Settings
from events_svc.web.checkin.turnstile import Turnstile
from events_svc.web.short_ways import Answer, Reply, ShortWays
from tests.checkin.factories import Door, code_of, make_door, make_ticket
from tests.conftest import browser

pytestmark = pytest.mark.usefixtures("database")

NO_TIME = b"""{"scan_id": "00000000-0000-4000-8000-000000000000", "code": "X",
    "at_device": "0001-01-01T00:00:00+14:00"}"""


async def long_way(scope: Scope, receive: Receive, send: Send) -> None:
    """Says that it was asked, and with how many bytes."""
    body = await Request(scope, receive).body()
    await PlainTextResponse(f"the long way, {len(body)}", 202)(scope, receive, send)


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    app = ShortWays(long_way, ways=[Turnstile(settings)])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


async def test_a_plain_scan_takes_the_short_way(client: httpx.AsyncClient) -> None:
    door = await make_door()
    answer = await _scan(client, door, headers=_token(door))
    assert (answer.status_code, answer.json()["reason"]) == (200, "ok")
    assert {name: answer.headers[name] for name in ("content-type", "x-content-type-options")} == {
        "content-type": "application/json",
        "x-content-type-options": "nosniff",
    }
    assert len(answer.headers["x-request-id"]) == 16
    assert await Scan.all().count() == 1


async def test_the_scanner_s_own_page_takes_the_short_way(client: httpx.AsyncClient) -> None:
    door = await make_door()
    headers = {"cookie": f"lang=en; door={door.token}", "sec-fetch-site": "same-origin"}
    assert (await _scan(client, door, headers=headers)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": ""},
        {"authorization": "Bearer {}"},
        {"authorization": "Device nonsense"},
        {"idempotency-key": "once"},
        {"authorization": "", "cookie": "door={}"},
        {"authorization": "", "cookie": "door={}", "sec-fetch-site": "cross-site"},
        {"authorization": "Basic {}", "cookie": "door={}", "sec-fetch-site": "same-origin"},
    ],
)
async def test_other_callers_take_the_long_way(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    door = await make_door()
    sent = {name: value.format(door.token) for name, value in headers.items()}
    answer = await _scan(client, door, headers={**_token(door), **sent})
    assert answer.status_code == 202
    assert await Scan.all().count() == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"scan_id": "1", "code": "X"}',
        b'"\\u0000"',
        b"\xff",
        b"x" * 200_000,
        NO_TIME,
    ],
    ids=["nothing", "broken", "list", "malformed", "nul", "no-utf8", "large", "no time"],
)
async def test_what_is_malformed_takes_the_long_way_whole(
    client: httpx.AsyncClient, content: bytes
) -> None:
    door = await make_door()
    answer = await client.post(_scans(door), content=content, headers=_token(door))
    assert (answer.status_code, answer.text) == (202, f"the long way, {len(content)}")


async def test_other_paths_and_methods_take_the_long_way(client: httpx.AsyncClient) -> None:
    door = await make_door()
    scans = _scans(door)
    paths = [
        f"{scans}:batch",
        f"{scans}/",
        "/api/v1/gates/x/scans",
        f"/api/v1/gates/{'9' * 19}/scans",
    ]
    answers = [await client.post(path, headers=_token(door)) for path in paths]
    answers.append(await client.get(scans, headers=_token(door)))
    assert [answer.status_code for answer in answers] == [202] * 5


async def test_both_ways_answer_alike(client: httpx.AsyncClient, app: Starlette) -> None:
    door = await make_door()
    code = await code_of(await make_ticket(door.ticket_type))
    body = {"scan_id": str(uuid.uuid4()), "code": code}
    short = await client.post(_scans(door), json=body, headers=_token(door))
    async with browser(app) as other:
        headers = {**_token(door), "idempotency-key": "long"}
        long = await other.post(_scans(door), json=body, headers=headers)
    assert (long.status_code, long.content) == (200, short.content)
    assert _without_id(long) == _without_id(short)


@pytest.mark.parametrize("first", [True, False], ids=["known first", "unknown first"])
async def test_of_a_header_that_came_twice_the_first_counts_on_both_ways(
    client: httpx.AsyncClient, app: Starlette, first: bool
) -> None:
    door = await make_door()
    said = [("authorization", f"Device {door.token}"), ("authorization", "Device nobody's")]
    headers = said if first else said[::-1]
    body = {"scan_id": str(uuid.uuid4()), "code": "X"}
    short = await client.post(_scans(door), json=body, headers=headers)
    async with browser(app) as other:
        long = await other.post(
            _scans(door), json=body, headers=[*headers, ("idempotency-key", "long")]
        )
    expected = (200, 200) if first else (202, 401)
    assert (short.status_code, long.status_code) == expected


async def test_cookies_that_came_in_two_headers_take_the_long_way(
    client: httpx.AsyncClient,
) -> None:
    door = await make_door()
    cookies = [("cookie", f"door={door.token}"), ("cookie", "door=another")]
    headers = [*cookies, ("sec-fetch-site", "same-origin")]
    body = {"scan_id": str(uuid.uuid4()), "code": "X"}
    answer = await client.post(_scans(door), json=body, headers=headers)
    assert answer.status_code == 202


async def test_who_left_before_the_answer_is_no_fault() -> None:
    replied: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()

    class Late:
        most_bytes, endpoint = 10, None

        def takes(self, _scope: Scope) -> bool:
            return True

        def ask(self, _scope: Scope, _body: bytes, reply: Reply) -> None:
            replied.set_result(reply)

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(_message: Message) -> None:
        raise AssertionError("nobody is there")

    asked = asyncio.create_task(ShortWays(long_way, ways=[Late()])({"type": "http"}, receive, send))
    reply = await replied
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    reply(Answer(200, []))


def _without_id(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name != "x-request-id"}


async def _scan(client: httpx.AsyncClient, door: Door, headers: dict[str, str]) -> httpx.Response:
    code = await code_of(await make_ticket(door.ticket_type))
    body = {"scan_id": str(uuid.uuid4()), "code": code}
    return await client.post(_scans(door), json=body, headers=headers)


def _token(door: Door) -> dict[str, str]:
    return {"authorization": f"Device {door.token}"}


def _scans(door: Door) -> str:
    return f"/api/v1/gates/{door.gate.id}/scans"
