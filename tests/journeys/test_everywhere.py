"""Every link of the demo, and every kind of page, as a stranger and as the owner."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import partial
from itertools import chain, groupby
from typing import Any
from zlib import crc32

import httpx
import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, StorageState

from tests import turns
from tests.journeys import looks, walk
from tests.journeys.conftest import LiveServer, demo_server, page_of, signed_in
from tests.journeys.judge import Judge, judge_of
from tests.journeys.walk import Walked

pytestmark = pytest.mark.journey

# The languages of the stranger and of the owner: on the other engine the other way round.
STRANGER, OWNER = ("zh", "en") if turns.TURN == 0 else ("en", "zh")
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
PHONE, DESK = 390, 1280
PAID = "/organiser/events/robot-forum-12/orders?state=paid"  # their tickets have pages


@dataclass(frozen=True)
class Sight:
    """A page that stands for its kind: as it was sent, and who reads it."""

    path: str
    html: str
    reader: dict[str, Any]

    @property
    def has_its_turn(self) -> bool:
        """Whether it is looked at with its scripts on this engine."""
        return crc32(walk.kind(self.path).encode()) % 2 == turns.TURN


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
    """The place as a stranger finds it."""
    async with _reader(demo, STRANGER) as client:
        yield await walk.everywhere(client, "/")


@pytest.fixture(scope="module")
async def owner_walked(demo: LiveServer, owner: StorageState) -> AsyncIterator[Walked]:
    """The place as its owner finds it."""
    async with _reader(demo, OWNER) as client:
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
    """Each kind of page on one engine with its scripts: axe, the screen's width, the browser's console.

    On the other, in the other language, as the server sends it: the width.
    """
    seen = set(stranger_walked.pages)
    inner = {kind: found for kind, found in owner_walked.pages.items() if kind not in seen}
    stranger, inside = (
        {"locale": LOCALES[STRANGER]},
        {"locale": LOCALES[OWNER], "storage_state": owner},
    )
    sights = [
        *(
            Sight(path, stranger_walked.texts[path], stranger)
            for path in walk.unlike(stranger_walked.pages)
        ),
        *(Sight(path, owner_walked.texts[path], inside) for path in walk.unlike(inner)),
    ]
    known = set[str]()
    both = (
        _look(browser, judge_of(browser, demo.url, known), sights[lane::2], demo.url)
        for lane in range(2)
    )
    assert list(chain(*await asyncio.gather(*both))) == []


@pytest.mark.told_on("sqlite")
async def test_a_judge_finds_what_is_wrong_with_a_copy(demo: LiveServer, browser: Browser) -> None:
    async with judge_of(browser, demo.url, set()) as judge, page_of(browser) as page:
        await page.goto(f"{demo.url}/sign-in")
        assert await judge.hindrances(page) == []
        html = await page.content()
        assert await judge.runs_out(html, width=PHONE) == []
        wide = html.replace("<main", '<svg width="1000" height="9"></svg><main', 1)
        assert "<svg" in "".join(await judge.runs_out(wide, width=PHONE))
        await page.evaluate("document.querySelectorAll('label').forEach((one) => one.remove())")
        assert "critical label" in (await judge.hindrances(page))[0]


async def _look(
    browser: Browser,
    judging: AbstractAsyncContextManager[Judge],
    sights: Sequence[Sight],
    url: str,
) -> list[str]:
    """What is wrong with these; every page begins at the width at which the one before has ended."""
    wrong = list[str]()
    async with judging as judge:
        for reader, several in groupby(sights, lambda one: one.reader):
            async with page_of(browser, **reader) as page:
                page.on("console", partial(_hear, wrong))
                for one in several:
                    if one.has_its_turn:
                        wrong += await _see(page, url + one.path, judge)
                    else:
                        found = await judge.runs_out(one.html, width=PHONE)
                        wrong += [f"{one.path}, as it is sent: {said}" for said in found]
    return wrong


def _hear(wrong: list[str], said: ConsoleMessage) -> None:
    if said.type == "error":
        wrong.append(said.text)


async def _see(page: Page, address: str, judge: Judge) -> list[str]:
    await page.goto(address)
    wrong = await looks.runs_out(page)
    assert page.viewport_size
    width = PHONE + DESK - page.viewport_size["width"]
    await page.set_viewport_size({"width": width, "height": 780})
    return wrong + await looks.runs_out(page) + await judge.hindrances(page)


def _reader(server: LiveServer, language: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=server.url, headers={"accept-language": language}, timeout=30)
