"""A thousand rooms, each looked at every six seconds: what share of a core that takes."""

import asyncio
import contextlib
import multiprocessing
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta

import uvloop

from benchmarks.bench import Bench
from benchmarks.report import Row, say
from events_svc import clock, config
from events_svc.accounts.models import Organisation
from events_svc.database import connected
from events_svc.database.migrate import migrate
from events_svc.events.models import Event, EventState, Kind
from events_svc.jobs import probes
from events_svc.media.models import Source, SourceKind, StreamFact
from events_svc.schedule.models import Session

ROOMS = 1_000
WARM_UP, SECONDS = 14.0, 12.0  # two rounds until all are known, two that are measured
GOAL = 0.1


def rows(bench: Bench) -> Iterator[Row]:
    """CPU seconds of the prober by seconds on the clock; every room is live, and is found so."""
    with bench.on("sqlite") as env, _streams() as port:
        say(f"{ROOMS} rooms every six seconds")
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            share, looks, live = pool.apply(_measured, (env, port))
    note = f"{looks:.0f} looks/s, {live} of {ROOMS} live"
    yield Row("probe 1,000 rooms every 6 s", share, "cores", goal=GOAL, at_most=True, note=note)


def _measured(env: dict[str, str], port: int) -> tuple[float, float, int]:
    return uvloop.run(_measure({**env, "FETCH_ALLOWED_HOSTS": "127.0.0.1"}, port))


async def _measure(env: dict[str, str], port: int) -> tuple[float, float, int]:
    settings = config.load(env)
    await migrate(settings)
    async with connected(settings):
        await _build(port)
        stop = asyncio.Event()
        prober = asyncio.create_task(probes.probe(settings, stop))
        await asyncio.sleep(WARM_UP)
        before = (time.process_time(), time.perf_counter(), _looks())
        await asyncio.sleep(SECONDS)
        after = (time.process_time(), time.perf_counter(), _looks())
        stop.set()
        await prober
        computed, passed, looks = (b - a for a, b in zip(before, after, strict=True))
        live = await StreamFact.filter(state="live").count()
        return computed / passed, looks / passed, live


def _looks() -> float:
    (metric,) = probes.LOOKS.collect()
    return next(one.value for one in metric.samples if one.name.endswith("_total"))


async def _build(port: int) -> None:
    """A session and its stream in each room."""
    name = {"en": "Bench"}
    organisation = await Organisation.create(slug="bench", name=name, path="/1/")
    starts_at = clock.now() - timedelta(minutes=30)
    slot = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=3)}
    event = await Event.create(
        organisation=organisation,
        slug="bench",
        title=name,
        kind=Kind.SUMMIT,
        state=EventState.PUBLISHED,
        **slot,
    )
    rooms = range(1, ROOMS + 1)
    await Session.bulk_create(
        Session(event=event, number=n, code=f"R{n:05}", key=f"R{n:05}", title=name, **slot)
        for n in rooms
    )
    ids = await Session.all().order_by("id").values_list("id", flat=True)
    await Source.bulk_create(
        Source(
            session_id=ids[n - 1],
            platform="hls",
            kind=SourceKind.LIVE,
            url=f"http://127.0.0.1:{port}/room{n}/media.m3u8",
        )
        for n in rooms
    )


@contextlib.contextmanager
def _streams() -> Iterator[int]:
    """The port of the streams, served by a process of their own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.streams", str(port)])
    try:
        yield port
    finally:
        process.terminate()
        process.wait(10)
