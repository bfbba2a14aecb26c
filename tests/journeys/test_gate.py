"""The door in a real Chromium whose camera is a file."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.journeys import camera
from tests.journeys.conftest import Launch, LiveServer, page_of

pytestmark = pytest.mark.journey


async def test_a_phone_is_paired_in_two_taps_and_reads_a_ticket_with_its_camera(
    live_server: LiveServer, launch: Launch, tmp_path: Path
) -> None:
    door = live_server.tell("gate_with_tickets", slug="camera")
    flags = camera.showing(door["codes"][0], tmp_path)
    async with launch(*flags) as browser, page_of(browser) as page:
        await page.goto(live_server.url + door["pairing"])  # the first tap: the link
        await page.get_by_role("button", name="Scan with this phone").click()  # the second
        await expect(page.locator("#verdict-word")).to_have_text("Welcome")
        assert await page.locator("#verdict-who").text_content() == "参会者 1"
        assert await _colour(page) == "rgb(20, 101, 47)"
        await expect(page.locator("#verdict")).to_be_hidden()
        await expect(page.locator("#arrived")).to_have_text("1 of 1 in")


async def test_typed_codes_are_judged_and_undone(live_server: LiveServer, browser: Browser) -> None:
    door = live_server.tell("gate_with_tickets", slug="typed")
    async with page_of(browser, locale="zh-CN") as page:
        await _pair(page, live_server, door["pairing"], "用这部手机扫码")
        await _type(page, "1", "核验")
        await expect(page.locator("#verdict-word")).to_have_text("通过")
        await expect(page.locator("#verdict")).to_be_hidden()
        await _type(page, "KX4-7QM", "核验")
        await expect(page.locator("#verdict-word")).to_have_text("已使用")
        await expect(page.locator("#verdict-what")).to_contain_text("首次")
        await expect(page.locator("#verdict")).to_be_hidden()
        await page.locator("#recent").click()
        await page.locator("#recents-list button").click()
        await expect(page.locator("#verdict-word")).to_have_text("已撤销")
        await expect(page.locator("#verdict")).to_be_hidden()
        await _type(page, "1", "核验")
        await expect(page.locator("#verdict-word")).to_have_text("通过")


@pytest.mark.told_on("sqlite")
async def test_a_hardware_scanner_needs_no_focus(live_server: LiveServer, browser: Browser) -> None:
    door = live_server.tell("gate_with_tickets", slug="wedge")
    async with page_of(browser) as page:
        await _pair(page, live_server, door["pairing"])
        await page.keyboard.type(door["codes"][0])
        await page.keyboard.press("Enter")
        await expect(page.locator("#verdict-word")).to_have_text("Welcome")


@pytest.mark.told_on("sqlite")
async def test_an_order_of_two_asks_which_one(live_server: LiveServer, browser: Browser) -> None:
    door = live_server.tell("gate_with_tickets", slug="which", tickets=2)
    async with page_of(browser) as page:
        await _pair(page, live_server, door["pairing"])
        await _type(page, "KX47QM")
        await expect(page.locator("#verdict-word")).to_have_text("Which one?")
        await page.locator("#verdict-choices button").nth(1).click()
        await expect(page.locator("#verdict-word")).to_have_text("Welcome")
        assert await page.locator("#verdict-who").text_content() == "参会者 2"


@pytest.mark.told_on("sqlite")
async def test_a_phone_that_knows_nobody_asks_again_under_the_same_id(
    live_server: LiveServer, browser: Browser
) -> None:
    door = live_server.tell("gate_with_tickets", slug="lost")
    async with page_of(browser) as page:
        await page.route("**/snapshot", lambda route: route.abort())  # it cannot decide alone
        await _pair(page, live_server, door["pairing"])
        answered: list[int] = []

        async def lose_the_answer(route) -> None:  # type: ignore[no-untyped-def]  # playwright's
            response = await route.fetch()
            answered.append(response.status)
            await (route.abort() if len(answered) == 1 else route.fulfill(response=response))

        await page.route("**/scans", lose_the_answer)
        await _type(page, "1")
        await expect(page.locator("#state")).to_have_attribute("data-state", "waiting")
        await expect(page.locator("#verdict-word")).to_have_text("Welcome")
        assert answered == [200, 200]


@pytest.mark.told_on("sqlite")
async def test_a_used_link_says_so(live_server: LiveServer, browser: Browser) -> None:
    door = live_server.tell("gate_with_tickets", slug="used")
    async with page_of(browser) as first:
        await _pair(first, live_server, door["pairing"])
    async with page_of(browser) as second:
        answer = await second.goto(live_server.url + door["pairing"])
        assert answer is not None
        assert answer.status == 410
        await expect(second.get_by_role("heading", level=1)).to_contain_text("used already")


async def _pair(
    page: Page, server: LiveServer, link: str, button: str = "Scan with this phone"
) -> None:
    await page.goto(server.url + link)
    await page.get_by_role("button", name=button).click()
    await page.wait_for_url("**/gate")
    await expect(page.locator("#arrived")).not_to_be_empty()


async def _type(page: Page, code: str, button: str = "Check") -> None:
    await page.locator("#type").click()
    await page.locator("#typed").fill(code)
    await page.get_by_role("button", name=button, exact=True).click()


async def _colour(page: Page) -> str:
    colour: str = await page.locator("#verdict").evaluate(
        "one => getComputedStyle(one).backgroundColor"
    )
    return colour
