"""Every link of the demo, and every kind of page, as a stranger and as the owner."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from itertools import chain
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, StorageState

from tests import turns
from tests.journeys import looks, walk
from tests.journeys.conftest import LiveServer, page_of
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
PAID = "/organiser/events/robot-forum-12/orders?state=paid"  # their tickets have pages


@pytest.fixture(scope="module")
async def stranger_walked(live_server: LiveServer) -> AsyncIterator[Walked]:
    """The place as a stranger finds it, in Chinese."""
    async with _reader(live_server, "zh") as client:
        yield await walk.everywhere(client, "/")


@pytest.fixture(scope="module")
async def owner_walked(live_server: LiveServer, owner: StorageState) -> AsyncIterator[Walked]:
    """The place as its owner finds it, in English."""
    async with _reader(live_server, "en") as client:
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
    live_server: LiveServer,
    browser: Browser,
    stranger_walked: Walked,
    owner_walked: Walked,
    owner: StorageState,
) -> None:
    """On each kind of page: axe, the width of the screen, and the console of the browser."""
    public, seen = walk.unlike(stranger_walked.pages), set(stranger_walked.pages)
    inner = walk.unlike({k: found for k, found in owner_walked.pages.items() if k not in seen})
    wrong = await asyncio.gather(
        *(_look(browser, live_server, place, public) for place in range(len(TURNS))),
        *(
            _look(browser, live_server, place, inner, storage_state=owner)
            for place in range(len(TURNS))
        ),
    )
    assert list(chain(*wrong)) == []


async def _look(
    browser: Browser, server: LiveServer, place: int, paths: Sequence[str], **options: Any
) -> list[str]:
    """What is wrong, for one reader, with every second page; at either width."""
    reader, wrong = TURNS[place], list[str]()
    async with page_of(browser, **reader, **options) as page:
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        for path in paths[place :: len(TURNS)]:
            await page.set_viewport_size({"width": reader["width"], "height": 780})
            await page.goto(server.url + path)
            wrong += await looks.runs_out(page) + await looks.hindrances(page)
            await page.set_viewport_size({"width": WIDTHS - reader["width"], "height": 780})
            wrong += await looks.runs_out(page)
    return wrong


def _reader(server: LiveServer, language: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=server.url, headers={"accept-language": language}, timeout=30)
