"""Beats beside an empty POST on the same server."""

from collections.abc import Iterator

from benchmarks import load, servers, world
from benchmarks.bench import Bench
from benchmarks.report import Row, say

CLIENTS = 32
SECONDS = 5.0
PLAYERS = 10_000
AGENT = {"Content-Type": "application/json", "User-Agent": "Mozilla/5.0 bench"}


def rows(bench: Bench) -> Iterator[Row]:
    """The rate of both on one process with SQLite."""
    with bench.on("sqlite") as env:
        built = world.build(env, tickets=1, codes=0)
        with servers.running(env, module="benchmarks.served") as server:
            say("empty POST")
            empty = [load.request("POST", "/floor/post", body=b"x" * 70, headers=AGENT)]
            floor = load.measure([server.port], empty, clients=CLIENTS, seconds=SECONDS)
            say("beats")
            beats = world.beats(built, PLAYERS)
            found = load.measure([server.port], beats, clients=CLIENTS, seconds=SECONDS)
    note = f"p99 {found.p99:.1f} ms"
    yield Row("beats, SQLite, one process", found.rate, "/s", floor.rate, 0.5, note=note)
