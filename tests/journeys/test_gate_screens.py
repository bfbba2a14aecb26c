"""What stands beside the scanning, as door staff use it: search, money, questions, walk-ins, rehearsal, kiosk."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests import turns
from tests.journeys import camera, looks
from tests.journeys.conftest import Launch, LiveServer, page_of

pytestmark = pytest.mark.journey

READERS: list[dict[str, Any]] = [
    {"locale": "en-GB", "width": 1280},
    {"locale": "zh-CN", "width": 390},
]
WORDS = {
    "en-GB": ["Welcome", "Already used", "Other event or day", "Not paid", "Not valid"],
    "zh-CN": ["通过", "已使用", "非本场次", "未付款", "无效"],
}


@pytest.mark.parametrize(
    "reader", turns.readers(READERS), ids=lambda one: f"{one['locale']}-{one['width']}"
)
async def test_a_rehearsal_teaches_the_colours_and_leaves_nothing(
    live_server: LiveServer, browser: Browser, reader: dict[str, Any]
) -> None:
    slug = f"rehearsal-{reader['locale'][:2]}-{reader['width']}"
    door = live_server.tell("gate_with_tickets", slug=slug)
    async with page_of(browser, **reader) as page:
        sent: list[str] = []
        await _pair(page, live_server, door["pairing"])
        page.on("request", lambda one: sent.append(one.url) if "/scans" in one.url else None)
        await page.locator("#more").click()
        assert await looks.hindrances(page) == []
        await page.locator("#rehearse").click()
        for name, word in zip(PRACTICE, WORDS[reader["locale"]], strict=True):
            await page.locator(f"[data-practice={name}]").click()
            await expect(page.locator("#verdict-word")).to_have_text(word)
            await page.keyboard.press("Escape")
        await expect(page.locator("#rehearsal-done")).to_be_visible()
        assert await looks.hindrances(page) + await looks.runs_out(page) == []
        await page.locator("#rehearsal-end").click()
        assert (sent, live_server.tell("door_log", slug=slug)["log"]) == ([], [])


@pytest.mark.told_on("postgres")
async def test_nobody_is_a_dead_end(live_server: LiveServer, browser: Browser) -> None:
    """Found by pinyin, paid at the door, asked at the door, registered at the door: everybody is in."""
    door = live_server.tell("desk", slug="desk")
    async with page_of(browser, reduced_motion="reduce") as page:
        await _pair(page, live_server, door["pairing"])
        assert await looks.hindrances(page) == []
        await _find_by_pinyin(page)
        await _pay(page)
        await _answer(page)
        await _register(page)
        await expect(page.locator("#arrived")).to_have_text("4 of 4 in")


@pytest.mark.told_on("postgres")
async def test_one_ticket_after_the_other_is_read_untouched_also_a_bad_one(
    live_server: LiveServer, launch: Launch, tmp_path: Path
) -> None:
    door = live_server.tell("gate_with_tickets", slug="passing", tickets=4)
    flags = camera.passing(door["codes"], tmp_path)
    async with launch(*flags) as browser, page_of(browser) as page:
        await _pair(page, live_server, door["pairing"])
        await expect(page.locator("#arrived")).to_have_text("4 of 4 in")


@pytest.mark.told_on("postgres")
async def test_a_badge_is_printed_and_by_a_touch_once_more(
    live_server: LiveServer, browser: Browser
) -> None:
    door = live_server.tell("gate_with_tickets", slug="again")
    async with page_of(browser) as page:
        await page.add_init_script(OPENED)
        await _pair(page, live_server, door["pairing"])
        await _type(page, door["codes"][0])
        await page.locator("#verdict").click()
        await page.locator("#verdict-badge").click()
        await expect(page.locator("html")).to_have_attribute("data-opened", "1")
        await page.locator("#verdict-badge").click()
        await page.get_by_role("button", name="Print again").click()
        await expect(page.locator("html")).to_have_attribute("data-opened", "11")


@pytest.mark.told_on("postgres")
async def test_people_check_themselves_in_at_a_locked_screen_without_names(
    live_server: LiveServer, browser: Browser
) -> None:
    door = live_server.tell("gate_with_tickets", slug="kiosk")
    async with page_of(browser) as page:
        await _pair(page, live_server, door["pairing"])
        await page.locator("#more").click()
        await page.locator("#kiosk-begin").click()
        await page.locator("#kiosk-code").fill("west 7")
        await page.get_by_role("button", name="Begin and lock").click()
        await page.reload()
        await expect(page.locator("#kiosk-face")).to_be_visible()
        assert await looks.hindrances(page) == []
        await expect(page.locator("#arrived")).not_to_be_empty()
        await page.keyboard.type(door["codes"][0])
        await page.keyboard.press("Enter")
        await expect(page.locator("#verdict-word")).to_have_text("Welcome")
        assert await page.locator("#verdict-who").text_content() == ""
        await expect(page.locator("#verdict")).to_be_hidden()
        assert not await page.locator(".gate-foot").is_visible()
        await _unlock(page, "wrong")
        await expect(page.locator("#unlock-said")).to_have_text("This is not the code.")
        await page.locator("#unlock-code").fill("West7")
        await page.keyboard.press("Enter")
        await expect(page.locator("#type")).to_be_visible()


async def _find_by_pinyin(page: Page) -> None:
    await page.locator("#type").click()
    await page.locator("#typed").fill("shan xiong")
    await expect(page.locator("#people li")).to_have_count(1)
    assert await looks.hindrances(page) == []
    await page.keyboard.press("Enter")
    await _welcome(page, "单雄信")


async def _pay(page: Page) -> None:
    await _type(page, "KX47QM")
    await expect(page.locator("#verdict-word")).to_have_text("Not paid")
    assert await looks.hindrances(page) == []
    await page.locator("#verdict-act").click()
    await expect(page.locator("#payment-amount")).to_have_text("¥200.00")
    assert await looks.hindrances(page) == []
    await page.locator("#payment-act").click()
    await _welcome(page, "仇英")


async def _answer(page: Page) -> None:
    await _type(page, "9003")
    await expect(page.locator("#verdict-word")).to_have_text("Details missing")
    await page.locator("#verdict-act").click()
    await page.locator("#asking-sheet").get_by_label("Yes").check()
    assert await looks.hindrances(page) == []
    await page.get_by_role("button", name="Save · let in").click()
    await _welcome(page, "盖聂")


async def _register(page: Page) -> None:
    """Four touches beside the name: far below twenty seconds."""
    await page.locator("#walk-in").click()
    await page.locator("#walk-in-types").get_by_text("Standard").click()
    await page.locator("#walk-in-name").fill("查良镛")
    assert await looks.hindrances(page) == []
    await page.get_by_role("button", name="Register · ¥200.00").click()
    await page.locator("#payment-act").click()
    await _welcome(page, "查良镛")


async def _welcome(page: Page, name: str) -> None:
    await expect(page.locator("#verdict-who")).to_have_text(name)
    await expect(page.locator("#verdict-word")).to_have_text("Welcome")
    await expect(page.locator("#verdict")).to_be_hidden()


async def _unlock(page: Page, code: str) -> None:
    await page.locator("#kiosk-way-out").focus()
    await page.keyboard.press("Enter")
    await page.locator("#unlock-code").fill(code)
    await page.keyboard.press("Enter")


async def _pair(page: Page, server: LiveServer, link: str) -> None:
    await page.goto(server.url + link)
    await page.locator("form.plain button").click()
    await page.wait_for_url("**/gate")
    await expect(page.locator("#fact-snapshot")).not_to_have_class("warns")


async def _type(page: Page, code: str) -> None:
    await page.locator("#type").click()
    await page.locator("#typed").fill(code)
    await page.keyboard.press("Enter")


PRACTICE = ["valid", "used", "day", "unpaid", "unknown"]
OPENED = """window.open = () => {
  const { dataset } = document.documentElement;
  return (dataset.opened = (dataset.opened ?? "") + "1");
}"""
