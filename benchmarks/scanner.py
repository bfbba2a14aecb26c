"""The scanner in a real Chromium: how soon a verdict stands on the screen, and tickets past a camera out of a file."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import quantiles

from playwright.async_api import Page, async_playwright

from benchmarks import servers, world
from benchmarks.bench import Bench
from benchmarks.report import Row, say
from tests.journeys import alone, camera

PASSING, JUDGED = 20, 100
ONLINE_GOAL, ALONE_GOAL = 700, 150  # ms, p95: spec/checkin.md §5
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
        built = world.build(env, tickets=600, codes=2 * JUDGED + PASSING)
        with servers.running(env) as server:
            url = f"http://localhost:{server.port}"
            yield from asyncio.run(_verdicts(chromium, url, built.codes[PASSING:]))
            folder = Path(env["VAR_DIR"])
            yield asyncio.run(_passing(chromium, url, built.codes[:PASSING], folder))


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
    async with async_playwright() as playwright:
        launch = playwright.chromium.launch
        browser = await launch(executable_path=chromium, args=[*FLAGS, *flags])
        try:
            page = await browser.new_page(viewport={"width": 390, "height": 780}, locale="en-GB")
            cookie = {"name": "door", "value": world.token(0), "url": url}
            await page.context.add_cookies([cookie])  # type: ignore[list-item]  # a TypedDict of theirs
            await page.goto(f"{url}/gate")
            await alone.until(page, ready=True)
            yield page
        finally:
            await browser.close()
