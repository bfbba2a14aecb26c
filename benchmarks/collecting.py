"""The collecting step by itself: from a beat that was read to its playing, durable.

Runs in a process of its own (`measure`), by time of computing: other work on the machine does not count.
"""

import gc
import multiprocessing
import os
import random
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import uvloop

from benchmarks.report import say
from events_svc import clock, config
from events_svc.commands import memory
from events_svc.database import connected, execute, is_postgres, rows
from events_svc.media.models import Source, SourceKind
from events_svc.stats import collect
from events_svc.stats.beats import Beat, instant, milliseconds
from events_svc.stats.rolling.roll import roll_up

EVERY_MS = 10_000
A_SECOND = 20_000  # beats of 200,000 viewers
_BEGAN = milliseconds(clock.now())


@dataclass(frozen=True, slots=True)
class Collected:
    """Seconds of computing for each beat: ours, and the database server's.

    `read`: the same where no playing is remembered, as after a start or beside other processes.
    """

    ours: float
    server: float
    read: tuple[float, float]
    slowest: float  # seconds of waiting for a second's beats
    held_bytes: float  # of a viewer who is remembered
    waiting_bytes: float  # of a beat, when all viewers wait in the same moment
    roll_up: float  # seconds of computing for rolling up a second's beats

    @property
    def rate(self) -> float:
        """Beats a second and core, the server's computing included."""
        return 1 / (self.ours + self.server)

    @property
    def second(self) -> float:
        """Seconds of computing until the beats of a second are durable."""
        return A_SECOND / self.rate


def measure(env: dict[str, str], *, viewers: int, rounds: int) -> Collected:
    """`viewers` are held by the database; of them 20,000 at a time send their next beat, `rounds` times."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        found: Collected = pool.apply(_run, (env, viewers, rounds))
    say(
        f"a second's beats in {found.second:.2f} s of computing; {1 / sum(found.read):,.0f}/s where nothing "
        f"is remembered; a viewer: {found.held_bytes:.0f} B remembered, {found.waiting_bytes:.0f} B when all wait"
    )
    return found


def _run(env: dict[str, str], viewers: int, rounds: int) -> Collected:
    memory.give_back()  # as `serve` does
    return uvloop.run(_all(config.load(env), viewers, rounds))


async def _all(settings: config.Settings, viewers: int, rounds: int) -> Collected:
    async with connected(settings):
        crowd = Crowd(await _watching(viewers, await _sources()))
        pids = await _server() if settings.is_postgres else []
        memory.settle()
        await _flushed(crowd.some())
        held = _Resident(viewers)
        collect._memory.forget()
        read = await _computing(crowd.seconds(), pids)
        held_bytes = held.each()
        await roll_up()
        found = await _computing((crowd.some() for _ in range(rounds)), pids)
        rolled_up = await _rolled_up(rounds)
        for beat in crowd.everybody():
            collect.receive(beat)
        waiting_bytes = _size(collect._waiting) / viewers
        collect._waiting.clear()
        both = (found.ours, found.server, (read.ours, read.server))
        return Collected(*both, found.slowest, held_bytes, waiting_bytes, rolled_up)


@dataclass(frozen=True, slots=True)
class _Computed:
    ours: float
    server: float
    slowest: float


async def _computing(seconds: Iterable[list[Beat]], pids: Sequence[int]) -> _Computed:
    """Of each beat, and the longest wait for the beats of a second."""
    server = _computed(pids)
    took = [await _flushed(beats) for beats in seconds]
    count = len(took) * A_SECOND
    ours = sum(computing for computing, _ in took) / count
    return _Computed(ours, (_computed(pids) - server) / count, max(waited for _, waited in took))


async def _rolled_up(rounds: int) -> float:
    computing = time.process_time()
    await roll_up()
    return (time.process_time() - computing) / rounds


async def _flushed(beats: list[Beat]) -> tuple[float, float]:
    """Seconds of computing and of waiting until they are durable."""
    computing, waiting = time.process_time(), time.perf_counter()
    for beat in beats:
        collect.receive(beat)
    await collect.flush()
    return time.process_time() - computing, time.perf_counter() - waiting


class Crowd:
    """Viewers who have watched for a minute, half of them live, with intervals as uneven as a player's."""

    def __init__(self, playings: Sequence[tuple[str, int]]) -> None:
        self._playings = playings
        self._numbers = [6] * len(playings)

    def some(self) -> list[Beat]:
        """The next beats of as many as beat within a second."""
        return self.beats(random.sample(range(len(self._playings)), A_SECOND))

    def beats(self, which: Sequence[int]) -> list[Beat]:
        """The next beat of each of them."""
        return [self._beat(one) for one in which]

    def _beat(self, one: int) -> Beat:
        self._numbers[one] += 1
        number = self._numbers[one]
        at = number * EVERY_MS + random.randint(-2000, 2000)
        key = one.to_bytes(16, "big")
        sid, source_id = self._playings[one]
        return Beat(sid, source_id, number, at, "p", 1.0, _BEGAN + at, key, False)

    def seconds(self) -> Iterator[list[Beat]]:
        """The next beats of all, as many at a time as beat within a second."""
        order = random.sample(range(len(self._playings)), len(self._playings))
        for first in range(0, len(order), A_SECOND):
            yield self.beats(order[first : first + A_SECOND])

    def everybody(self) -> Iterator[Beat]:
        """The next beat of each."""
        return map(self._beat, range(len(self._playings)))


class _Resident:
    """By how much the process has grown since, for each of so many viewers."""

    def __init__(self, viewers: int) -> None:
        gc.collect()
        self._viewers, self._before = viewers, _resident()

    def each(self) -> float:
        gc.collect()
        return (_resident() - self._before) / self._viewers


def _size(packed: list[bytes]) -> int:
    """What the list and all that is in it take; the process itself grows by less, into what it had freed."""
    return sys.getsizeof(packed) + sum(map(sys.getsizeof, packed))


async def _sources() -> list[int]:
    """The recording of the bench, and a live link beside it."""
    recorded = await Source.get()
    live = await Source.create(
        recording_id=recorded.recording_id, platform="hls", kind=SourceKind.LIVE, url="https://x/y"
    )
    return [recorded.id, live.id]


async def _watching(count: int, source_ids: Sequence[int]) -> list[tuple[str, int]]:
    """So many playings that have watched for a minute: their views are counted."""
    kinds = dict(
        zip(range(2, 8), ("bigint", "bigint", "date", *["timestamptz"] * 2, "bytea"), strict=True)
    )
    place = {n: f"${n}::{kind}" if is_postgres() else f"${n}" for n, kind in kinds.items()}
    if is_postgres():
        numbers, sid, key = "generate_series(1, $1::int) AS n", "md5(n::text)", "int8send(n)"
    else:
        numbers = f"json_each('[{','.join(map(str, range(1, count + 1)))}]')"
        numbers = f"(SELECT value AS n FROM {numbers}) WHERE $1 > 0"
        sid, key = "lower(hex(randomblob(16)))", "randomblob(16)"
    await execute(
        "INSERT INTO watch (sid, source_id, day, viewer_key, is_live, is_bot, started_at, last_at, last_sn, "
        "state, rate, playhead_ms, credited_ms, coverage, unique_seconds, span_started_at, spans, referrer, "
        "country, has_played, gap_ms, even_beats, still_beats) "
        f"SELECT {sid}, CASE WHEN n % 2 = 0 THEN {place[2]} ELSE {place[3]} END, {place[4]}, {key}, n % 2 = 1, "
        f"FALSE, {place[5]}, {place[6]}, 6, "
        f"'p', 1.0, 60000, 60000, {place[7]}, 60, {place[5]}, {place[7]}, 'direct', '', TRUE, 10000, 0, 0 "
        f"FROM {numbers}",
        [
            count,
            *source_ids,
            instant(_BEGAN).date(),
            instant(_BEGAN),
            instant(_BEGAN + 60_000),
            b"",
        ],
    )
    return [
        (row["sid"], row["source_id"]) for row in await rows("SELECT sid, source_id FROM watch")
    ]


async def _server() -> list[int]:
    """The processes of PostgreSQL that work for us; SQLite works in ours."""
    found = await rows("SELECT pid FROM pg_stat_activity WHERE application_name = 'events_svc'")
    return [row["pid"] for row in found]


def _computed(pids: Sequence[int]) -> float:
    told = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(one[11]) + int(one[12]) for one in told) / os.sysconf("SC_CLK_TCK")


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
