"""A phone that goes on alone: brought there, asked, watched. The door stands on the page's element #gate."""

import asyncio
from typing import Any

from playwright.async_api import Error, Page

from tests.journeys.line import Line

PAUSE = 0.1
LOOKS = 600
LONG = 80  # looks until one helps
WAITING = "navigator.serviceWorker.getRegistration().then((one) => Boolean(one.waiting))"
WORKERS = """async () => {
  const { installing, waiting, active } = await navigator.serviceWorker.getRegistration();
  const { shell } = document.getElementById('gate').door;
  const states = [installing, waiting, active].map((one) => one?.state ?? null);
  return { states, caches: await caches.keys(), isCalm: shell.isCalm() };
}"""


async def pair(page: Page, line: Line, link: str) -> None:
    """Pair in two taps, and wait until the phone could go on alone."""
    await page.goto(line.url + link)
    await page.get_by_role("button", name="Scan with this phone").click()
    await page.wait_for_url("**/gate")
    await until(page, ready=True)


async def scan(page: Page, code: str) -> str | None:
    """The reason and the basis of the verdict, as the screen is given it."""
    answer = await page.evaluate(
        "code => document.getElementById('gate').door.scan({ code })", code
    )
    return answer and f"{answer['reason']} {answer['basis']}"


async def state(page: Page) -> dict[str, Any]:
    """What the door's state says; nothing while the page loads."""
    try:
        told: dict[str, Any] = await page.evaluate(
            "() => ({ ...document.getElementById('gate')?.door?.state })"
        )
    except Error:  # between two pages
        return {}
    return told


async def until(page: Page, **wanted: Any) -> None:
    """Wait for the state to be so."""
    for _ in range(LOOKS):
        told = await state(page)
        if {name: told.get(name) for name in wanted} == wanted:
            return
        await asyncio.sleep(PAUSE)
    raise AssertionError(f"{wanted} is not {told}")


async def renewed(page: Page, build: str) -> None:
    """Wait for the page to be of that build.

    The old worker is ended as Chromium ends those that have nothing to do: not while DevTools look at them,
    which is what playwright does. One that was begun anew in that moment would stay for five minutes.
    """
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("ServiceWorker.enable")
    for look in range(LOOKS):
        if await version(page) == build:
            return
        if look % LONG == LONG - 1 and await _is_waiting(page):
            await devtools.send("ServiceWorker.stopAllWorkers")
        await asyncio.sleep(PAUSE)
    told = await page.evaluate(WORKERS)
    raise AssertionError(f"{await version(page)} is not {build}: {told}, {await state(page)}")


async def _is_waiting(page: Page) -> bool:
    """Whether a new worker has been installed and not yet taken over."""
    try:
        return bool(await page.evaluate(WAITING))
    except Error:  # between two pages
        return False


async def version(page: Page) -> str:
    """Of which build the page is; nothing while it loads."""
    try:
        told: str = await page.evaluate("document.getElementById('gate').door.setting.app")
    except Error:
        return ""
    return told
