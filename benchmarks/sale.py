"""The flash sale, and orders per second."""

from collections.abc import Iterator
from contextlib import ExitStack

from benchmarks import load, servers, world
from benchmarks.bench import Bench
from benchmarks.report import Row, say

BUYERS, PLACES = 1_000, 200
ORDERS, CLIENTS = 4_000, 32


def rows(bench: Bench) -> Iterator[Row]:
    """A thousand buyers over two processes, then orders with places enough."""
    say("flash sale on PostgreSQL, two processes")
    rush = _sale(bench, "postgres", places=PLACES, buyers=BUYERS, processes=2)
    yield Row("flash sale: 200 places, sold", rush.statuses.get(201, 0), "", goal=PLACES)
    say("orders on PostgreSQL")
    many = _sale(bench, "postgres", places=ORDERS, buyers=ORDERS, processes=1)
    yield Row("orders, PostgreSQL, 32 clients", many.rate, "/s", goal=500, note=_note(many))
    say("orders on SQLite")
    many = _sale(bench, "sqlite", places=ORDERS, buyers=ORDERS, processes=1)
    yield Row("orders, SQLite, 32 clients", many.rate, "/s", note=_note(many))


def _sale(bench: Bench, engine: str, *, places: int, buyers: int, processes: int) -> load.Load:
    with bench.on(engine) as env, ExitStack() as stack:
        built = world.build(env, tickets=0, codes=0, places=places)
        web = [stack.enter_context(servers.running(env)) for _ in range(processes)]
        ports = [server.port for server in web]
        found = load.measure(ports, world.orders(built, buyers), clients=CLIENTS)
    if found.statuses.get(201, 0) != min(places, buyers):
        raise RuntimeError(f"{places} places, but {found.statuses}")
    return found


def _note(found: load.Load) -> str:
    return f"p50 {found.p50:.1f} ms, p99 {found.p99:.1f} ms"
