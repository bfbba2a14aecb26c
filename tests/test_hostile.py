"""Strange names, numbers, queries and methods at every address: never a 5xx, never a broken header."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from starlette.types import Message

from tests import turns
from tests.asking import _scope
from tests.databases import ENGINE
from tests.test_access import _PARAMETER, TABLE, Row, World, world  # noqa: F401 world: its fixture

NAMES = ("峰会䶮𬭎𠮷🤖\u202e\0", "9" * 19)  # every database has its own limits
WORDY = ("a\r\nSet-Cookie: x=1", "x" * 5000)  # no database minds: asked of one engine
QUERIES = (  # the first is asked of both, of the others one
    "lang=%00&q=%f0%a0%ae%b7&after=99999999999999999999999&limit=-1&day=0001-01-01&tz=../etc",
    "cursor=%ff%fe&after=%C2%B2&before=-1&room=%C2%B2&track=%0d%0a&state=%22&kind=x&past=1.9e999",
    "q=%25%27%22*(&past=9999999999999.1&after=NaN&year=-1&series=x&page=0&next=//evil.example",
)
METHODS = ("HEAD", "OPTIONS", "PUT", "BREW")  # asked of the other
FIRST = {row.path: row for row in reversed(TABLE)}  # other methods are asked once for each address


@dataclass(frozen=True)
class Answer:
    """What came back, as the server would send it."""

    status: int
    headers: dict[bytes, bytes]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.key)
async def test_every_address_bears_whatever_is_asked(world: World, row: Row) -> None:  # noqa: F811 the fixture
    if row.path.endswith("/live"):
        return  # endless
    for method, path in asked(world, row):
        answer = await answered(world, row, method, path)
        assert answer.status < 500, (method, path)
        assert not [v for v in answer.headers.values() if set(v) & set(b"\r\n\0")], (method, path)
        if answer.status == 405:
            assert b"allow" in answer.headers, (method, path)
        if row.is_api and answer.status >= 400:
            assert answer.headers[b"content-type"] == b"application/problem+json"
        if answer.status < 400 and method not in {"GET", "HEAD"}:
            await world.copy.put_back()


def asked(world: World, row: Row) -> Iterator[tuple[str, str]]:  # noqa: F811 the fixture
    """Methods and paths about an address."""
    path = world.path(row)
    if FIRST[row.path] is row and ENGINE == "sqlite":
        yield from ((method, path) for method in METHODS if method != row.method)
    if row.method == "GET":
        yield from (("GET", f"{path}?{query}") for query in (QUERIES[0], QUERIES[1 + turns.TURN]))
    known = world.parameters[row.noun]
    for name in _PARAMETER.findall(row.path):
        for strange in NAMES if ENGINE == "sqlite" else (*NAMES, *WORDY):
            values = {**known, name: strange}
            yield row.method, _PARAMETER.sub(lambda found: values.get(found[1], "1"), row.path)  # noqa: B023 used at once


async def answered(world: World, row: Row, method: str, path: str) -> Answer:  # noqa: F811 the fixture
    """The answer for an owner whose browser says that htmx asks."""
    form = "application/json" if row.is_api else "application/x-www-form-urlencoded"
    headers = {**world.people["owner"], "hx-request": "true", "content-type": form}
    sent: list[Message] = []
    scope = _scope(world.app, method, path, headers)
    begun = asyncio.Event()
    bodies = iter([{"type": "http.request", "body": b"{}", "more_body": False}])

    async def receive() -> Message:
        """The body, and the end of the line once something has come: some answers never end."""
        for body in bodies:
            return body
        await begun.wait()
        return await asyncio.sleep(0.01, {"type": "http.disconnect"})

    async def send(message: Message) -> None:
        sent.append(message)
        begun.set()

    await world.app(scope, receive, send)
    return Answer(sent[0]["status"], dict(sent[0]["headers"]))


@pytest.mark.parametrize("name", [*NAMES, *WORDY])
async def test_a_stranger_is_led_to_sign_in_whatever_the_address(world: World, name: str) -> None:  # noqa: F811 the fixture
    row = next(row for row in TABLE if row.key == "GET /organiser/events/{slug}")
    stranger = World(world.app, world.copy, {"owner": world.people["stranger"]}, world.parameters)
    answer = await answered(stranger, row, "GET", f"/organiser/events/{name}")
    assert answer.status == 204
    assert answer.headers[b"hx-redirect"].startswith(b"/sign-in?next=/organiser/events/")
    assert not set(answer.headers[b"hx-redirect"]) & set(b"\r\n\0 ")
