"""The door goes on when the server is gone: a real Chromium on a line that is cut."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from events_svc.web.assets import asset
from events_svc.web.checkin.app import files
from tests.journeys import alone
from tests.journeys.alone import scan, state, until
from tests.journeys.conftest import LiveServer, page_of
from tests.journeys.line import line_to

pytestmark = pytest.mark.journey

LOST = """async (paths) => {
  const lost = async (path) => ((await fetch(path).catch(() => ({}))).ok ? [] : [path]);
  return (await Promise.all(paths.map(lost))).flat();
}"""
SOON = 4000  # ms; it is one second, but tests share their machine
DELAY = """() => {
  const { state } = document.getElementById('gate').door;
  let back = null;
  state.addEventListener('change', () => {
    if (state.online) back ??= performance.now();
    if (state.conflicts) globalThis.delay ??= performance.now() - back;
  });
}"""
RELOAD = """(code) => {
  document.getElementById('gate').door.scan({ code }).then(() => location.reload());
}"""
DEVICE = "document.getElementById('gate').door.setting.device"
KEPT = """async () => [
  (await indexedDB.databases()).length,
  (await caches.keys()).length,
  (await navigator.serviceWorker.getRegistrations()).length,
]"""


@pytest.mark.told_on("postgres")
async def test_the_door_goes_on_alone_and_tells_everything_afterwards(
    live_server: LiveServer, browser: Browser
) -> None:
    door = live_server.tell("gate_with_tickets", slug="alone", tickets=5)
    codes = door["codes"]
    async with line_to(int(live_server.environ["PORT"])) as line, page_of(browser) as page:
        await alone.pair(page, line, door["pairing"])
        assert await scan(page, codes[0]) == "ok online"

        line.hush()  # the server hears and decides, but nobody hears the server
        assert await scan(page, codes[1]) == "ok snapshot"
        await line.cut()
        await page.reload()
        await until(page, online=False, ready=True, unsent=1)
        assert await page.evaluate(LOST, [*map(asset, files())]) == []
        assert await scan(page, codes[2]) == "ok snapshot"
        assert await scan(page, codes[2]) == "already_used snapshot"
        assert await scan(page, codes[0]) == "already_used snapshot"  # told by the server before
        assert await scan(page, _forged(codes[0])) == "invalid snapshot"

        await _kill(page)
        other = await page.context.new_page()  # opens without a server, and knows what was answered
        await other.goto(f"{line.url}/gate")
        await until(other, online=False, ready=True, unsent=5)
        third = await page.context.new_page()
        await third.goto(f"{line.url}/gate")
        await until(third, is_owner=False, ready=False, lacks=["tab"])
        assert await scan(third, codes[3]) is None
        await third.evaluate("document.getElementById('gate').door.takeOver()")
        await until(third, is_owner=True, ready=True, unsent=5)
        await until(other, is_owner=False)
        assert await scan(third, codes[3]) == "ok snapshot"

        await line.mend()
        await until(third, online=True, unsent=0, refused=0, arrived=4)
        assert await scan(third, codes[3]) == "already_used online"
        told = live_server.tell("door_log", slug="alone")
        assert told == {
            "log": [
                [1, "ok", "online", None],
                [2, "ok", "online", None],
                [2, "ok", "snapshot", 0],
                [3, "ok", "snapshot", 1],
                [3, "already_used", "snapshot", 2],
                [1, "already_used", "snapshot", 3],
                [None, "invalid", "snapshot", 4],
                [4, "ok", "snapshot", 5],
                [4, "already_used", "online", None],
            ],
            "torn": [],
            "conflicts": 0,
            "entries": [1, 1, 1, 1],
        }


@pytest.mark.told_on("sqlite")
async def test_the_last_five_can_be_undone_after_the_page_was_loaded_anew(
    live_server: LiveServer, browser: Browser
) -> None:
    door = live_server.tell("gate_with_tickets", slug="anew", tickets=2)
    async with (
        line_to(int(live_server.environ["PORT"])) as line,
        page_of(browser, width=1280) as page,
    ):
        await alone.pair(page, line, door["pairing"])
        await _scan_and_reload(page, door["codes"][0])
        await until(page, online=True, ready=True)
        await line.cut()
        await _scan_and_reload(page, door["codes"][1])
        await until(page, online=False, ready=True)
        undo = page.locator("#recents-beside").get_by_role("button", name="Undo")
        await expect(undo).to_have_count(2)
        await undo.first.click()
        await expect(page.locator("#verdict-word")).to_have_text("Undone")
        await expect(undo).to_have_count(1)
        assert await scan(page, door["codes"][1]) == "ok snapshot"


@pytest.mark.told_on("sqlite")
async def test_a_revoked_phone_knows_nothing_any_more(
    live_server: LiveServer, browser: Browser
) -> None:
    door = live_server.tell("gate_with_tickets", slug="revoked")
    async with line_to(int(live_server.environ["PORT"])) as line, page_of(browser) as page:
        await alone.pair(page, line, door["pairing"])
        assert await page.evaluate(KEPT) == [1, 1, 1]
        await line.cut()
        assert await scan(page, door["codes"][0]) == "ok snapshot"
        live_server.tell("revoked", slug="revoked")
        await line.mend()
        await until(page, revoked=True, lost=1, ready=False, basis="none", snapshot_at=None)
        assert await scan(page, door["codes"][0]) is None
        await _keeps_nothing(page)
        await page.reload()
        await expect(page.get_by_role("heading", level=1)).to_have_text("This phone is not paired")


@pytest.mark.told_on("postgres")
async def test_a_phone_that_moves_to_another_gate_tells_first_what_it_did_at_its_own(
    live_server: LiveServer, browser: Browser
) -> None:
    door = live_server.tell("gate_with_tickets", slug="moves")
    west = live_server.tell("another_gate", slug="moves")
    async with line_to(int(live_server.environ["PORT"])) as line, page_of(browser) as page:
        await alone.pair(page, line, door["pairing"])
        await line.cut()
        assert await scan(page, door["codes"][0]) == "ok snapshot"
        moved = await page.context.new_page()
        await page.close()
        await line.mend()
        await alone.pair(moved, line, west)
        assert await scan(moved, door["codes"][0]) == "already_used online"
        assert [one["name"] for one in await moved.evaluate("indexedDB.databases()")] == [
            f"gate-{await moved.evaluate(DEVICE)}"
        ]


@pytest.mark.told_on("sqlite")
async def test_a_day_after_the_event_a_phone_knows_nobody_of_it(
    live_server: LiveServer, browser: Browser
) -> None:
    door = live_server.tell("gate_with_tickets", slug="over")
    async with line_to(int(live_server.environ["PORT"])) as line, page_of(browser) as page:
        await alone.pair(page, line, door["pairing"])
        assert [one["name"] for one in await _found(page, "参会者")] == ["参会者 1"]
        assert await scan(page, door["codes"][0]) == "ok online"
        live_server.tell("over", slug="over")
        await page.evaluate("document.getElementById('gate').door.rounds.start()")
        await until(page, ready=False, lacks=["snapshot"], snapshot_at=None)
        await until(page, arrived=1)
        await line.cut()
        assert await _found(page, "参会者") == []
        await page.reload()
        await until(page, online=False, ready=False, lacks=["snapshot"], basis="none")


@pytest.mark.told_on("postgres")
async def test_a_ticket_that_two_lonely_gates_let_in_is_known_at_both_when_contact_is_back(
    live_server: LiveServer, browser: Browser
) -> None:
    door = live_server.tell("gate_with_tickets", slug="twice")
    links = door["pairing"], live_server.tell("another_gate", slug="twice")
    port = int(live_server.environ["PORT"])
    async with line_to(port) as line, page_of(browser) as east, page_of(browser) as west:
        for page, link in zip((east, west), links, strict=True):
            await alone.pair(page, line, link)
        await line.cut()
        for page in (east, west):
            assert await scan(page, door["codes"][0]) == "ok snapshot"
        await asyncio.gather(*(page.evaluate(DELAY) for page in (east, west)))
        await line.mend()
        for page in (east, west):
            await until(page, online=True, unsent=0, conflicts=1)
        delays = [await page.evaluate("delay") for page in (east, west)]
        assert max(delays) <= SOON, delays


@pytest.mark.told_on("postgres")
async def test_a_new_version_takes_over_and_loses_no_scan(
    live_server: LiveServer, browser: Browser
) -> None:
    door = live_server.tell("gate_with_tickets", slug="renewed")
    async with line_to(int(live_server.environ["PORT"])) as line, page_of(browser) as page:
        await alone.pair(page, line, door["pairing"])
        old, new = await alone.version(page), "0123456789ab"
        await line.cut()
        assert await scan(page, door["codes"][0]) == "ok snapshot"
        await page.reload()  # nobody is busy with this page
        await until(page, ready=True, unsent=1)
        line.build = old.encode(), new.encode()
        await line.mend()
        await page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
        await alone.renewed(page, new)
        await until(page, online=True, ready=True, unsent=0)
        await line.cut()
        await page.reload()
        await until(page, online=False, ready=True)
        assert await alone.version(page) == new
        assert (await state(page))["refused"] == 0
        assert live_server.tell("door_log", slug="renewed")["log"] == [[1, "ok", "snapshot", 0]]


async def _found(page: Page, text: str) -> Any:
    return await page.evaluate("text => document.getElementById('gate').door.search(text)", text)


async def _keeps_nothing(page: Page) -> None:
    """It is erased after it was said that the phone is revoked: its key first, the app last."""
    for _ in range(alone.LOOKS):
        if (kept := await page.evaluate(KEPT)) == [0, 0, 0]:
            return
        await asyncio.sleep(alone.PAUSE)
    raise AssertionError(kept)


async def _scan_and_reload(page: Page, code: str) -> None:
    """Load the page anew in the moment in which the verdict is there."""
    async with page.expect_navigation():
        await page.evaluate(RELOAD, code)


async def _kill(page: Page) -> None:
    """As kill -9 of the tab: nothing of it can say goodbye."""
    session: Any = await page.context.new_cdp_session(page)
    asyncio.ensure_future(session.send("Page.crash"))  # noqa: RUF006 it never answers
    await page.wait_for_event("crash")


def _forged(code: str) -> str:
    """The code with another last letter, whatever that was."""
    return code[:-1] + ("B" if code.endswith("A") else "A")
