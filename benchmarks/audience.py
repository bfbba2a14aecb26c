"""Beats: over HTTP beside an empty POST on the same server, many in a body, and the collecting step itself."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from benchmarks import collecting, load, servers, world
from benchmarks.bench import Bench
from benchmarks.load import Load
from benchmarks.report import Row, say

CLIENTS = 32
TURNS = (
    3  # of both loads and three paces, one after the other: the machine is not as fast all the time
)
LOADED, PACED = 1.0, 2.0  # seconds
PLAYERS, NUMBERS = 2_048, 24  # each on one connection, as players are; beats of each in a load
SHARE = 0.7
IN_A_BODY = 40
VIEWERS = 200_000
ROUNDS = 5
AGENT = {"Content-Type": "application/json", "User-Agent": "Mozilla/5.0 bench"}
EMPTY = [load.request("POST", "/floor/post", body=b"x" * 70, headers=AGENT)]


def rows(bench: Bench) -> Iterator[Row]:
    """The rates, the wait of a beat, the memory of viewers."""
    yield from _over_http(bench)
    for engine in ("sqlite", "postgres"):
        yield from _collected(bench, engine)


@dataclass(frozen=True, slots=True)
class _Answered:
    """What came of a load, and the seconds that the server computed for it, of one core."""

    found: Load
    computed: float

    @property
    def a_core(self) -> float:
        """Answers a second, for each core that the server took."""
        return self.found.rate * self.found.seconds / self.computed

    @property
    def busy(self) -> float:
        """The share of a core that the server took."""
        return self.computed / self.found.seconds


@dataclass(frozen=True, slots=True)
class _Turn:
    """Both loads, each as fast as it goes; then paces: beats and empty POSTs at 70 % of that rate of beats,
    and beats that take 70 % of a core.
    """

    floor: _Answered
    most: _Answered
    paced: _Answered
    idle: _Answered
    busy: _Answered


def _over_http(bench: Bench) -> Iterator[Row]:
    """One process with SQLite, which takes beats and commits them."""
    with bench.on("sqlite") as env:
        built = world.build(env, tickets=1, codes=0)
        with servers.running(env, module="benchmarks.served") as server:
            players = _Players(built, server)
            turns = [_turn(server, players, number) for number in range(1, TURNS + 1)]
            say("many beats in a body")
            bodies = world.reports(built, PLAYERS, 3 * NUMBERS, IN_A_BODY)
            many = _answered(server, bodies, LOADED)
    yield _most(turns)
    yield _waited(
        "beats at 70 % of the closed loop's rate, p99", turns, [one.paced for one in turns]
    )
    yield _waited("beats with 70 % of a core busy, p99", turns, [one.busy for one in turns])
    note = (
        f"on the clock {many.found.rate * IN_A_BODY:,.0f}/s, p99 of a body {many.found.p99:.1f} ms"
    )
    work = f"beats, {IN_A_BODY} in a body (CMCD), per core"
    yield Row(work, many.a_core * IN_A_BODY, "/s", None, 20_000, note=note)


def _turn(server: servers.Running, players: "_Players", number: int) -> _Turn:
    say(f"empty POSTs and beats, as fast as they go and at a pace, {number} of {TURNS}")
    floor = _answered(server, EMPTY, LOADED)
    most = players.beat(LOADED)
    _rested(server)
    rate = SHARE * most.found.rate
    paced = players.beat(PACED, rate=rate)
    idle = _answered(server, EMPTY, PACED, rate=rate)
    busy = players.beat(PACED, rate=rate * SHARE / paced.busy)
    return _Turn(floor, most, paced, idle, busy)


def _most(turns: list[_Turn]) -> Row:
    floor, most = (median(one.a_core for one in kind) for kind in _kinds(turns))
    clock, found = (median(one.found.rate for one in kind) for kind in _kinds(turns))
    p99 = median(one.most.found.p99 for one in turns)
    note = f"by time of computing; on the clock {found:,.0f} of {clock:,.0f}, p99 {p99:.1f} ms"
    return Row("beats, SQLite, one process, per core", most, "/s", floor, 0.5, note=note)


def _kinds(turns: list[_Turn]) -> tuple[list[_Answered], list[_Answered]]:
    return [one.floor for one in turns], [one.most for one in turns]


def _waited(work: str, turns: list[_Turn], paced: list[_Answered]) -> Row:
    """The median of the turns, each at a pace taken from its own: the loads just before it."""
    waits = [one.found.p99 for one in paced]
    rates = "/".join(f"{one.found.rate:,.0f}" for one in paced)
    busy = "/".join(f"{100 * one.busy:.0f}" for one in paced)
    empty = "/".join(f"{one.idle.found.p99:.1f}" for one in turns)
    note = (
        f"median of {'/'.join(f'{wait:.1f}' for wait in waits)}, p50 {median(one.found.p50 for one in paced):.1f} ms, "
        f"at {rates}/s after each closed loop; {busy} % of a core; empty POSTs at 70 % of its rate: p99 {empty} ms"
    )
    return Row(work, median(waits), "ms", None, 15, at_most=True, note=note)


class _Players:
    """Players whose numbers go on from one load to the next: one that began anew would be read as a stranger."""

    def __init__(self, built: world.World, server: servers.Running) -> None:
        self._built, self._server, self._next = built, server, 1

    def beat(self, seconds: float, *, rate: float = 0) -> _Answered:
        """All in turn, for so long."""
        requests = world.beats(self._built, PLAYERS, NUMBERS, first=self._next)
        answered = _answered(self._server, requests, seconds, rate=rate)
        each = sum(answered.found.statuses.values()) // PLAYERS
        self._next += each + 2  # of some connections one more was sent than of others
        return answered


def _answered(
    server: servers.Running, requests: list[bytes], seconds: float, *, rate: float = 0
) -> _Answered:
    before = server.computed()
    found = load.measure([server.port], requests, clients=CLIENTS, seconds=seconds, rate=rate)
    return _Answered(found, server.computed() - before)


def _rested(server: servers.Running) -> None:
    """Wait until the beats of the load are written: nobody's load of 70 % follows one of 100 %."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        before = server.computed()
        time.sleep(0.2)
        if server.computed() - before < 0.03:
            return


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
