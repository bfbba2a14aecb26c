"""Warm exports of a thousand sessions beside static bytes of the same size on the same server."""

import re
import time
from collections.abc import Iterator

from benchmarks import load, servers, timetable, world
from benchmarks.bench import Bench
from benchmarks.report import Row, say

CLIENTS = 16
SECONDS = 4.0
GZIP = {"Accept-Encoding": "gzip"}
EXPORTS = {
    "ICS": "/events/bench/calendar.ics",
    "JSON": "/events/bench/schedule.json",
    "XML": "/events/bench/schedule.xml",
}


def rows(bench: Bench) -> Iterator[Row]:
    """Import and release first, then what comes out."""
    with bench.on("sqlite") as env:
        built = world.build(env, tickets=0, codes=0)
        say("import of 1,000 sessions")
        seconds = timetable.imported(env, bench.folder)
        yield Row("import of 1,000 sessions", seconds, "s", goal=3, at_most=True)
        yield Row("release of 1,000 sessions", timetable.released(env), "s", goal=1, at_most=True)
        yield _told(env)
        with servers.running(env, module="benchmarks.served") as server:
            for name, path in EXPORTS.items():
                say(f"{name} beside static bytes")
                yield _warm(server.port, name, path)
            yield _page(server.port, f"/events/{built.slug}/agenda")
            yield _unchanged(server.port, EXPORTS["ICS"])


def _told(env: dict[str, str]) -> Row:
    say("release of 1,000 moved sessions with mails to 927 speakers")
    seconds, statements, mails = timetable.told(env)
    note = f"{mails} mails queued with {statements} statements"
    return Row("release and telling 927 speakers", seconds, "s", goal=3, at_most=True, note=note)


def _warm(port: int, name: str, path: str) -> Row:
    size = int(_header(port, path, "content-length"))
    floor = _rate(port, f"/floor/static/{size}")
    found = _rate(port, path)
    note = f"{size:,} bytes compressed, p99 {found.p99:.1f} ms"
    return Row(f"{name}, 1,000 sessions, warm", found.rate, "/s", floor.rate, 0.7, note=note)


def _page(port: int, path: str) -> Row:
    say("agenda page")
    size = len(load.fetch(port, load.request("GET", path, headers=GZIP))[1])
    floor = _rate(port, f"/floor/static/{size}")
    found = _rate(port, path)
    note = f"{size:,} bytes compressed"
    return Row("agenda page, a day, warm", found.rate, "/s", floor.rate, 0.7, note=note)


def _unchanged(port: int, path: str) -> Row:
    say("304")
    etag = _header(port, path, "etag")
    asked = load.request("GET", path, headers={**GZIP, "If-None-Match": etag})
    started = time.perf_counter()
    found = load.measure([port], [asked], clients=1, seconds=2)
    assert set(found.statuses) == {304}, (found.statuses, started)
    return Row("304, one client", found.p50, "ms", goal=1, at_most=True)


def _rate(port: int, path: str) -> load.Load:
    asked = [load.request("GET", path, headers=GZIP)]
    return load.measure([port], asked, clients=CLIENTS, seconds=SECONDS)


def _header(port: int, path: str, name: str) -> str:
    head, _ = load.fetch(port, load.request("GET", path, headers=GZIP))
    found = re.search(rf"^{name}: (.*)\r$", head, re.M | re.I)
    if found is None:
        raise RuntimeError(f"{path} has no {name}:\n{head}")
    return found[1]
