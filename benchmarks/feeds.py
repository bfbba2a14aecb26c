"""Warm exports of a thousand sessions beside static bytes of the same size on the same server."""

import re
from collections.abc import Iterator

from benchmarks import load, servers, timetable, world
from benchmarks.bench import Bench
from benchmarks.report import Row, say

CLIENTS = 16
SECONDS = 1.0
GZIP = {"Accept-Encoding": "gzip"}
BASE = "/events/bench"
EXPORTS = {
    "ICS": f"{BASE}/calendar.ics",
    "ICS, both languages": f"{BASE}/calendar.ics?lang=both",
    "ICS of a day": f"{BASE}/calendar.ics?day=2027-05-20",
    "ICS of a speaker": "/speakers/person-1/calendar.ics",
    "JSON": f"{BASE}/schedule.json",
    "XML": f"{BASE}/schedule.xml",
    "xCal": f"{BASE}/calendar.xcs",
    "CSV": f"{BASE}/schedule.csv",
    "JSON-LD": f"{BASE}/event.jsonld",
}
VALIDATORS = {"quoted": "{}", "weak": "W/{}", "listed": '"other", {}', "any": "*"}
AT_LEAST = 2_000  # a second, of one process


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
                yield _warm(server, name, path)
            yield _page(server.port, f"/events/{built.slug}/agenda")
            for form in VALIDATORS:
                yield _unchanged(server.port, EXPORTS["ICS"], form)


def _told(env: dict[str, str]) -> Row:
    say("release of 1,000 moved sessions with mails to 927 speakers")
    seconds, statements, mails = timetable.told(env)
    note = f"{mails} mails queued with {statements} statements"
    return Row("release and telling 927 speakers", seconds, "s", goal=3, at_most=True, note=note)


def _warm(server: servers.Running, name: str, path: str) -> Row:
    """Beside the floor; and by seconds of computing, which does not depend on who else is at work."""
    size = int(_header(server.port, path, "content-length"))
    floor = _rate(server.port, f"/floor/static/{size}")
    before = server.computed()
    found = _rate(server.port, path)
    of_a_core = sum(found.statuses.values()) / max(server.computed() - before, 0.01)
    enough = "" if of_a_core >= AT_LEAST else f", below {AT_LEAST:,}"
    note = f"{size:,} bytes compressed, {of_a_core:,.0f} a second of one core{enough}"
    return Row(f"{name}, 1,000 sessions, warm", found.rate, "/s", floor.rate, 0.7, note=note)


def _page(port: int, path: str) -> Row:
    say("agenda page")
    size = len(load.fetch(port, load.request("GET", path, headers=GZIP))[1])
    floor = _rate(port, f"/floor/static/{size}")
    found = _rate(port, path)
    note = f"{size:,} bytes compressed"
    return Row("agenda page, a day, warm", found.rate, "/s", floor.rate, 0.7, note=note)


def _unchanged(port: int, path: str, form: str) -> Row:
    say(f"304, {form}")
    validator = VALIDATORS[form].format(_header(port, path, "etag"))
    asked = load.request("GET", path, headers={**GZIP, "If-None-Match": validator})
    found = load.measure([port], [asked], clients=1, seconds=1)
    assert set(found.statuses) == {304}, found.statuses
    note = f"{found.rate:,.0f}/s"
    return Row(f"304 to a validator: {form}", found.p50, "ms", goal=1, at_most=True, note=note)


def _rate(port: int, path: str) -> load.Load:
    asked = [load.request("GET", path, headers=GZIP)]
    return load.measure([port], asked, clients=CLIENTS, seconds=SECONDS)


def _header(port: int, path: str, name: str) -> str:
    head, _ = load.fetch(port, load.request("GET", path, headers=GZIP))
    found = re.search(rf"^{name}: (.*)\r$", head, re.M | re.I)
    if found is None:
        raise RuntimeError(f"{path} has no {name}:\n{head}")
    return found[1]
