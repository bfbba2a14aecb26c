"""The scanner in a real Chromium: how soon a verdict stands on the screen (of the server, of a hub, of the phone
alone), and tickets past a camera out of a file.
"""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from playwright.async_api import Page, ViewportSize, async_playwright

from benchmarks import servers, world
from benchmarks.bench import Bench
from benchmarks.report import Row, say
from tests.journeys import alone, camera
from tests.journeys.venue import TRUST, hub_at

PASSING, JUDGED = 20, 100
ONLINE_GOAL, HUB_GOAL, ALONE_GOAL = 700, 300, 150  # ms, p95: spec/checkin.md §5
BROWSERS = ("chromium-headless-shell", "chromium")
FLAGS = ["--no-sandbox", "--disable-gpu"]
LOOKS = 1_800  # ten a second
READ = "new Set(performance.getEntriesByName('verdict').map((one) => one.detail.code)).size"
# As a hardware scanner types: no field has the focus. Resolves to the milliseconds until the screen shows it.
TYPE = """async (code) => {
  const count = () => performance.getEntriesByName("verdict").length;
  const before = count();
  for (const key of [...code, "Enter"]) {
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  }
  while (count() === before) await new Promise((resume) => setTimeout(resume, 5));
  const said = performance.getEntriesByName("verdict").at(-1);
  document.getElementById("verdict").dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  return [said.duration, said.detail.basis];
}"""


def rows(bench: Bench) -> Iterator[Row]:
    """Online, alone, and past the camera; the server on SQLite."""
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        say("no Chromium: the scanner is left out")
        return
    with bench.on("sqlite") as env:
        built = world.build(env, tickets=600, codes=3 * JUDGED + PASSING)
        with servers.running(env) as server:
            url = f"http://localhost:{server.port}"
            codes, folder = built.codes[PASSING:], Path(env["VAR_DIR"])
            yield from asyncio.run(_verdicts(chromium, url, codes[: 2 * JUDGED]))
            token = _hub_token(env, built.slug)
            venue = Venue(url, folder / "hub", token)
            yield asyncio.run(_by_hub(chromium, venue, codes[2 * JUDGED :]))
            yield asyncio.run(_passing(chromium, url, built.codes[:PASSING], folder))


@dataclass(frozen=True, slots=True)
class Venue:
    """The server, the folder and the token of a hub."""

    server: str
    folder: Path
    token: str


async def timed(page: Page, codes: Sequence[str], *, basis: str) -> list[float]:
    """The milliseconds from each code until its verdict stands on the screen; all are of that basis."""
    told = [await page.evaluate(TYPE, code) for code in codes]
    wrong = {said for _, said in told} - {basis}
    if wrong:
        raise RuntimeError(f"not {basis}, but {wrong}")
    return [duration for duration, _ in told]


def row(work: str, found: Sequence[float], goal: float) -> Row:
    """The 95th percentile beside what it may be at most."""
    cuts = quantiles(found, n=100)
    note = f"p50 {cuts[49]:.0f} ms of {len(found)}"
    return Row(work, cuts[94], "ms", goal=goal, at_most=True, note=note)


async def _verdicts(chromium: str, url: str, codes: Sequence[str]) -> list[Row]:
    say("verdicts on the scanner's screen, online and alone")
    async with _scanner(chromium, url) as page:
        await timed(page, codes[:1], basis="online")  # the way is warm
        online = await timed(page, codes[1:JUDGED], basis="online")
        await page.context.set_offline(True)
        await alone.until(page, basis="snapshot")
        lonely = await timed(page, codes[JUDGED:], basis="snapshot")
    return [
        row("scanner: verdict online, p95", online, ONLINE_GOAL),
        row("scanner: verdict alone, p95", lonely, ALONE_GOAL),
    ]


def _hub_token(env: dict[str, str], slug: str) -> str:
    """The token of a new hub of the event: made in a process of its own."""
    story = [sys.executable, "-m", "tests.journeys.stories", "hub", json.dumps({"slug": slug})]
    token: str = json.loads(subprocess.run(story, env=env, check=True, capture_output=True).stdout)
    return token


async def _by_hub(chromium: str, venue: Venue, codes: Sequence[str]) -> Row:
    say("verdicts by a hub")
    async with (
        hub_at(venue.folder, venue.server, venue.token) as hub,
        _browser(chromium, TRUST) as page,
    ):
        await hub.pair(page)
        await timed(page, codes[:1], basis="hub")
        found = await timed(page, codes[1:], basis="hub")
    return row("scanner: verdict by hub, p95", found, HUB_GOAL)


async def _passing(chromium: str, url: str, codes: Sequence[str], folder: Path) -> Row:
    """Different tickets held to the camera, one after the other; the first of them a bad one."""
    say(f"{len(codes)} tickets past the camera")
    async with _scanner(chromium, url, *camera.passing(codes, folder)) as page:
        begun = asyncio.get_running_loop().time()
        await _read(page, len(codes))
        passed = asyncio.get_running_loop().time() - begun
    work = "scanner: different tickets past the camera, untouched"
    return Row(work, 60 * len(codes) / passed, "/min", goal=20, note=f"{passed:.0f} s")


async def _read(page: Page, wanted: int) -> None:
    """Wait until so many different codes were judged."""
    for _ in range(LOOKS):
        if await page.evaluate(READ) >= wanted:
            return
        await asyncio.sleep(0.1)
    raise RuntimeError(f"{await page.evaluate(READ)} of {wanted} codes were read")


@asynccontextmanager
async def _scanner(chromium: str, url: str, *flags: str) -> AsyncIterator[Page]:
    """The scanner of the first phone, ready to go on alone."""
    async with _browser(chromium, *flags) as page:
        cookie = {"name": "door", "value": world.token(0), "url": url}
        await page.context.add_cookies([cookie])  # type: ignore[list-item]  # a TypedDict of theirs
        await page.goto(f"{url}/gate")
        await alone.until(page, ready=True)
        yield page


@asynccontextmanager
async def _browser(chromium: str, *flags: str) -> AsyncIterator[Page]:
    """A page of a phone's size."""
    async with async_playwright() as playwright:
        launch = playwright.chromium.launch
        browser = await launch(executable_path=chromium, args=[*FLAGS, *flags])
        try:
            size: ViewportSize = {"width": 390, "height": 780}
            yield await browser.new_page(viewport=size, locale="en-GB")
        finally:
            await browser.close()
