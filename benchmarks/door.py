"""Redeem a ticket over HTTP, durable, 64 clients: beside pgbench, and beside a bare loop on SQLite.

What is measured: 10,000 different tickets, each shown once, by 64 phones of one gate over 64 connections.
Every scan is a request with a signed code, gets the whole verdict (code, ticket, code taken back,
list, rules, entries before) and is answered after the commit of its admission, its entry in the log of scans
with two indexes and four constraints more than the floor's, the link of its phone's chain, and the change
that other phones are told of. The codes were handed out by what the job calls that mails
them, so the door knows them by their seals (decision 0050) and signs none again. The client that sends them shares the machine, as pgbench does.

What the floor is: one UPDATE and one INSERT a transaction on two bare tables, nothing judged, no HTTP; on
PostgreSQL pgbench with prepared statements, 64 connections and two threads; on SQLite a loop over sqlite3. Each
is run before and after our load, and is the mean of both. Both are as durable as ours (synchronous_commit on,
synchronous=FULL). Ours may share a commit between scans, and does.
"""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks import floors, load, servers, world
from benchmarks.bench import Bench
from benchmarks.report import Row, say

CLIENTS = 64
SCANS = 10_000


@dataclass(frozen=True, slots=True)
class Redeemed:
    """A load, and the microseconds that our processes computed for each of its scans."""

    load: load.Load
    computed: float

    @property
    def note(self) -> str:
        wait = f"p50 {self.load.p50:.1f} ms, p99 {self.load.p99:.1f} ms"
        return f"{wait}, {self.computed:.0f} µs of ours a scan"


def rows(bench: Bench) -> Iterator[Row]:
    """On both engines, then the growth to many tickets."""
    before = _pgbench(bench)
    say("redeem on PostgreSQL")
    one, two = _redeem(bench, "postgres", tickets=2 * SCANS, processes=[1, 2])
    floor = (before + _pgbench(bench)) / 2
    name = f"redeem, PostgreSQL, {CLIENTS} clients"
    yield Row(f"{name}, one web process", one.load.rate, "/s", floor, 1.0, note=one.note)
    yield Row(f"{name}, two", two.load.rate, "/s", floor, 1.0, note=two.note)
    say("redeem with a million tickets")
    few, many = [
        _redeem(bench, "postgres", tickets=count, processes=[1])[0] for count in (SCANS, 1_000_000)
    ]
    work = "redeem, 1,000,000 tickets (floor: 10,000)"
    yield Row(work, many.load.rate, "/s", few.load.rate, 0.67, note=many.note)
    before = _loop(bench)
    say("redeem on SQLite")
    (found,) = _redeem(bench, "sqlite", tickets=SCANS, processes=[1])
    floor = (before + _loop(bench)) / 2
    work = f"redeem, SQLite, {CLIENTS} clients"
    yield Row(work, found.load.rate, "/s", floor, 1.0, note=found.note)


def _pgbench(bench: Bench) -> float:
    say(f"pgbench, {CLIENTS} clients")
    return floors.pgbench(bench.server, bench.folder, clients=CLIENTS, seconds=4)


def _loop(bench: Bench) -> float:
    say("bare sqlite3 loop")
    return floors.sqlite_loop(bench.folder, seconds=3)


def _redeem(bench: Bench, engine: str, *, tickets: int, processes: Sequence[int]) -> list[Redeemed]:
    """One load after the other, each by so many web processes and with tickets of its own."""
    with bench.on(engine) as env:
        built = world.build(env, tickets=tickets, codes=SCANS * len(processes))
        found = [
            _measured(env, world.scans(built, built.codes[n * SCANS : (n + 1) * SCANS]), count)
            for n, count in enumerate(processes)
        ]
    if any(one.load.statuses != {200: SCANS} for one in found):
        raise RuntimeError(f"not every scan was answered: {[one.load.statuses for one in found]}")
    return found


def _measured(env: dict[str, str], scans: Sequence[bytes], processes: int) -> Redeemed:
    with contextlib.ExitStack() as stack:
        running = [stack.enter_context(servers.running(env)) for _ in range(processes)]
        before = sum(one.computed() for one in running)
        found = load.measure([one.port for one in running], scans, clients=CLIENTS)
        computed = sum(one.computed() for one in running) - before
        return Redeemed(found, computed / len(scans) * 1_000_000)
