"""Somebody watches a lecture, and it is counted."""

import asyncio
import re

import pytest
from playwright.async_api import Browser, Page, StorageState, expect

from tests.journeys import looks
from tests.journeys.conftest import LiveServer, page_of

pytestmark = pytest.mark.journey

# Chromium without a screen names itself a program, and programs are not counted.
PERSON = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
MEDIA = "**/sample.webm"


@pytest.mark.told_on("postgres")
async def test_a_recording_is_asked_for_when_play_is_pressed_and_counted_after_ten_seconds(
    live_server: LiveServer, browser: Browser, owner: StorageState
) -> None:
    async with page_of(browser, user_agent=PERSON, width=1280, height=800) as page:
        asked = _requests(page)
        await page.goto(f"{live_server.url}/recordings/capek-07")
        assert await looks.hindrances(page) == []
        assert [url for url in asked if url.endswith(("sample.webm", "/beats"))] == []
        async with page.expect_request(MEDIA), page.expect_response("**/beats") as beat:
            await page.get_by_role("button", name="Play").click()
        assert (await (await beat.value).request.response()).status == 204  # type: ignore[union-attr]  # it was answered
        await expect(page.locator("video")).to_have_js_property("error", None)
        await _watch(page, seconds=10)
        async with page.expect_response("**/beats"):
            await page.locator("video").evaluate("video => video.pause()")
        await _counted_once(page)
        await _has_a_row(browser, live_server, owner)
        assert {url.split("/")[2] for url in asked} == {live_server.url.split("/")[2]}


@pytest.mark.told_on("postgres")
async def test_a_recording_opens_at_its_second_with_chapters_subtitles_and_keys(
    live_server: LiveServer, browser: Browser
) -> None:
    film = f"{live_server.url}/static/demo/sample.webm"
    there = live_server.url + live_server.tell("subtitled", slug="subtitled", url=film)
    async with page_of(browser, locale="zh-CN", user_agent=PERSON) as page:
        asked = _requests(page)
        await page.goto(f"{there}?t=5")
        assert [url for url in asked if ".vtt" in url or "media-chrome" in url or url == film] == []
        await page.get_by_role("button", name="从 0:05 播放").click()
        video, player = page.locator("video"), page.locator("media-controller")
        await page.wait_for_function("() => document.querySelector('video').currentTime >= 5.1")
        await expect(player.locator("media-captions-menu-button")).to_be_visible()
        await page.locator("a[data-seek='20.0']").click()
        await page.wait_for_function("() => document.querySelector('video').currentTime >= 20")
        for key, name, value in (("m", "muted", True), ("k", "paused", True), ("c", None, None)):
            await player.press(key)
            if name:
                await expect(video).to_have_js_property(name, value)
        await page.wait_for_function("() => [...document.querySelector('video').textTracks].some(t => t.kind != 'chapters' && t.mode == 'showing')")  # fmt: skip
        await player.locator("media-playback-rate-button").click()
        await expect(video).to_have_js_property("playbackRate", 1.25)
        assert await looks.hindrances(page) == []
        assert await looks.runs_out(page) == []


@pytest.mark.told_on("sqlite")
async def test_a_live_session_leads_to_its_stream_and_asks_nothing_of_it(
    live_server: LiveServer, browser: Browser
) -> None:
    async with page_of(browser, locale="zh-CN") as page:
        asked = _requests(page)
        await page.goto(f"{live_server.url}/live")
        await page.locator("main").get_by_role("link").first.click()
        await expect(page.locator("#watch .state")).to_contain_text("直播")
        stream = page.get_by_role("link", name="哔哩哔哩")
        assert (await stream.get_attribute("href") or "").startswith("https://live.bilibili.com/")
        assert {url.split("/")[2] for url in asked} == {live_server.url.split("/")[2]}


def _requests(page: Page) -> list[str]:
    """The addresses that the page asks for, as they come."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


async def _watch(page: Page, seconds: float) -> None:
    await page.wait_for_function(
        "seconds => document.querySelector('video').currentTime > seconds + 0.3",
        arg=seconds,
        polling=250,
        timeout=120_000,
    )


async def _has_a_row(browser: Browser, server: LiveServer, owner: StorageState) -> None:
    """The organiser's figures of the link say the same, and show the row."""
    async with page_of(browser, storage_state=owner) as page:
        await page.goto(f"{server.url}/organiser/recordings/capek-07")
        await page.get_by_role("link", name="Figures").first.click()
        figure = page.locator(".figures div").filter(has_text="view@10s v1")
        await expect(figure.locator("dd")).to_have_text(re.compile("^1"))
        rows = page.get_by_role("region", name="View rows").get_by_role("row")
        await expect(rows.filter(has_text="view@10s v1")).to_have_count(1)


async def _counted_once(page: Page) -> None:
    """The page says one view as soon as what was told is written down."""
    for _ in range(240):
        await page.reload()
        if "1 view@10s" in await page.locator(".recording-facts").inner_text():
            return
        await asyncio.sleep(0.25)
    raise AssertionError(await page.locator(".recording-facts").inner_text())
