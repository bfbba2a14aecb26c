"""From nothing to a public event with ticket, agenda, feed and gate."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Browser, Page, StorageState, expect

from events_svc import clock
from tests import turns
from tests.journeys import looks
from tests.journeys.conftest import LiveServer, page_of

pytestmark = pytest.mark.journey

EN_DESK: dict[str, Any] = {"locale": "en-GB", "width": 1280}
ZH_PHONE: dict[str, Any] = {"locale": "zh-CN", "width": 390}
DAY = (clock.now() + timedelta(days=30)).date()


@pytest.mark.parametrize(("reader", "hour"), turns.readers([(EN_DESK, 10), (ZH_PHONE, 14)]))
async def test_an_organiser_has_everything_public(
    live_server: LiveServer,
    browser: Browser,
    owner: StorageState,
    reader: dict[str, Any],
    hour: int,
) -> None:
    async with page_of(browser, storage_state=owner, **reader) as page:
        slug = await _create(page, live_server, f"Bionics {reader['width']}")
        await _house(page, live_server, slug)
        await _put_on_sale(page)
        await _write_the_agenda(page, f"{DAY}T{hour}:30")
        await page.goto(f"{live_server.url}/organiser/events/{slug}")
        await _send(page, "publication")
        await expect(page.locator("form[action$='/publication']")).to_have_count(0)
        assert await looks.hindrances(page) + await looks.runs_out(page) == []
        link = await _open_a_gate(page)
    async with page_of(browser, **reader) as stranger:
        await _find_all(stranger, live_server, slug)
        answer = await stranger.goto(link)
        assert answer is not None
        assert answer.status == 200
        assert await looks.hindrances(stranger) + await looks.runs_out(stranger) == []


async def _create(page: Page, server: LiveServer, title: str) -> str:
    await page.goto(f"{server.url}/organiser/events/new")
    await page.locator("[name=title_zh]").fill(f"仿生学{title}")
    await page.locator("[name=title_en]").fill(title)
    await page.locator("[name=starts_at]").fill(f"{DAY}T09:00")
    await page.locator("[name=ends_at]").fill(f"{DAY}T18:00")
    await _send(page, "events/new")
    await page.wait_for_url(lambda url: not url.endswith("/new"))
    return page.url.rsplit("/", 1)[1]


async def _house(page: Page, server: LiveServer, slug: str) -> None:
    """Take the demo's venue, whose rooms the agenda needs; come back to the event."""
    await page.goto(f"{server.url}/organiser/events/{slug}/settings")
    await page.locator("[name=venue_id]").select_option(index=1)
    await _send(page, "settings")
    await page.goto(f"{server.url}/organiser/events/{slug}")


async def _put_on_sale(page: Page) -> None:
    base = page.url
    await page.goto(f"{base}/ticket-types")
    form = page.locator("form[action$='/ticket-types']")
    await form.locator("[name=name_zh]").fill("参会票")
    await form.locator("[name=name_en]").fill("Regular")
    await form.locator("[name=price]").fill("80")
    await form.locator("[name=places]").fill("120")
    await _send(page, "ticket-types")
    await expect(page.locator("table")).to_contain_text("80.00")
    await page.goto(base)


async def _write_the_agenda(page: Page, starts_at: str) -> None:
    base = page.url
    await page.goto(f"{base}/agenda/sessions/new")
    await page.locator("[name=title_zh]").fill("章鱼的手臂")
    await page.locator("[name=title_en]").fill("Arms of the octopus")
    await page.locator("[name=starts_at]").fill(starts_at)
    await page.locator("[name=room]").select_option(index=1)
    await _send(page, "sessions")
    await page.goto(f"{base}/agenda")
    await page.locator("a[href$='/agenda/release']").click()
    await _send(page, "releases")
    await expect(page.locator("a[href$='/agenda/release']")).to_have_count(0)


async def _open_a_gate(page: Page) -> str:
    """Open a gate and let it pair a phone; the link that the phone opens."""
    await page.goto(f"{page.url}/door/gates")
    form = page.locator("form[action$='/gates']")
    await form.locator("[name=name_zh]").fill("南门")
    await form.locator("[name=name_en]").fill("South gate")
    await _send(page, "gates")
    await _send(page, "pairings")
    link = page.locator(".pairing-link a")
    await expect(page.locator(".pairing-code svg")).to_be_visible()
    assert await looks.hindrances(page) + await looks.runs_out(page) == []
    return str(await link.get_attribute("href"))


async def _find_all(page: Page, server: LiveServer, slug: str) -> None:
    """What a stranger sees of it: event, agenda, shop and calendar."""
    event = f"{server.url}/events/{slug}"
    session = re.compile("Arms of the octopus|章鱼的手臂")
    for path in ("", "/agenda"):
        await page.goto(event + path)
        await expect(page.get_by_role("link", name=session).first).to_be_visible()
    await page.goto(f"{event}/tickets")
    await expect(page.locator(".offer")).to_contain_text("80.00")
    feed = await page.request.get(f"{event}/calendar.ics")
    assert feed.status == 200
    assert (await feed.text()).count("BEGIN:VEVENT") == 1


async def _send(page: Page, action: str) -> None:
    """Press the button of the form that goes there."""
    button = page.locator(f"form[action$='/{action}'] button.button").first
    await button.click()
    await page.wait_for_load_state()
