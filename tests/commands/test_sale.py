"""A flash sale over HTTP: a thousand buyers, two hundred tickets, exactly two hundred sold."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.commands.house import House, furnish, open_sale, wish
from tests.commands.processes import environment, free_port, run, serving
from tests.conftest import ENGINE, own_database

BUYERS = 1_000
PLACES = 200
PROCESSES = 2 if ENGINE == "postgres" else 1


@pytest.fixture
def env(tmp_path: Path) -> Iterator[dict[str, str]]:
    with own_database(tmp_path) as url:
        yield environment(tmp_path / "var", DATABASE_URL=url, LOG_LEVEL="warning")


def test_a_thousand_buyers_get_two_hundred_tickets(env: dict[str, str]) -> None:
    token = furnish(env)
    with ExitStack() as stack:
        ports = [str(free_port()) for _ in range(PROCESSES)]
        for port in ports:
            stack.enter_context(serving({**env, "PORT": port}))
        bases = [f"http://127.0.0.1:{port}" for port in ports]
        sale = open_sale(bases[0], token, places=PLACES)
        statuses = asyncio.run(_rush(sale, bases))
    assert statuses == {201: PLACES, 409: BUYERS - PLACES}
    assert run(env, "check").returncode == 0


async def _rush(sale: House, bases: list[str]) -> Counter[int]:
    limits = httpx.Limits(max_connections=64)
    async with httpx.AsyncClient(limits=limits, timeout=60) as client:

        async def buy(number: int) -> int:
            base = bases[number % len(bases)]
            answer = await client.post(f"{base}/api/v1/events/sale/orders", json=wish(sale, number))
            return answer.status_code

        return Counter(await asyncio.gather(*(buy(number) for number in range(BUYERS))))
