"""The peak over 200,000 sessions: the sweep alone, the same from the rows, and a retention curve."""

import multiprocessing
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import uvloop

from benchmarks import world
from benchmarks.bench import Bench
from benchmarks.report import Row, say
from events_svc import config
from events_svc.database import connected, execute_many, in_transaction
from events_svc.stats import coverage, figures, retention, sweep

SESSIONS = 200_000
VIEWERS = 20_000
LENGTH = 5_400  # seconds of the recording
START = datetime(2026, 8, 26, 1, 0, tzinfo=UTC)


def rows(bench: Bench) -> Iterator[Row]:
    """Seconds of work (CPU), not of waiting."""
    say("peak of 200,000 sessions")
    seconds, count = _swept()
    yield Row("peak of 200,000 sessions, exact", seconds, "s", goal=1, at_most=True, note=count)
    with bench.on("sqlite") as env:
        built = world.build(env, tickets=1, codes=0)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            seconds, count = pool.apply(_read, (env, built.source_id))
    yield Row("the same, read from the rows, SQLite", seconds, "s", note=count)
    say("retention of 20,000 viewers")
    yield Row("retention of 20,000 viewers, 90 minutes", _retained(), "s", note="at most 100 bins")


def _swept() -> tuple[float, str]:
    """One in ten has two windows, and one in ten comes back after a gap."""
    dice, begin = random.Random(1), sweep.milliseconds(START)
    presences = []
    for number in range(SESSIONS):
        low = begin + dice.randrange(5_400_000)
        key = (number if number % 10 else number - number % 100).to_bytes(16, "big")
        presences.append((key, low, low + dice.randrange(20_000, 3_600_000)))
        if number % 10 == 1:
            presences.append((key, low + 4_000_000, low + 4_600_000))
    started = time.process_time()
    found = sweep.peak(sweep.changes(presences))
    return time.process_time() - started, f"{found.count:,} at {found.minute:%H:%M}"


def _read(env: dict[str, str], source_id: int) -> tuple[float, str]:
    return uvloop.run(_measured(env, source_id))


async def _measured(env: dict[str, str], source_id: int) -> tuple[float, str]:
    async with connected(config.load(env)):
        async with in_transaction():
            await execute_many(
                "INSERT INTO watch (sid, source_id, day, viewer_key, is_live, is_bot, started_at, "
                "last_at, span_started_at, spans, last_sn, state, rate, playhead_ms, credited_ms, "
                "coverage, unique_seconds, referrer, country, has_played, gap_ms, even_beats, "
                "still_beats) VALUES ($1, $2, $3, $4, 1, 0, $5, $6, $5, $7, 9, 'q', 1, 0, 60000, "
                "$7, 0, 'direct', '', 1, 0, 0, 0)",
                [_row(number, source_id) for number in range(SESSIONS)],
            )
        started = time.process_time()
        found = (await figures.presences_of([source_id]))[source_id]
        peak = sweep.peak(sweep.changes(found))
        return time.process_time() - started, f"{peak.count:,} at {peak.minute:%H:%M}"


def _row(number: int, source_id: int) -> list[object]:
    began = START + timedelta(milliseconds=number * 27)
    ended = began + timedelta(milliseconds=20_000 + number * 7919 % 3_600_000)
    times = [f"{moment:%Y-%m-%d %H:%M:%S.%f}+00:00" for moment in (began, ended)]
    return [f"session-{number}", source_id, "2026-08-26", number.to_bytes(16, "big"), *times, b""]


def _retained() -> float:
    dice = random.Random(2)
    bitmaps = []
    for _ in range(VIEWERS):
        low = dice.randrange(LENGTH // 2)
        high = dice.randrange(low, LENGTH)
        bitmaps.append(coverage.covered(b"", low * 1000, high * 1000, length_seconds=LENGTH))
    width = retention.width_of(LENGTH)
    started = time.process_time()
    squeezed = (retention.squeezed(bitmap, width) for bitmap in bitmaps)
    retention.curve(squeezed, width=width, length_seconds=LENGTH)
    return time.process_time() - started
