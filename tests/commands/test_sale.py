"""A flash sale over HTTP: a thousand buyers, two hundred tickets, exactly two hundred sold."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from benchmarks.load import measure, request
from tests.commands.house import House, open_sale, owners_token, wish
from tests.commands.processes import environment, free_port, run, serving
from tests.databases import ENGINE, own_database

BUYERS = 1_000
PLACES = 200
PROCESSES = 2 if ENGINE == "postgres" else 1


@pytest.fixture
def env(tmp_path: Path) -> Iterator[dict[str, str]]:
    with own_database(tmp_path, like="demo") as url:
        yield environment(tmp_path / "var", DATABASE_URL=url, LOG_LEVEL="warning")


def test_a_thousand_buyers_get_two_hundred_tickets(env: dict[str, str]) -> None:
    token = owners_token(env)
    with ExitStack() as stack:
        ports = [str(free_port()) for _ in range(PROCESSES)]
        for port in ports:
            stack.enter_context(serving({**env, "PORT": port}))
        sale = open_sale(f"http://127.0.0.1:{ports[0]}", token, places=PLACES)
        rush = measure([*map(int, ports)], [_order(sale, n) for n in range(BUYERS)], clients=64)
    assert rush.statuses == {201: PLACES, 409: BUYERS - PLACES}
    assert run(env, "check").returncode == 0


def _order(sale: House, number: int) -> bytes:
    body = json.dumps(wish(sale, number)).encode()
    return request(
        "POST",
        "/api/v1/events/sale/orders",
        body=body,
        headers={"Content-Type": "application/json"},
    )
