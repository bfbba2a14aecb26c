"""Redeem a ticket over HTTP, durable, 32 clients: beside pgbench, and beside a bare loop on SQLite."""

from collections.abc import Iterator

from benchmarks import floors, load, servers, world
from benchmarks.bench import Bench
from benchmarks.report import Row, say

CLIENTS = 32
SCANS = 15_000


def rows(bench: Bench) -> Iterator[Row]:
    """On both engines, then the growth to many tickets."""
    say("pgbench, 32 clients")
    floor = floors.pgbench(bench.server, bench.folder, clients=CLIENTS, seconds=5)
    say("redeem on PostgreSQL")
    few = _redeem(bench, "postgres", tickets=SCANS)
    yield Row("redeem, PostgreSQL, 32 clients", few.rate, "/s", floor, 0.6, note=_note(few))
    say("redeem with a million tickets")
    many = _redeem(bench, "postgres", tickets=1_000_000)
    yield Row("redeem, 1,000,000 tickets", many.rate, "/s", few.rate, 0.67, note=_note(many))
    say("bare sqlite3 loop")
    floor = floors.sqlite_loop(bench.folder, seconds=3)
    say("redeem on SQLite")
    found = _redeem(bench, "sqlite", tickets=SCANS)
    yield Row("redeem, SQLite, 32 clients", found.rate, "/s", floor, 1.0, note=_note(found))


def _redeem(bench: Bench, engine: str, *, tickets: int) -> load.Load:
    with bench.on(engine) as env:
        built = world.build(env, tickets=tickets, codes=SCANS)
        with servers.running(env) as server:
            found = load.measure([server.port], world.scans(built, built.codes), clients=CLIENTS)
    if found.statuses != {200: SCANS}:
        raise RuntimeError(f"not every scan was answered: {found.statuses}")
    return found


def _note(found: load.Load) -> str:
    return f"p50 {found.p50:.1f} ms, p99 {found.p99:.1f} ms"
