"""From the page of an event to the code in the hand."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests import turns
from tests.journeys import looks
from tests.journeys.conftest import LiveServer, page_of
from tests.journeys.finger import Finger

pytestmark = pytest.mark.journey

SUMMIT = "/events/robot-forum-12"
ZH_PHONE: dict[str, Any] = {"locale": "zh-CN", "width": 390, "has_touch": True}
EN_DESK: dict[str, Any] = {"locale": "en-GB", "width": 1280}
ZH_DESK: dict[str, Any] = {"locale": "zh-CN", "width": 1280, "color_scheme": "dark"}
EN_PHONE: dict[str, Any] = {"locale": "en-GB", "width": 390, "color_scheme": "dark"}
WORDS: dict[str, dict[str, Any]] = {
    "zh-CN": {
        "get": re.compile("^购票"),
        "online": "线上观看",
        "standard": "标准票",
        "more": "加一张",
        "name": "姓名",
        "order": "下单",
        "pay": re.compile("^(付款|支付)"),
        "show": "出示门票",
        "continue": "下一步",
        "school": "学校",
        "yes": "是",
        "free": "领取门票",
        "valid": "有效",
        "change": re.compile("^(更改|变更|修改)"),
        "correct": "更正姓名",
        "pass_on": "转让给此人",
        "cancel": "退掉这张票",
        "cancelled": "已取消",
    },
    "en-GB": {
        "get": re.compile("^Get a ticket"),
        "online": "Online",
        "standard": "Standard",
        "more": "One more",
        "name": "Your name",
        "order": "Place the order",
        "pay": re.compile("^Pay"),
        "show": "Show ticket",
        "continue": "Continue",
        "school": "School",
        "yes": "Yes",
        "free": "Get the tickets",
        "valid": "Valid",
        "change": "Change, pass on or cancel",
        "correct": "Correct the name",
        "pass_on": "Pass on to this person",
        "cancel": "Cancel this ticket",
        "cancelled": "Cancelled",
    },
}


@pytest.mark.parametrize("reader", turns.readers([ZH_PHONE, EN_DESK]))
async def test_a_free_ticket_takes_five_taps(
    live_server: LiveServer, browser: Browser, reader: dict[str, Any]
) -> None:
    async with page_of(browser, **reader) as page:
        say, finger = WORDS[reader["locale"]], Finger(page)
        await _order(live_server, finger, say, "online")
        await finger.tap(page.get_by_role("link", name=say["show"]))
        await _holds_a_ticket(page, say)
        assert finger.taps <= 5


@pytest.mark.parametrize("reader", turns.readers([EN_PHONE, ZH_DESK]))
async def test_a_paid_ticket_takes_seven_taps(
    live_server: LiveServer, browser: Browser, reader: dict[str, Any]
) -> None:
    async with page_of(browser, **reader) as page:
        say, finger = WORDS[reader["locale"]], Finger(page)
        await _order(live_server, finger, say, "standard")
        await expect(page.locator(".pay .sum")).to_contain_text("1,200.00")
        assert await looks.hindrances(page) == []
        await finger.tap(page.get_by_role("button", name=say["pay"]))
        await expect(page.get_by_role("heading", level=1)).to_contain_text("1,200.00")
        assert await looks.hindrances(page) == []
        await finger.tap(page.get_by_role("button", name=say["pay"]))
        await finger.tap(page.get_by_role("link", name=say["show"]))
        await _holds_a_ticket(page, say)
        assert finger.taps <= 7


@pytest.mark.parametrize("reader", turns.readers([ZH_DESK, EN_PHONE]))
async def test_whoever_is_asked_something_answers_in_the_cart_and_loses_nothing(
    live_server: LiveServer, browser: Browser, reader: dict[str, Any]
) -> None:
    slug = f"asking-{reader['locale'][:2]}-{reader['width']}".lower()
    live_server.tell("asking", slug=slug)
    async with page_of(browser, **reader) as page:
        say, finger = WORDS[reader["locale"]], Finger(page)
        await page.goto(f"{live_server.url}/events/{slug}/tickets")
        await finger.tap(page.get_by_role("button", name=say["more"]))
        assert await looks.hindrances(page) == []
        await finger.tap(page.get_by_role("button", name=say["continue"]))
        await expect(page.get_by_role("timer")).to_contain_text(re.compile("29:5|30:0"))
        await finger.tap(page.get_by_label(say["name"], exact=True))
        await finger.type("查良镛", "zha@example.org")
        await expect(page.get_by_label(say["school"])).to_be_hidden()
        await finger.tap(page.get_by_text(say["yes"], exact=True))
        await finger.tap(page.get_by_role("button", name=say["free"]))
        await expect(page.get_by_role("alert").first).to_be_visible()
        await expect(page.get_by_label(say["name"], exact=True)).to_have_value("查良镛")
        assert await looks.hindrances(page) + await looks.runs_out(page) == []
        await finger.tap(page.get_by_label(say["school"]))
        await finger.type("复旦大学")
        await finger.tap(page.get_by_role("button", name=say["free"]))
        await finger.tap(page.get_by_role("link", name=say["show"]))
        await _holds_a_ticket(page, say)


@pytest.mark.parametrize("reader", turns.readers([EN_DESK, ZH_PHONE]))
async def test_a_ticket_is_renamed_passed_on_and_cancelled_in_two_taps_each(
    live_server: LiveServer, browser: Browser, reader: dict[str, Any]
) -> None:
    async with page_of(browser, **reader) as page:
        say = WORDS[reader["locale"]]
        await _hold(live_server, page, say)
        await _within_two_taps(page, say["change"], say["correct"], type_over="李清照")
        await expect(page.get_by_role("heading", name="李清照")).to_be_visible()
        await _within_two_taps(page, say["change"], say["pass_on"], type_over="辛弃疾")
        await expect(page.locator(".ticket-code svg")).to_have_count(0)
        await _hold(live_server, page, say)
        await _within_two_taps(page, say["change"], say["cancel"])
        await expect(page.locator(".state").first).to_contain_text(say["cancelled"])


async def _hold(server: LiveServer, page: Page, say: dict[str, Any]) -> None:
    """A free ticket, on its page."""
    finger = Finger(page)
    await _order(server, finger, say, "online")
    await finger.tap(page.get_by_role("link", name=say["show"]))


async def _within_two_taps(page: Page, link: Any, button: str, *, type_over: str = "") -> None:
    """From the page of the ticket: to the page of changes, and the button there."""
    finger = Finger(page)
    await finger.tap(page.get_by_role("link", name=link))
    if type_over:
        await expect(page.locator("input[autofocus]")).to_be_focused()
        await page.keyboard.press("Control+A")
        await finger.type(type_over)
    await finger.tap(page.get_by_role("button", name=button))
    assert finger.taps == 2


@pytest.mark.told_on("sqlite")
async def test_a_declined_payment_can_be_tried_again(
    live_server: LiveServer, browser: Browser
) -> None:
    async with page_of(browser, **EN_PHONE) as page:
        say, finger = WORDS["en-GB"], Finger(page)
        await _order(live_server, finger, say, "standard")
        await finger.tap(page.get_by_role("button", name=say["pay"]))
        await finger.tap(page.get_by_role("button", name="Decline"))
        await expect(page.get_by_role("alert")).to_contain_text("Nothing was charged")
        await finger.tap(page.get_by_role("button", name=say["pay"]))
        await finger.tap(page.get_by_role("button", name=say["pay"]))
        await expect(page.get_by_role("heading", level=1)).to_have_text("Your ticket")


async def test_without_scripts_a_ticket_is_ordered_too(
    live_server: LiveServer, browser: Browser
) -> None:
    async with page_of(browser, java_script_enabled=False) as page:
        await page.goto(f"{live_server.url}{SUMMIT}/tickets")
        await page.get_by_label("Online").fill("1")
        await page.get_by_label("Your name").fill("李清照")
        await page.get_by_label("E-mail or phone").fill("li@example.org")
        await page.get_by_role("button", name="Place the order").click()
        await page.get_by_role("link", name="Show ticket").click()
        await expect(page.locator(".ticket-code svg")).to_be_visible()


async def _order(server: LiveServer, finger: Finger, say: dict[str, Any], kind: str) -> None:
    """From the event's page to the order's: four taps."""
    page = finger.page
    await page.goto(server.url + SUMMIT)
    await finger.tap(page.get_by_role("link", name=say["get"]).locator("visible=true").first)
    offer = page.locator(".offer").filter(has_text=say[kind])
    await finger.tap(offer.get_by_role("button", name=say["more"]))
    await finger.tap(page.get_by_label(say["name"], exact=True))
    await finger.type("查良镛", "zha@example.org")
    await finger.tap(page.get_by_role("button", name=say["order"]))
    await page.wait_for_url("**/orders/*")
    assert finger.taps == 4


async def _holds_a_ticket(page: Page, say: dict[str, Any]) -> None:
    await expect(page.locator(".ticket-code svg")).to_be_visible()
    await expect(page.get_by_role("heading", name="查良镛")).to_be_visible()
    await expect(page.locator(".ticket-holder .state")).to_contain_text(say["valid"])
    box = await page.locator(".ticket-code svg").bounding_box()
    assert box is not None
    assert box["width"] >= 240
    assert await looks.hindrances(page) + await looks.runs_out(page) == []
