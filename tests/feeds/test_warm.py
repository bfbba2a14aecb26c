"""What is asked for without end: nobody waits for a look that somebody else takes already."""

import asyncio

import httpx
import pytest

from events_svc.feeds import standing
from events_svc.schedule.release import release
from events_svc.web.feeds import warm
from tests.feeds.factories import THREE, bring_in, released_event

URL = "/events/summit/calendar.ics?day=2026-08-26&lang=en"


async def test_while_one_looks_the_others_go_on_with_what_was_right_a_second_ago(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    event, _ = await released_event()
    first = await client.get(URL)
    await bring_in(event, *THREE[:2])
    await release(event, {})
    monkeypatch.setattr(warm, "FRESH_SECONDS", -1.0)
    warm._kept[next(iter(warm._kept))].fresh_until = 1.0
    looks: list[str] = []
    look = standing.of

    async def slow(slug: str, *, public_url: str) -> standing.Standing:
        looks.append(slug)
        await asyncio.sleep(0.02)
        return await look(slug, public_url=public_url)

    monkeypatch.setattr(standing, "of", slow)
    answers = await asyncio.gather(*(client.get(URL) for _ in range(5)))
    tags = [answer.headers["etag"] == first.headers["etag"] for answer in answers]
    assert (sorted(tags), looks) == ([False, True, True, True, True], ["summit"])


async def test_the_hottest_stay_within_the_bound(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await released_event()
    monkeypatch.setattr(warm, "MOST_FILES", 2)
    for name in ("schedule.json", "schedule.xml", "schedule.csv"):
        assert (await client.get(f"/events/summit/{name}?lang=en")).status_code == 200
    assert [path for path, _ in warm._kept] == [
        "/events/summit/schedule.xml",
        "/events/summit/schedule.csv",
    ]
