"""A hall is drawn and sold; a buyer picks two seats, and who looks at the same moment sees them go."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, StorageState, expect

from events_svc import clock
from tests import turns
from tests.journeys import looks
from tests.journeys.conftest import LiveServer, page_of

pytestmark = pytest.mark.journey

DAY = (clock.now() + timedelta(days=40)).date()
READERS: list[dict[str, Any]] = [
    {"locale": "zh-CN", "width": 390, "has_touch": True},
    {"locale": "en-GB", "width": 1280},
]


@pytest.mark.parametrize("reader", turns.readers(READERS))
async def test_two_seats_are_picked_and_others_see_it(
    live_server: LiveServer, browser: Browser, owner: StorageState, reader: dict[str, Any]
) -> None:
    slug = f"hall-{reader['width']}"
    async with page_of(browser, storage_state=owner, width=1280) as desk:
        venue_id = await _furnish(desk, live_server.url, slug)
        await _draw(desk, f"{live_server.url}/organiser/venues/{venue_id}")
        await _sell(desk, f"{live_server.url}/organiser/events/{slug}/seats")
    shop = f"{live_server.url}/events/{slug}/tickets"
    async with page_of(browser, **reader) as buyer, page_of(browser) as other:
        await buyer.goto(shop)
        await other.goto(shop)
        assert await looks.hindrances(buyer) + await looks.runs_out(buyer) == []
        await _pick(buyer)
        await _order(buyer)
        for seat in _seats(other)[:2]:
            await expect(seat).to_have_attribute("aria-disabled", "true")
        await expect(_seats(other)[2]).to_have_attribute("aria-disabled", "false")


async def _furnish(page: Page, url: str, slug: str) -> int:
    async def post(path: str, method: str = "POST", **body: Any) -> Any:
        answer = await page.request.fetch(f"{url}/api/v1{path}", method=method, data=body)
        assert answer.ok, await answer.text()
        return await answer.json()

    venue = await post("/venues", name={"en": f"House {slug}"})
    await post(f"/venues/{venue['id']}/rooms", name={"zh": "大厅", "en": "Hall"})
    times = {"starts_at": f"{DAY}T01:00:00Z", "ends_at": f"{DAY}T08:00:00Z"}
    await post("/events", slug=slug, kind="forum", title={"zh": "论坛", "en": slug}, **times)
    await post(f"/events/{slug}/ticket-types", name={"zh": "普通票", "en": "Standard"}, places=9)
    await page.goto(f"{url}/organiser/events/{slug}")
    await page.locator("form[action$='/publication'] button").click()
    return int(venue["id"])


async def _draw(page: Page, venue: str) -> None:
    """Two rows by the form; the editor takes the second away by keys alone, and saves."""
    await page.goto(venue)
    await page.locator("#seat-maps summary").click()
    await page.locator("#seat-maps [name=name_en]").fill("Theatre")
    await page.locator("#seat-maps button").click()
    await page.locator("#rows [name=count]").fill("2")
    await page.locator("#rows [name=seats]").fill("6")
    await page.locator("#rows button.button").click()
    await expect(page.locator("seat-editor use[data-place]")).to_have_count(12)
    assert await looks.hindrances(page) + await looks.runs_out(page) == []
    await page.locator("seat-editor use[tabindex='0']").focus()
    for key in ("ArrowDown", "r", "Delete"):
        await page.keyboard.press(key)
    await page.locator(".seat-save button").click()
    await expect(page.locator("seat-editor use[data-place]")).to_have_count(6)


async def _sell(page: Page, seats: str) -> None:
    await page.goto(seats)
    await page.get_by_role("button", name="Sell these seats").click()
    await expect(page.locator("use[data-seat]")).to_have_count(6)
    assert await looks.hindrances(page) + await looks.runs_out(page) == []


async def _pick(page: Page) -> None:
    """The first by hand, its neighbour by keys; the number of tickets follows."""
    first, second, *_ = _seats(page)
    await first.click()
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    await expect(second).to_have_attribute("aria-checked", "true")
    await expect(page.locator("input[name^=count_]")).to_have_value("2")


async def _order(page: Page) -> None:
    """Press what the shop has: with seats, the way leads over the cart."""
    await page.locator(".order-act button").first.click()
    await page.wait_for_url(lambda url: not url.endswith("/tickets"))


def _seats(page: Page) -> list[Locator]:
    return [page.locator("use[data-seat]").nth(place) for place in range(6)]
