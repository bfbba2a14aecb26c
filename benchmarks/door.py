"""Redeem a ticket over HTTP, durable, 32 clients: beside pgbench, and beside a bare loop on SQLite."""

import contextlib
from collections.abc import Iterator, Sequence

from benchmarks import floors, load, servers, world
from benchmarks.bench import Bench
from benchmarks.report import Row, say

CLIENTS = 32
SCANS = 10_000


def rows(bench: Bench) -> Iterator[Row]:
    """On both engines, then the growth to many tickets."""
    say("pgbench, 32 clients")
    floor = floors.pgbench(bench.server, bench.folder, clients=CLIENTS, seconds=5)
    say("redeem on PostgreSQL")
    few, shared = _redeem(bench, "postgres", tickets=2 * SCANS, processes=[1, 2])
    yield Row("redeem, PostgreSQL, 32 clients", few.rate, "/s", floor, 0.6, note=_note(few))
    work = "the same, two web processes"
    yield Row(work, shared.rate, "/s", floor, 0.6, note=_note(shared))
    say("redeem with a million tickets")
    (many,) = _redeem(bench, "postgres", tickets=1_000_000, processes=[1])
    yield Row("redeem, 1,000,000 tickets", many.rate, "/s", few.rate, 0.67, note=_note(many))
    say("bare sqlite3 loop")
    floor = floors.sqlite_loop(bench.folder, seconds=3)
    say("redeem on SQLite")
    (found,) = _redeem(bench, "sqlite", tickets=SCANS, processes=[1])
    yield Row("redeem, SQLite, 32 clients", found.rate, "/s", floor, 1.0, note=_note(found))


def _redeem(
    bench: Bench, engine: str, *, tickets: int, processes: Sequence[int]
) -> list[load.Load]:
    """One load after the other, each by so many web processes and with tickets of its own."""
    found = []
    with bench.on(engine) as env:
        built = world.build(env, tickets=tickets, codes=SCANS * len(processes))
        for n, count in enumerate(processes):
            codes = built.codes[n * SCANS : (n + 1) * SCANS]
            with contextlib.ExitStack() as stack:
                ports = [stack.enter_context(servers.running(env)).port for _ in range(count)]
                found.append(load.measure(ports, world.scans(built, codes), clients=CLIENTS))
    if any(one.statuses != {200: SCANS} for one in found):
        raise RuntimeError(f"not every scan was answered: {[one.statuses for one in found]}")
    return found


def _note(found: load.Load) -> str:
    return f"p50 {found.p50:.1f} ms, p99 {found.p99:.1f} ms"
