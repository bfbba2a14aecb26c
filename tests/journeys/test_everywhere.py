"""Every link of the demo, and every kind of page, as a stranger and as the owner."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from itertools import chain
from typing import Any
from zlib import crc32

import httpx
import pytest
from playwright.async_api import Browser, Page, StorageState

from tests import turns
from tests.journeys import looks, walk
from tests.journeys.conftest import LiveServer, demo_server, page_of, signed_in
from tests.journeys.judge import Judge, judge_of
from tests.journeys.walk import Walked

pytestmark = pytest.mark.journey

READERS: list[dict[str, Any]] = [
    {"locale": "en-GB", "width": 390, "color_scheme": "dark"},  # long words on a small screen
    {"locale": "zh-CN", "width": 390, "color_scheme": "light"},
    {"locale": "zh-CN", "width": 1280, "color_scheme": "dark"},
    {"locale": "en-GB", "width": 1280, "color_scheme": "light"},
]
TURNS = turns.readers(READERS)
WIDTHS = 390 + 1280
COLOURS = (
    "color-contrast",
)  # of which there are two; all else that axe sees is the same to every reader
PAID = "/organiser/events/robot-forum-12/orders?state=paid"  # their tickets have pages


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server of its own: what other journeys have made is not walked over."""
    with demo_server(tmp_path_factory.mktemp("everywhere")) as made:
        yield made


@pytest.fixture(scope="module")
async def owner(demo: LiveServer, browser: Browser) -> StorageState:
    """The cookies of this demo's owner."""
    return await signed_in(demo, browser)


@pytest.fixture(scope="module")
async def stranger_walked(demo: LiveServer) -> AsyncIterator[Walked]:
    """The place as a stranger finds it, in Chinese."""
    async with _reader(demo, "zh") as client:
        yield await walk.everywhere(client, "/")


@pytest.fixture(scope="module")
async def owner_walked(demo: LiveServer, owner: StorageState) -> AsyncIterator[Walked]:
    """The place as its owner finds it, in English."""
    async with _reader(demo, "en") as client:
        for cookie in owner["cookies"]:
            client.cookies.set(cookie["name"], cookie["value"])
        yield await walk.everywhere(client, "/", "/organiser", PAID)


async def test_no_link_of_a_stranger_leads_nowhere(stranger_walked: Walked) -> None:
    assert stranger_walked.wrong == []
    assert {"/", "/live", "/events/*/tickets", "/recordings/*"} <= set(stranger_walked.pages)


async def test_no_link_of_the_owner_leads_nowhere(owner_walked: Walked) -> None:
    assert owner_walked.wrong == []
    assert {"/organiser", "/organiser/events/*/door", "/tickets/*"} <= set(owner_walked.pages)


async def test_every_page_is_open_to_everybody(
    demo: LiveServer,
    browser: Browser,
    stranger_walked: Walked,
    owner_walked: Walked,
    owner: StorageState,
) -> None:
    """On each kind of page: axe, the width of the screen, and the console of the browser."""
    public, seen = walk.unlike(stranger_walked.pages), set(stranger_walked.pages)
    inner = walk.unlike({k: found for k, found in owner_walked.pages.items() if k not in seen})
    wrong = await asyncio.gather(
        *(
            _look(browser, demo, place, {"public": public, "inner": inner}, owner)
            for place in range(len(TURNS))
        )
    )
    assert list(chain(*wrong)) == []


async def test_a_judge_finds_what_is_wrong_with_a_copy(demo: LiveServer, browser: Browser) -> None:
    async with judge_of(browser, demo.url) as judge, page_of(browser) as page:
        await page.goto(f"{demo.url}/sign-in")
        assert await judge.hindrances(page) == []
        await page.evaluate("document.querySelectorAll('label').forEach((one) => one.remove())")
        assert "critical label" in (await judge.hindrances(page))[0]


async def _look(
    browser: Browser,
    server: LiveServer,
    place: int,
    paths: dict[str, list[str]],
    owner: StorageState,
) -> list[str]:
    """What is wrong, for one reader, with every second page; at either width."""
    reader, wrong = TURNS[place], list[str]()
    async with (
        judge_of(browser, server.url, **reader) as judge,
        page_of(browser, **reader) as stranger,
        page_of(browser, **reader, storage_state=owner) as inside,
    ):
        for page, several in ((stranger, paths["public"]), (inside, paths["inner"])):
            addresses = [server.url + path for path in several[place :: len(TURNS)]]
            wrong += await _see(page, judge, addresses)
    return wrong


async def _see(page: Page, judge: Judge, addresses: Sequence[str]) -> list[str]:
    wrong = list[str]()
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    assert page.viewport_size
    width = page.viewport_size["width"]
    for address in addresses:
        await page.goto(address)
        wrong += await looks.runs_out(page)
        width = WIDTHS - width  # the next page begins at this one
        await page.set_viewport_size({"width": width, "height": 780})
        rules = None if crc32(walk.kind(address).encode()) % 2 == turns.TURN else COLOURS
        wrong += await looks.runs_out(page) + await judge.hindrances(page, rules=rules)
    return wrong


def _reader(server: LiveServer, language: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=server.url, headers={"accept-language": language}, timeout=30)
