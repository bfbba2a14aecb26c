"""A venue for three gates: lines that break, a hub, phones that are paired."""

import asyncio
import os
import random
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Page

from tests.journeys import alone
from tests.journeys.line import Line

WHOLE, BROKEN = (0.5, 2.0), (0.2, 1.5)  # seconds between two cuts of a line, and of a cut
STARTED_WITHIN = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Venue:
    """What an evening begins with."""

    chromium: str
    folder: Path  # of the hub
    database: str  # of the server, a file
    port: int
    codes: Sequence[str]
    links: Sequence[str]  # to pair one phone with each gate at the server
    token: str  # of a hub


class Secure(Line):
    """A line to a hub, which answers with a certificate of its own."""

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"


@asynccontextmanager
async def open_line(line: Line) -> AsyncIterator[Line]:
    """The line, whole at first, and cut in the end."""
    await line.mend()
    try:
        yield line
    finally:
        await line.cut()


@asynccontextmanager
async def hub(venue: Venue, upstream: Line) -> AsyncIterator[tuple[int, str]]:
    """A running hub: its port, and the path that opens its pages."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    asked = ["gate", "--upstream", upstream.url, "--token", "-", "--port", str(port)]
    process = await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", "events_svc", *asked, "--address", "127.0.0.1"],
        env={**os.environ, "VAR_DIR": str(venue.folder), "HOST": "127.0.0.1", "LOG_LEVEL": "error"},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{venue.token}\n".encode())
    process.stdin.close()
    try:
        async with asyncio.timeout(STARTED_WITHIN):
            async for line in process.stdout:
                if line.startswith(b"Open on this machine"):
                    break
        yield port, "/" + line.decode().strip().split("/", 3)[3]
    finally:
        process.terminate()
        await process.wait()


async def pairing_links(browser: Browser, opening: str, *, gates: int) -> list[str]:
    """Links for a phone at each gate, as the hub's own page shows them."""
    links = []
    page = await browser.new_page(ignore_https_errors=True, locale="en-GB")
    await page.goto(opening)
    for number in range(gates):
        await page.goto(opening)
        await page.get_by_role("button", name="Pair a phone").nth(number).click()
        link = await page.locator(".hub-link a").get_attribute("href") or ""
        links.append("/" + link.split("/", 3)[3])
    return links


async def paired(browser: Browser, lines: Sequence[Line], links: Sequence[str]) -> list[Page]:
    """A phone at each gate, that reaches it by a line of its own."""
    pages = []
    for line, link in zip(lines, links, strict=True):
        context = await browser.new_context(ignore_https_errors=True, locale="en-GB")
        page = await context.new_page()
        await alone.pair(page, line, link)
        pages.append(page)
    return pages


async def weather_of(line: Line, dice: random.Random) -> None:
    """The line breaks, and is mended, all the time."""
    while True:
        await asyncio.sleep(dice.uniform(*WHOLE))
        await line.cut()
        await asyncio.sleep(dice.uniform(*BROKEN))
        await line.mend()
