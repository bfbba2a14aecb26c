"""Phones at a hub while the internet is away: everybody enters once, and the server hears of everything."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from tests.journeys.alone import scan, until
from tests.journeys.conftest import Launch, LiveServer, page_of
from tests.journeys.line import line_to
from tests.journeys.venue import TRUST, hub_at

pytestmark = pytest.mark.journey


@pytest.mark.told_on("sqlite")
async def test_two_phones_at_a_hub_let_everybody_in_once_also_when_it_is_killed(
    live_server: LiveServer, launch: Launch, tmp_path: Path
) -> None:
    door = live_server.tell("gate_with_tickets", slug="venue", tickets=5)
    token = live_server.tell("hub", slug="venue")
    async with (
        line_to(int(live_server.environ["PORT"])) as line,
        hub_at(tmp_path, f"http://127.0.0.1:{line.port}", token) as hub,
        launch(TRUST) as browser,
        page_of(browser) as east,
        page_of(browser) as west,
    ):
        await hub.pair(east)
        await hub.pair(west)
        await line.cut()  # the internet is gone
        answers = await asyncio.gather(*(_all(one, door["codes"]) for one in (east, west)))
        await hub.kill()
        await hub.start()
        await until(east, online=True)
        again = await scan(east, door["codes"][0])
        await line.mend()
        log = await _log(live_server, entries=11)
    assert Counter(answers[0] + answers[1]) == {"ok hub": 5, "already_used hub": 5}
    assert again == "already_used hub"
    assert Counter((reason, basis) for _number, reason, basis, _seq in log["log"]) == {
        ("ok", "hub"): 5,
        ("already_used", "hub"): 6,
    }
    assert (log["torn"], log["conflicts"], log["entries"]) == ([], 0, [1] * 5)


async def _all(page: Page, codes: list[str]) -> list[str | None]:
    return [await scan(page, code) for code in codes]


async def _log(live_server: LiveServer, *, entries: int) -> Any:
    """The server's log, as soon as it has so many entries."""
    for _ in range(60):
        told = await asyncio.to_thread(live_server.tell, "door_log", slug="venue")
        if len(told["log"]) >= entries:
            return told
        await asyncio.sleep(0.5)
    raise AssertionError(told)
