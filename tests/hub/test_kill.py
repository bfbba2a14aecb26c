"""kill -9 of a real hub between any two of its steps: what it answered is in the server's log, once.

The server is the application of this process, behind a listener that kills the hub at a chosen step.
"""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from events_svc.accounts.tokens import digest
from events_svc.checkin.check import broken
from events_svc.checkin.models import Admission, Scan
from events_svc.hub import make
from tests import databases
from tests.checkin.factories import Door, make_door, make_ticket
from tests.commands.fork import Forked
from tests.commands.processes import environment, free_port
from tests.databases import ENGINE

pytestmark = pytest.mark.skipif(ENGINE != "sqlite", reason="a hub has no other engine")

UPLOAD, CHANGES = "/api/v1/hub/scans:batch", "/api/v1/hub/changes"


class Cutting:
    """The server; at the steps in `at` it ends the hub before it works, or when it has worked."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.is_away = False
        self.at: list[tuple[str, str]] = []
        self.hub: Forked | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if self.is_away:
            await send({"type": "http.response.start", "status": 502, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        if self._kill(scope["path"], "before"):
            return
        await self.app(scope, receive, self._cut(scope["path"], send))

    def _cut(self, path: str, send: Send) -> Send:
        async def sent(message) -> None:  # type: ignore[no-untyped-def]  # an ASGI callable
            if message["type"] == "http.response.start":
                self._kill(path, "after")
            await send(message)

        return sent

    def _kill(self, path: str, when: str) -> bool:
        if self.at != [(path, when)] or self.hub is None:
            return False
        self.at.clear()
        self.hub.kill()
        return True


class Phone:
    """A phone that was paired at the server, at a hub that may die at any moment."""

    def __init__(self, client: httpx.AsyncClient, door: Door) -> None:
        self.client, self.door = client, door

    async def scan(self, numbers: list[int], answered: dict[str, str]) -> None:
        """Scan these tickets; what was answered is noted."""
        for number in numbers:
            body = {"scan_id": str(uuid.uuid4()), "code": str(number), "is_typed": True}
            with contextlib.suppress(httpx.TransportError):
                path = f"/api/v1/gates/{self.door.gate.id}/scans"
                answer = await self.client.post(path, json=body)
                assert answer.status_code == 200, answer.text
                answered[body["scan_id"]] = answer.json()["reason"]


class Venue:
    """Where the hub is started again and again, over the same folder."""

    def __init__(self, folder: Path, url: str, token: str, door: Door) -> None:
        self.env = environment(folder, HOST="127.0.0.1", LOG_LEVEL="error")
        self.door, self.port = door, str(free_port())
        asked = ["gate", "--upstream", url, "--token", token, "--port", self.port]
        self.command = ["-m", "events_svc", *asked, "--address", "127.0.0.1"]

    @contextlib.asynccontextmanager
    async def open(self, server: Cutting, *, dies: bool = False) -> AsyncIterator[Phone]:
        """A running hub; afterwards it is killed, or was (`dies`) at the server's step."""
        server.hub = hub = Forked(self.command, self.env)
        try:
            await asyncio.to_thread(_ready, hub)
            async with httpx.AsyncClient(
                base_url=f"https://127.0.0.1:{self.port}",
                verify=False,
                headers={"authorization": f"Device {self.door.token}"},
            ) as client:
                yield Phone(client, self.door)
            if dies:
                await asyncio.to_thread(hub.wait, 30)
        finally:
            hub.kill()
            await asyncio.to_thread(hub.communicate, timeout=30)


async def test_a_hub_that_is_killed_anywhere_loses_nothing_that_it_answered(
    app: Starlette, database: None, tmp_path: Path
) -> None:
    door = await make_door()
    for number in range(1, 9):
        await make_ticket(door.ticket_type, number=number)
    _hub, token = await make.make(door.event, name="Laptop")
    _lay_out(tmp_path, token)
    answered: dict[str, str] = {}
    async with _server(app) as (server, url):
        venue = Venue(tmp_path, url, token, door)
        async with venue.open(server) as phone:
            await phone.scan([1, 2, 1], answered)
        server.is_away = True  # the internet is gone: the hub starts without it, and remembers
        async with venue.open(server) as phone:
            await phone.scan([1, 3], answered)
        server.is_away = False
        for number, step in enumerate([(UPLOAD, "before"), (UPLOAD, "after"), (CHANGES, "after")]):
            server.at = [step]
            async with venue.open(server, dies=True) as phone:
                await phone.scan([3, 4 + number], answered)
        async with venue.open(server):
            await _stored(answered)
    found = {str(one.scan_id): one.reason for one in await Scan.all()}
    assert {one: found[one] for one in answered} == answered
    assert [*answered.values()][:5] == ["ok", "ok", "already_used", "already_used", "ok"]
    assert await Admission.filter(entries__gt=1).count() == 0
    assert await broken() == []


async def _stored(answered: dict[str, str]) -> None:
    """Wait until the server has all of them."""
    async with asyncio.timeout(30):
        while await Scan.filter(scan_id__in=[*answered]).count() < len(answered):  # noqa: ASYNC110 another process brings them
            await asyncio.sleep(0.05)


def _ready(hub: Forked) -> None:
    for line in hub.stdout:
        if line.startswith("Open on this machine"):
            return
    raise AssertionError(hub.communicate())


def _lay_out(folder: Path, token: str) -> None:
    """The hub's database, migrated: what costs seconds the first time is tested elsewhere."""
    own = folder / "hub" / digest(token)[:16]
    own.mkdir(parents=True)
    databases.copy_sqlite(databases._ready("migrated"), own / "hub.sqlite3")


@contextlib.asynccontextmanager
async def _server(app: Starlette) -> AsyncIterator[tuple[Cutting, str]]:
    """The application of this process at a port of its own."""

    async def with_state(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "state": app.state.lifespan}, receive, send)

    cutting, port = Cutting(with_state), free_port()
    config = uvicorn.Config(cutting, port=port, log_config=None, lifespan="off", ws="none")
    server = _Quiet(config)
    running = asyncio.create_task(server.serve())
    try:
        yield cutting, f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await running


class _Quiet(uvicorn.Server):
    """It leaves the signals to the tests."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
