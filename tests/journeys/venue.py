"""A hub at a venue: a process of its own before a line that can be cut, and phones that are paired with it."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Page

from tests.commands.fork import Forked
from tests.commands.processes import environment, free_port
from tests.journeys.alone import until

# A machine that is busy is no silent hub: a phone waits longer for its answer than people would.
PATIENT = "const soon = AbortSignal.timeout; AbortSignal.timeout = (ms) => soon.call(AbortSignal, ms * 30);"
TRUST = "--ignore-certificate-errors"  # as on a phone that has the hub's authority


class Hub:
    """Started and killed as often as one likes, over the same folder."""

    def __init__(self, folder: Path, server: str, token: str) -> None:
        port = str(free_port())
        self.env = environment(folder, HOST="127.0.0.1", LOG_LEVEL="error")
        asked = ["gate", "--upstream", server, "--token", token, "--port", port]
        self.command = ["-m", "events_svc", *asked, "--address", "localhost"]
        self.url = f"https://localhost:{port}"
        self.key = ""
        self._process: Forked | None = None

    async def start(self) -> None:
        """Wait until it answers."""
        self._process = Forked(self.command, self.env)
        self.key = await asyncio.to_thread(_key, self._process)

    async def kill(self) -> None:
        """As when the battery is empty."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            await asyncio.to_thread(process.communicate)

    async def pair(self, page: Page) -> None:
        """Pair with the first gate, and wait until the phone could go on alone."""
        await page.add_init_script(PATIENT)
        await page.goto(f"{self.url}/hub/open/{self.key}")
        await page.locator(".hub-gate button").first.click()
        await page.locator(".hub-link a").click()
        await page.get_by_role("button", name="Scan with this phone").click()
        await page.wait_for_url("**/gate")
        await until(page, ready=True)


@asynccontextmanager
async def hub_at(folder: Path, server: str, token: str) -> AsyncIterator[Hub]:
    """A running hub of that server; it is killed in the end."""
    hub = Hub(folder, server, token)
    try:
        await hub.start()
        yield hub
    finally:
        await hub.kill()


def _key(process: Forked) -> str:
    for line in process.stdout:
        if found := re.search(r"/hub/open/(\S+)", line):
            return found[1]
    raise AssertionError(process.communicate())
