"""Three gates in real browsers, 600 tickets, every twentieth shown at two of them, on lines that break.

With a hub: phones reach it, and it the server, over lines that are cut and mended all the time at random;
whatever two gates asked the hub, it let in once. Without: the phones know nothing of each other until their
lines are mended; then every ticket that came in twice stands at all gates.

Whatever was shown is in the server's log, and every ticket that came in twice is a conflict there: else the
bench ends. The dice are the same in every run, the network is not.
"""

import asyncio
import contextlib
import multiprocessing
import os
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import uvloop
from playwright.async_api import Browser, Page, async_playwright

from benchmarks import scanner, servers, world
from benchmarks.bench import Bench
from benchmarks.report import Row, say
from benchmarks.venue import Secure, Venue, hub, open_line, paired, pairing_links, weather_of
from events_svc import config
from events_svc.checkin import check, pair
from events_svc.checkin.conflicts.models import Conflict
from events_svc.checkin.gates import open_gate
from events_svc.checkin.models import Gate, Scan
from events_svc.database import connected
from events_svc.events.models import Event
from events_svc.hub import make
from tests.journeys import alone
from tests.journeys.line import Line

TICKETS, GATES, EVERY = 600, 3, 20
JUDGED, HUB_GOAL = 100, 300  # verdicts that are timed, and ms of a verdict by hub, p95
PATIENCE = 60.0  # seconds until everything is told
FLAGS = [*scanner.FLAGS, "--ignore-certificate-errors"]
SCAN = """async (code) => {
  const { scan_id, verdict, basis } = await document.getElementById('gate').door.scan({ code });
  return { scan_id, verdict, basis };
}"""
KNOWN = """(wanted) => {
  const { state } = document.getElementById('gate').door;
  const begun = performance.now();
  globalThis.known = new Promise((done) => {
    const look = () => { if (state.conflicts >= wanted) done((performance.now() - begun) / 1000); };
    state.addEventListener('change', look);
    look();
  });
}"""


def rows(bench: Bench) -> Iterator[Row]:
    """Both evenings, the server on SQLite."""
    found_ones = map(shutil.which, scanner.BROWSERS)
    chromium = os.environ.get("CHROMIUM") or next(filter(None, found_ones), None)
    if chromium is None:
        say("no Chromium: three gates are left out")
        return
    say("600 tickets at three gates and a hub, on lines that break")
    found = _evening(bench, chromium, _with_hub)
    note = f"{found.told} verdicts by the hub, {found.alone} by phones alone, {found.twice} came in twice by those: all known"
    work = "three gates and a hub on breaking lines: let in twice by the hub"
    yield Row(work, found.twice_by_hub, "", goal=0, at_most=True, note=note)
    yield scanner.row("scanner: verdict by hub, p95", found.took, HUB_GOAL)
    say("the same without a hub, the lines cut all evening")
    found = _evening(bench, chromium, _without)
    note = f"{found.twice} came in twice, {found.alone} verdicts, none is missing"
    work = "three gates alone: those who came in twice known at all of them after"
    yield Row(work, found.known_after, "s", goal=2, at_most=True, note=note)


@dataclass(slots=True)
class Shown:
    """What the gates showed, by the id of the scan: the verdict and its basis."""

    verdicts: dict[str, tuple[str, str]] = field(default_factory=dict)
    known_after: float = 0.0  # seconds from contact
    took: list[float] = field(default_factory=list)  # ms of verdicts by the hub, on whole lines


@dataclass(frozen=True, slots=True)
class Found:
    """The same as the server's log has it."""

    told: int
    alone: int
    twice: int
    twice_by_hub: int
    known_after: float
    took: list[float]


Evening = Callable[[Venue, Browser], Awaitable[Shown]]


def _evening(bench: Bench, chromium: str, evening: Evening) -> Found:
    with bench.on("sqlite") as env:
        built = world.build(env, tickets=TICKETS + JUDGED, codes=TICKETS + JUDGED)
        links, token = _apart(_furnish, env, built.slug)
        with servers.running(env) as server:
            folder = bench.folder / f"hub-{server.port}"
            database = env["DATABASE_URL"].removeprefix("sqlite://")
            venue = Venue(chromium, folder, database, server.port, built.codes, links, token)
            shown = asyncio.run(_in_browser(evening, venue))
            found: Found = _apart(_looked_up, env, shown)
    return found


def _apart(work: Callable[..., Awaitable[Any]], env: Mapping[str, str], *arguments: Any) -> Any:
    """What `work` answers in a process of its own, connected to the database."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_run, (work, dict(env), arguments))


def _run(
    work: Callable[..., Awaitable[Any]], env: Mapping[str, str], arguments: Sequence[Any]
) -> Any:
    return uvloop.run(_connected(work, env, arguments))


async def _connected(
    work: Callable[..., Awaitable[Any]], env: Mapping[str, str], arguments: Sequence[Any]
) -> Any:
    async with connected(config.load(env)):
        return await work(*arguments)


async def _furnish(slug: str) -> tuple[list[str], str]:
    """Links for a phone at each gate of the event, and the token of a hub."""
    event = await Event.get(slug=slug)
    for number in range(2, GATES + 1):
        await open_gate(event, name={"en": f"Gate {number}"})
    found = await Gate.filter(event=event).order_by("id").select_related("event")
    _hub, token = await make.make(event, name="Laptop")
    return [f"/gate/pair/{await pair.invite(gate)}" for gate in found], token


async def _in_browser(evening: Evening, venue: Venue) -> Shown:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=venue.chromium, args=FLAGS)
        try:
            return await evening(venue, browser)
        finally:
            await browser.close()


async def _with_hub(venue: Venue, browser: Browser) -> Shown:
    shown = Shown()
    async with contextlib.AsyncExitStack() as stack:
        upstream = await stack.enter_async_context(open_line(Line(venue.port)))
        port, key = await stack.enter_async_context(hub(venue, upstream))
        links = await pairing_links(browser, f"https://localhost:{port}{key}", gates=GATES)
        lines = [await stack.enter_async_context(open_line(Secure(port))) for _ in range(GATES)]
        pages = await paired(browser, lines, links)
        shown.took = await scanner.timed(pages[0], venue.codes[TICKETS:], basis="hub")
        dice = random.Random(1)
        weather = [asyncio.create_task(weather_of(line, dice)) for line in (upstream, *lines)]
        await _scan_all(pages, venue.codes[:TICKETS], shown)
        for task in weather:
            task.cancel()
        await asyncio.gather(*weather, return_exceptions=True)
        for line in (upstream, *lines):
            await line.mend()
        for page in pages:
            await alone.until(page, online=True, unsent=0)
        await _uploaded(venue, len(shown.verdicts))
    return shown


async def _without(venue: Venue, browser: Browser) -> Shown:
    shown = Shown()
    async with contextlib.AsyncExitStack() as stack:
        lines = [await stack.enter_async_context(open_line(Line(venue.port))) for _ in range(GATES)]
        pages = await paired(browser, lines, venue.links)
        for line in lines:
            await line.cut()
        await _scan_all(pages, venue.codes[:TICKETS], shown)
        for page in pages:
            await page.evaluate(KNOWN, TICKETS // EVERY)
        for line in lines:
            await line.mend()
        shown.known_after = max([await page.evaluate("known") for page in pages])
        for page in pages:
            await alone.until(page, online=True, unsent=0)
        await _uploaded(venue, len(shown.verdicts))
    return shown


async def _scan_all(pages: Sequence[Page], codes: Sequence[str], shown: Shown) -> None:
    """Every ticket at a gate, every twentieth soon afterwards at another one too."""
    queues: list[list[str]] = [[] for _ in pages]
    for number, code in enumerate(codes):
        queues[number % len(pages)].append(code)
        if number % EVERY == 0:
            queues[(number + 1) % len(pages)].append(code)
    await asyncio.gather(
        *(_scan(page, queue, shown) for page, queue in zip(pages, queues, strict=True))
    )


async def _scan(page: Page, codes: Sequence[str], shown: Shown) -> None:
    for code in codes:
        said = await page.evaluate(SCAN, code)
        shown.verdicts[said["scan_id"]] = (said["verdict"], said["basis"])


async def _uploaded(venue: Venue, count: int) -> None:
    """Wait until the server's log has so many entries."""
    async with asyncio.timeout(PATIENCE):
        with contextlib.closing(sqlite3.connect(venue.database)) as log:
            while log.execute("SELECT COUNT(*) FROM scan").fetchone()[0] < count:  # noqa: ASYNC110 another process writes them
                await asyncio.sleep(0.2)


async def _looked_up(shown: Shown) -> Found:
    """Compare; raises when something is missing, or twice and unknown."""
    log = {str(one.scan_id): one for one in await Scan.all()}
    missing = shown.verdicts.keys() - log.keys()
    if missing:
        raise RuntimeError(f"{len(missing)} scans that were shown are not in the log: {missing}")
    changed = [one for one, (said, _) in shown.verdicts.items() if log[one].verdict != said]
    undone = {
        str(one.undoes) for one in log.values()
    }  # such as a verdict that a phone did not hear
    stands = [one for scan_id, one in log.items() if one.verdict == "ok" and scan_id not in undone]
    let_in = Counter(one.ticket_id for one in stands)
    by_hub = Counter(
        log[one].ticket_id
        for one, (said, basis) in shown.verdicts.items()
        if (said, basis) == ("ok", "hub")
    )
    twice = {ticket for ticket, count in let_in.items() if count > 1}
    known = {one.ticket_id for one in await Conflict.all()}
    broken = await check.broken()
    if changed or broken or twice - known:
        raise RuntimeError(f"{changed=} {broken=} unknown={twice - known}")
    alone_ones = sum(basis not in {"hub", "online"} for _, basis in shown.verdicts.values())
    return Found(
        told=len(shown.verdicts) - alone_ones,
        alone=alone_ones,
        twice=len(twice),
        twice_by_hub=sum(count > 1 for count in by_hub.values()),
        known_after=shown.known_after,
        took=shown.took,
    )
