"""A session is streamed: it is seen to begin and to end, is watched, and its recording takes its place."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.journeys import looks
from tests.journeys.conftest import LiveServer, page_of
from tests.journeys.streaming import Stage, stage
from tests.journeys.test_watcher import PERSON, _requests

pytestmark = pytest.mark.journey

# A browser that plays no HLS itself, as Firefox: there hls.js does it.
NO_HLS = "HTMLMediaElement.prototype.canPlayType = () => ''"
PHONE = PERSON.replace("X11; Linux x86_64", "Linux; Android 15; Pixel 9").replace("Safari", "Mobile Safari")  # fmt: skip


@pytest.mark.told_on("sqlite")
async def test_a_stream_is_seen_to_begin_is_watched_ends_and_becomes_a_recording(
    live_server: LiveServer, browser: Browser, tmp_path: Path
) -> None:
    with stage(tmp_path) as hall:
        told = await _told(live_server, "streamed", slug="streamed", url=hall.url, lasts=600)
        async with (
            page_of(browser, user_agent=PERSON, width=1280, height=900) as desk,
            page_of(browser, user_agent=PHONE, has_touch=True) as phone,
        ):
            await phone.add_init_script(NO_HLS)
            asked = [_requests(desk), _requests(phone)]
            await asyncio.gather(*(_waits(page, live_server.url + told["page"]) for page in (desk, phone)))  # fmt: skip
            hall.begin()
            await asyncio.gather(*(_turns_live(page) for page in (desk, phone)))
            assert [url for urls in asked for url in urls if url.startswith(hall.origin)] == []
            await asyncio.gather(_plays(desk), _plays(phone))
            assert any(url.endswith("/vendor/hls.js") for url in asked[1])
            await asyncio.gather(_watched(desk), _watched(phone))
            await _ends(hall, desk, phone)
            await _is_counted(live_server, told["source"])
            await _becomes_a_recording(live_server, phone)


async def _waits(page: Page, url: str) -> None:
    await page.goto(url)
    await expect(page.locator("#watch")).to_contain_text("Not yet live")


async def _turns_live(page: Page) -> None:
    """By itself: the prober saw the stream, and the page was told."""
    await expect(page.locator("#watch .state.stop")).to_have_text("● Live")
    assert await looks.runs_out(page) == []


async def _plays(page: Page) -> None:
    async with page.expect_response("**/beats") as beat:
        await page.get_by_role("button", name="Play").click()
    assert (await beat.value).status == 204
    await expect(page.locator("media-controller media-live-button")).to_be_visible()


async def _watched(page: Page) -> None:
    """Eleven seconds are watched, then the viewer pauses with the keyboard and goes on."""
    video, controls = page.locator("video"), page.locator("media-controller")
    begun = await video.evaluate("video => video.currentTime")
    await page.wait_for_function(
        "from => document.querySelector('video').currentTime > from + 11", arg=begun, polling=250
    )
    for is_paused in (True, False):
        async with page.expect_response("**/beats"):
            await controls.press("k")
        await expect(video).to_have_js_property("paused", is_paused)
        await expect(controls.and_(page.locator("[mediapaused]"))).to_have_count(int(is_paused))


async def _ends(hall: Stage, desk: Page, phone: Page) -> None:
    """The players say it in words; the pages are told."""
    hall.end()
    for page in (desk, phone):
        await expect(page.locator("#watch")).to_contain_text("The stream has ended")
        await expect(page.locator("#watch .state.stop")).to_have_count(0)


async def _is_counted(server: LiveServer, source: int) -> None:
    """Two people watched for more than ten seconds, live; the prober saw the beginning and the end."""
    found: dict[str, Any] = {}
    for _ in range(20):
        found = await _told(server, "counted", source=source)
        if found["views"] == 2 and ["probe", "ended"] in found["facts"]:
            break
        await asyncio.sleep(0.5)
    assert found["views"] == 2
    assert [w["is_live"] and w["credited_ms"] > 10_000 for w in found["watches"]] == [True, True]
    assert {w["state"] for w in found["watches"]} == {"e"}
    assert [fact for fact in found["facts"] if fact[1] in {"live", "ended"}] == [["probe", "live"], ["probe", "ended"]]  # fmt: skip


async def _becomes_a_recording(server: LiveServer, page: Page) -> None:
    """At the same address, with where it was streamed and when."""
    await _told(server, "recorded", slug="streamed", url=f"{server.url}/static/demo/sample.webm")
    await page.reload()
    await expect(page.locator("#watch")).to_contain_text("It was streamed here")
    async with page.expect_response("**/beats") as beat:
        await page.get_by_role("button", name="Play").click()
    assert (await beat.value).status == 204
    await page.get_by_text("It was streamed here").click()
    await expect(page.locator("#watch details time")).to_have_count(2)


async def _told(server: LiveServer, story: str, **facts: Any) -> Any:
    return await asyncio.to_thread(lambda: server.tell(story, **facts))
