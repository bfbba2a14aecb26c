"""The timetable is moved by mouse, by finger and by keyboard alone, and by two people at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, StorageState, expect

from events_svc import clock
from tests.journeys import looks
from tests.journeys.conftest import LiveServer, page_of

pytestmark = pytest.mark.journey

DAY = (clock.now() + timedelta(days=40)).date()


@dataclass(frozen=True)
class Plan:
    """An event of its own with two rooms and sessions without a time, by their titles."""

    server: LiveServer
    slug: str
    codes: dict[str, str]

    def cell(self, page: Page, title: str) -> Locator:
        return page.locator(f"#board .cell[data-code='{self.codes[title]}']")

    async def open(self, page: Page) -> None:
        await page.goto(f"{self.server.url}/organiser/events/{self.slug}/grid")
        await expect(page.locator("agenda-editor.live")).to_be_visible()


@asynccontextmanager
async def editing(
    server: LiveServer, browser: Browser, owner: StorageState, slug: str, **options: Any
) -> AsyncIterator[tuple[Page, Plan]]:
    """A page of the editor of a new event."""
    async with page_of(
        browser, storage_state=owner, **{"width": 1280, "height": 1100, **options}
    ) as page:
        plan = Plan(server, slug, await _furnish(page, server.url, slug))
        await plan.open(page)
        yield page, plan


async def _furnish(page: Page, url: str, slug: str) -> dict[str, str]:
    async def post(path: str, method: str = "POST", **body: Any) -> Any:
        answer = await page.request.fetch(f"{url}/api/v1{path}", method=method, data=body)
        assert answer.ok, await answer.text()
        return await answer.json()

    venue = await post("/venues", name={"en": f"House {slug}"})
    for name in ("Aula", "Lab"):
        await post(f"/venues/{venue['id']}/rooms", name={"zh": f"会场{name}", "en": name})
    times = {"starts_at": f"{DAY}T01:00:00Z", "ends_at": f"{DAY}T08:00:00Z"}  # 09:00 to 16:00
    await post("/events", slug=slug, kind="forum", title={"en": slug}, **times)
    await post(f"/events/{slug}", "PATCH", venue_id=venue["id"])
    titles = ("Arms", "Brains", "Claws")
    made = [
        await post(f"/events/{slug}/sessions", title={"zh": f"{one}（中）", "en": one})
        for one in titles
    ]
    return {session["title"]["en"]: session["code"] for session in made}


async def spot(page: Page, room: str, hour: int) -> tuple[float, float]:
    """The middle of the top of an hour in a room."""
    column = await page.locator("#editor-grid .room", has_text=room).bounding_box()
    line = await page.locator("#editor-grid .hour", has_text=f"{hour:02}:00").bounding_box()
    assert column
    assert line
    return column["x"] + column["width"] / 2, line["y"] + 2


async def drag(page: Page, cell: Locator, room: str, hour: int) -> None:
    """Take a cell at its upper edge and let it go at the hour."""
    await _aim(page, cell)
    await page.mouse.down()
    x, y = await spot(page, room, hour)
    await page.mouse.move(x, y + 30, steps=4)
    await page.mouse.move(x, y)
    await page.mouse.up()


async def _aim(page: Page, cell: Locator) -> None:
    """Hold the mouse over the cell's upper edge; again where the board was drawn anew meanwhile."""
    for _ in range(20):
        box = await cell.bounding_box()
        assert box
        at = (box["x"] + 30, box["y"] + 2)
        await page.mouse.move(*at)
        if await cell.evaluate("(one, at) => one.contains(document.elementFromPoint(...at))", at):
            return
    raise AssertionError("the cell does not come to rest")


@pytest.mark.told_on("postgres")
async def test_by_mouse(live_server: LiveServer, browser: Browser, owner: StorageState) -> None:
    async with editing(live_server, browser, owner, "grid-mouse") as (page, plan):
        arms, brains = plan.cell(page, "Arms"), plan.cell(page, "Brains")
        await drag(page, arms, "Aula", 10)
        await expect(arms.locator(".when")).to_contain_text("10:00–10:30")
        await drag(page, arms, "Lab", 12)
        await expect(arms.locator(".when")).to_contain_text("12:00–12:30")
        await drag(page, brains, "Lab", 12)
        await expect(page.locator("#said.stop")).to_contain_text("Lab is taken by “Arms”")
        await drag(page, brains, "Aula", 8)
        await expect(brains.locator(".why")).to_contain_text("Outside of the event's time")
        await expect(page.locator("#troubles")).to_contain_text("Outside of the event's time")
        assert await looks.hindrances(page) + await looks.runs_out(page) == []
        await page.locator("#undo").click()
        await expect(page.locator("#waiting")).to_contain_text("Brains")
        await page.keyboard.press("Control+z")
        await expect(arms.locator(".when")).to_contain_text("10:00–10:30")
        await page.keyboard.press("Control+Shift+z")
        await expect(arms.locator(".when")).to_contain_text("12:00–12:30")


@pytest.mark.told_on("sqlite")
async def test_by_keyboard_alone(
    live_server: LiveServer, browser: Browser, owner: StorageState
) -> None:
    async with editing(live_server, browser, owner, "grid-keys") as (page, plan):
        arms = plan.cell(page, "Arms")
        await arms.focus()

        async def press(*keys: str) -> None:
            for key in keys:
                await page.keyboard.press(key)

        await press("Enter", "ArrowRight", "PageDown", "ArrowDown", "Shift+ArrowDown")
        await expect(page.locator("#said")).to_contain_text("Lab, 10:05 to 10:40: nothing clashes")
        await press("Enter")
        await expect(arms.locator(".when")).to_contain_text("10:05–10:40")
        await expect(arms).to_be_focused()
        await press("Enter", "ArrowLeft", "PageUp", "PageUp", "Escape")
        await expect(page.locator("#said")).to_contain_text("Arms stays where it was")
        await press("Enter", "PageUp", "PageUp")
        await expect(page.locator("#said.stop")).to_contain_text("Outside of the event's time")
        await press("Enter")
        await expect(arms.locator(".why")).to_contain_text("Outside of the event's time")
        await press("Delete")
        await expect(page.locator("#waiting")).to_contain_text("Arms")
        await press("Control+z", "Control+z")
        await expect(arms.locator(".when")).to_contain_text("10:05–10:40")
        await press("Control+Shift+z")
        await expect(arms.locator(".why")).to_contain_text("Outside of the event's time")


@pytest.mark.told_on("sqlite")
async def test_by_finger_on_a_phone_in_chinese(
    live_server: LiveServer, browser: Browser, owner: StorageState
) -> None:
    phone = {"width": 430, "height": 932, "has_touch": True, "is_mobile": True, "locale": "zh-CN"}
    async with editing(live_server, browser, owner, "grid-touch", **phone) as (page, plan):
        arms, brains = plan.cell(page, "Arms"), plan.cell(page, "Brains")
        await page.locator("#room-switch").select_option("会场Lab")
        room = page.locator("#editor-grid .room:visible")
        await expect(room).to_have_count(1)
        lab = await room.element_handle()
        await arms.locator(".grip").tap()
        await page.touchscreen.tap(*await spot(page, "会场Lab", 9))
        await expect(arms.locator(".when")).to_contain_text("09:00–09:30")
        await _swipe(page, brains.locator(".grip"), "会场Lab", 10)
        await expect(brains.locator(".when")).to_contain_text("10:00–10:30")
        await _swipe(page, brains.locator(".grip"), "会场Lab", 9)
        await expect(page.locator("#said.stop")).to_contain_text("会场Lab")
        await page.locator("#undo").click()
        await expect(page.locator("#waiting")).to_contain_text("Brains")
        assert await lab.is_visible()  # what nobody changed is still the same element
        assert await looks.hindrances(page) + await looks.runs_out(page) == []


async def _swipe(page: Page, grip: Locator, room: str, hour: int) -> None:
    """Put a finger on the grip, draw it to a place, lift it."""
    await grip.scroll_into_view_if_needed()
    box, to = await grip.bounding_box(), await spot(page, room, hour)
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + 4
    devtools = await page.context.new_cdp_session(page)
    way = [(x, y), (x, y + 9), ((x + to[0]) / 2, (y + to[1]) / 2), (to[0], to[1] + 8), to]
    for number, (left, top) in enumerate(way):
        kind = "touchStart" if number == 0 else "touchMove"
        points = [{"x": left, "y": top}]
        await devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    await devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.mark.told_on("postgres")
async def test_two_at_once_lose_nothing_and_see_each_other(
    live_server: LiveServer, browser: Browser, owner: StorageState
) -> None:
    async with (
        editing(live_server, browser, owner, "grid-two") as (anna, plan),
        page_of(browser, storage_state=owner, width=1280, height=1100) as bo,
    ):
        await plan.open(bo)
        await drag(anna, plan.cell(anna, "Arms"), "Aula", 10)
        await expect(plan.cell(bo, "Arms").locator(".when")).to_contain_text(
            "10:00–10:30", timeout=5_000
        )
        await expect(bo.locator("#said")).to_contain_text("Somebody else has changed: Arms")
        await expect(plan.cell(anna, "Arms").locator(".when")).to_contain_text("10:00–10:30")
        await asyncio.gather(
            drag(anna, plan.cell(anna, "Brains"), "Aula", 11),
            drag(bo, plan.cell(bo, "Claws"), "Lab", 11),
        )
        for page in (anna, bo):
            for title in ("Brains", "Claws"):
                await expect(plan.cell(page, title).locator(".when")).to_contain_text("11:00")
        await bo.route("**/stream", lambda route: route.abort())
        await bo.reload()  # who does not hear of the others is told at the next step
        await drag(anna, plan.cell(anna, "Arms"), "Lab", 13)
        await expect(plan.cell(anna, "Arms").locator(".when")).to_contain_text("13:00–13:30")
        await drag(bo, plan.cell(bo, "Arms"), "Aula", 14)
        await expect(bo.locator("#said.stop")).to_contain_text("has changed “Arms” meanwhile")
        for page in (anna, bo):
            await expect(plan.cell(page, "Arms").locator(".when")).to_contain_text("13:00–13:30")
