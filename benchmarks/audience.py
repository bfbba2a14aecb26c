"""Beats: over HTTP beside an empty POST on the same server, many in a body, and the collecting step itself."""

from collections.abc import Iterator

from benchmarks import collecting, load, servers, world
from benchmarks.bench import Bench
from benchmarks.load import Load
from benchmarks.report import Row, say

CLIENTS = 32
SECONDS = 3.0
PLAYERS, NUMBERS = 2_000, 20
IN_A_BODY = 40
VIEWERS = 200_000
ROUNDS = 5
AGENT = {"Content-Type": "application/json", "User-Agent": "Mozilla/5.0 bench"}


def rows(bench: Bench) -> Iterator[Row]:
    """The rates, the wait of a beat, the memory of viewers."""
    yield from _over_http(bench)
    for engine in ("sqlite", "postgres"):
        yield from _collected(bench, engine)


def _over_http(bench: Bench) -> Iterator[Row]:
    """One process with SQLite, which takes beats and commits them."""
    with bench.on("sqlite") as env:
        built = world.build(env, tickets=1, codes=0)
        with servers.running(env, module="benchmarks.served") as server:
            say("empty POST")
            empty = [load.request("POST", "/floor/post", body=b"x" * 70, headers=AGENT)]
            floor, most = _loaded(server, empty)
            say("beats")
            found, ours = _loaded(server, world.beats(built, PLAYERS, NUMBERS))
            say("both at 70 % load")
            later = world.beats(built, PLAYERS, NUMBERS, first=NUMBERS + 1)
            idle, calm = (_paced(server, some, 0.7 * found.rate) for some in (empty, later))
            say("many beats in a body")
            bodies = world.reports(built, PLAYERS, 3 * NUMBERS, IN_A_BODY)
            many, together = _loaded(server, bodies)
    note = f"by time of computing; on the clock {found.rate:,.0f} of {floor.rate:,.0f}, p99 {found.p99:.1f} ms"
    yield Row("beats, SQLite, one process, per core", ours, "/s", most, 0.5, note=note)
    note = (
        f"at {calm.rate:,.0f}/s, p50 {calm.p50:.1f} ms; empty POSTs as fast: p99 {idle.p99:.1f} ms"
    )
    yield Row("beats at 70 % load, p99", calm.p99, "ms", None, 15, at_most=True, note=note)
    note = f"on the clock {many.rate * IN_A_BODY:,.0f}/s, p99 of a body {many.p99:.1f} ms"
    work = f"beats, {IN_A_BODY} in a body (CMCD), per core"
    yield Row(work, together * IN_A_BODY, "/s", None, 20_000, note=note)


def _paced(server: servers.Running, requests: list[bytes], rate: float) -> Load:
    return load.measure([server.port], requests, clients=CLIENTS, seconds=SECONDS, rate=rate)


def _loaded(server: servers.Running, requests: list[bytes]) -> tuple[Load, float]:
    """What came of it, and how many a second the server answered for each core that it took."""
    before = server.computed()
    found = load.measure([server.port], requests, clients=CLIENTS, seconds=SECONDS)
    return found, found.rate * found.seconds / (server.computed() - before)


def _collected(bench: Bench, engine: str) -> Iterator[Row]:
    say(f"beats merged and durable, {engine}")
    with bench.on(engine) as env:
        world.build(env, tickets=1, codes=0)
        found = collecting.measure(env, viewers=VIEWERS, rounds=ROUNDS)
    parts = [f"{found.ours * 1e6:.0f} µs"]
    parts += [f"and {found.server * 1e6:.0f} µs of the server"] if found.server else []
    parts += [
        f"a second's 20,000 in {found.slowest:.1f} s",
        f"roll-up {found.roll_up * 1e3:.1f} ms",
    ]
    work = f"beats merged and durable, {engine}, per core"
    yield Row(work, found.rate, "/s", None, 20_000, note=", ".join(parts))
    work = f"bytes of a viewer, {VIEWERS:,} remembered, {engine}"
    yield Row(work, found.held_bytes, "B", None, 200, at_most=True, note="by what the process grew")
    if engine == "sqlite":
        work = f"bytes of a viewer, {VIEWERS:,} waiting at once"
        yield Row(work, found.waiting_bytes, "B", None, 200, at_most=True)
