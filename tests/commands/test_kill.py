"""kill -9 in the middle of sale, scans and beats: what was answered is there, and nothing is broken."""

import asyncio
import signal
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.commands.house import House, open_sale, owners_token, wish
from tests.commands.processes import environment, run, serving
from tests.databases import own_database

BUYERS = 12


@pytest.fixture
def env(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A database of its own on this run's engine, and a service's settings for it."""
    with own_database(tmp_path, like="demo") as url:
        yield environment(tmp_path / "var", DATABASE_URL=url, WORKER="on", LOG_LEVEL="warning")


def test_nothing_that_was_answered_is_lost(env: dict[str, str]) -> None:
    token = owners_token(env)
    base = f"http://127.0.0.1:{env['PORT']}"
    with serving(env) as process:
        house = open_sale(base, token, places=5_000)
        told = asyncio.run(_busy(house, lambda: process.send_signal(signal.SIGKILL)))
    assert run(env, "check").returncode == 0
    with serving(env):
        kept = _kept(house)
    assert len(told.orders) >= len(told.scans) >= 80
    assert (told.orders - kept.orders, told.scans - kept.scans) == (set(), set())


class _Told:
    """What clients were answered, or what is there afterwards."""

    def __init__(self) -> None:
        self.orders: set[str] = set()
        self.scans: set[str] = set()


async def _busy(house: House, kill: object) -> _Told:
    told = _Told()
    limits = httpx.Limits(max_connections=BUYERS)
    async with httpx.AsyncClient(base_url=house.base, limits=limits, timeout=60) as client:
        buyers = [asyncio.create_task(_buyer(client, house, told, n)) for n in range(BUYERS)]
        async with asyncio.timeout(60):
            while len(told.scans) < 80:  # noqa: ASYNC110 they are counted, not awaited
                await asyncio.sleep(0.01)
        kill()  # type: ignore[operator]  # set before this is called
        await asyncio.gather(*buyers)
    return told


async def _buyer(client: httpx.AsyncClient, house: House, told: _Told, number: int) -> None:
    try:
        while True:
            await _visit(client, house, told, number)
    except httpx.TransportError:
        return  # the server is dead


async def _visit(client: httpx.AsyncClient, house: House, told: _Told, number: int) -> None:
    placed = await client.post("/api/v1/events/sale/orders", json=wish(house, number))
    if placed.status_code != 201:
        return
    told.orders.add(placed.json()["code"])
    scan = {"scan_id": str(uuid.uuid4()), "code": placed.json()["tickets"][0]["code"]}
    scanned = await client.post(
        f"/api/v1/gates/{house.gate}/scans", json=scan, headers=house.headers
    )
    if scanned.status_code == 200:
        told.scans.add(scan["scan_id"])


def _kept(house: House) -> _Told:
    kept = _Told()
    with httpx.Client(base_url=house.base, headers=house.headers) as client:
        kept.orders = {one["code"] for one in _all(client, "/api/v1/events/sale/orders")}
        kept.scans = {one["scan_id"] for one in _all(client, "/api/v1/events/sale/scans")}
    return kept


def _all(client: httpx.Client, path: str) -> Iterator[dict[str, str]]:
    cursor = ""
    while cursor is not None:
        page = client.get(path, params={"limit": 200, "cursor": cursor}).json()
        yield from page["items"]
        cursor = page["next"]
