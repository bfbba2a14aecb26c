"""Frames of other platforms: opened here, never a view."""

import httpx
import pytest

from events_svc import clock
from events_svc.media.models import Source
from events_svc.stats import collect, opens
from events_svc.stats.models import View, Watch
from tests.media.factories import make_recording_source
from tests.stats.test_beats import BROWSER, pass_seconds

pytestmark = pytest.mark.usefixtures("database")


async def framed() -> Source:
    return await make_recording_source(platform="youtube", url="https://youtu.be/dQw4w9WgXcQ")


async def opened(client: httpx.AsyncClient, source: int, agent: str = "Firefox") -> httpx.Response:
    headers = {"user-agent": f"Mozilla/5.0 {agent}"}
    return await client.post("/opens", json={"src": source}, headers=headers)


async def test_an_opening_is_counted_once_an_hour_and_viewer_and_is_no_view(
    client: httpx.AsyncClient,
) -> None:
    source = await framed()
    clock.shift(clock.now().replace(minute=5) - clock.now())
    answers = [await opened(client, source.id), await opened(client, source.id)]
    answers += [await opened(client, source.id, "Safari")]
    await pass_seconds(3600)
    answers += [await opened(client, source.id)]
    assert [(one.status_code, one.content) for one in answers] == [(204, b"")] * 4
    assert await opens.of_sources([source.id, 10**6]) == {source.id: 3, 10**6: 0}
    assert (await collect.flush(), await Watch.all().count(), await View.all().count()) == (0, 0, 0)


async def test_a_program_opens_nothing(client: httpx.AsyncClient) -> None:
    source = await framed()
    assert (await opened(client, source.id, "Googlebot/2.1")).status_code == 204
    assert await opens.of_sources([source.id]) == {source.id: 0}


async def test_what_our_player_plays_is_not_opened(client: httpx.AsyncClient) -> None:
    source = await make_recording_source()
    ours, nobodys = await opened(client, source.id), await opened(client, 10**6)
    assert (ours.status_code, nobodys.status_code) == (409, 404)
    assert await opens.of_sources([source.id]) == {source.id: 0}


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 422), (b'{"src": 0}', 422), (b'{"src": "1"}', 422), (b"x" * 300, 413)],
)
async def test_a_wrong_opening_is_refused(
    client: httpx.AsyncClient, body: bytes, status: int
) -> None:
    answer = await client.post("/opens", content=body, headers=BROWSER)
    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "application/problem+json",
    )
