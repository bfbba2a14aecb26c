"""A real server on a port of its own, and a real Chromium in front of it.

`live_server` runs `events-svc serve` over a database of the run's engine that holds the demo: its summit
sells, its owner signs in. What else a journey needs is made by functions of tests/journeys/stories.py,
which are told by a process of their own that is connected to that database:

    gate = live_server.tell("gate_with_tickets", tickets=2)
    page.goto(live_server.url + gate["pairing"])
"""

import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import (
    Browser,
    BrowserContext,
    Page,
    StorageState,
    async_playwright,
    expect,
)

from events_svc.accounts.models import Role
from events_svc.demo import association
from tests import machine
from tests.commands.processes import environment, serving
from tests.databases import ENGINE, own_database
from tests.journeys.teller import Teller

Launch = Callable[..., AbstractAsyncContextManager[Browser]]

ONE_ENGINE = "told_on(engine): a story of the browser alone, told on one engine (decision 0045)"
LONGEST = ("test_everywhere.py", "test_call.py", "test_stream.py")
PATIENCE = 60_000  # milliseconds: a machine that is busy is no failure
expect.set_options(timeout=PATIENCE)
# For every window Chromium loads two pages more, for what its address bar would show: half of a window's cost.
# The others are those that playwright switches off itself, in a list that ours replaces.
UNWANTED = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
FLAGS = [
    f"--disable-features={','.join(UNWANTED)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", ONE_ENGINE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is told on the other engine is not told here; what takes longest begins first."""
    items[:] = [item for item in items if _told_on(item) in {ENGINE, None}]
    items.sort(key=lambda item: item.path.name not in LONGEST)


def _told_on(item: pytest.Item) -> str | None:
    if (marker := item.get_closest_marker("told_on")) is None:
        return None
    (engine,) = marker.args
    assert engine in {"sqlite", "postgres"}, f"{item.nodeid} would be told on no engine"
    return str(engine)


@dataclass(frozen=True)
class LiveServer:
    """A server that answers at `url`."""

    url: str
    environ: dict[str, str]
    teller: Teller

    def tell(self, story: str, **facts: Any) -> Any:
        """Tell a story of tests/journeys/stories.py to the server's database; its answer as JSON."""
        return self.teller.tell(story, facts)


@contextmanager
def demo_server(folder: Path) -> Iterator[LiveServer]:
    """A server of this run's engine, with a demo of its own."""
    with own_database(folder, like="demo") as database_url:
        environ = environment(
            folder / "var",
            DATABASE_URL=database_url,
            LOG_LEVEL="error",
            WORKER="on",
            FETCH_ALLOWED_HOSTS="127.0.0.1",
            READ_COUNTERS="off",
        )
        environ["PUBLIC_URL"] = f"http://localhost:{environ['PORT']}"
        server = LiveServer(environ["PUBLIC_URL"], environ, Teller(environ))
        server.tell("at_home", url=server.url)
        try:
            with serving(environ):
                yield server
        finally:
            server.teller.end()


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The server of all journeys that make what they need beside the demo."""
    with demo_server(tmp_path_factory.mktemp("live")) as made:
        yield made


BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Chromium of the machine, the build without windows first: it is what playwright itself takes where
    nobody looks on, and needs half of the computing. Without one journeys are skipped, but not in CI.
    """
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    return found or machine.missing("no Chromium: apt-get install chromium, or set CHROMIUM")


@pytest.fixture(scope="session")
async def launch(chromium_path: str) -> AsyncIterator[Launch]:
    """Start a Chromium with extra flags, such as a camera out of a file."""
    async with async_playwright() as playwright:

        @asynccontextmanager
        async def launched(*flags: str) -> AsyncIterator[Browser]:
            browser = await playwright.chromium.launch(
                executable_path=chromium_path, args=[*FLAGS, *flags]
            )
            try:
                yield browser
            finally:
                await browser.close()

        yield launched


@pytest.fixture(scope="session")
async def browser(launch: Launch) -> AsyncIterator[Browser]:
    """One Chromium for all journeys that need no flags of their own."""
    async with launch() as made:
        yield made


@pytest.fixture(scope="session")
async def owner(live_server: LiveServer, browser: Browser) -> StorageState:
    """The cookies of the demo's owner."""
    return await signed_in(live_server, browser)


async def signed_in(server: LiveServer, browser: Browser) -> StorageState:
    """The cookies of the demo's owner, who has signed in with the form."""
    async with page_of(browser) as page:
        await page.goto(f"{server.url}/sign-in?next=/organiser")
        await page.get_by_label("E-mail").first.fill(association.PEOPLE[Role.OWNER][0])
        await page.get_by_label("Password", exact=True).fill(association.PASSWORD)
        await page.get_by_role("button", name="Sign in").click()
        await page.wait_for_url("**/organiser")
        return await page.context.storage_state()


@asynccontextmanager
async def page_of(
    browser: Browser, *, width: int = 390, height: int = 780, locale: str = "en-GB", **options: Any
) -> AsyncIterator[Page]:
    """A page of a new person: no cookies, the given size and language.

    What its scripts throw, and what the content policy refuses, fails the journey.
    """
    context: BrowserContext = await browser.new_context(
        viewport={"width": width, "height": height}, locale=locale, **options
    )
    context.set_default_timeout(PATIENCE)
    page = await context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if "Security" in said.text else None)
    try:
        yield page
    finally:
        await context.close()
    assert errors == []
