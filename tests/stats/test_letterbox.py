"""The short way of a beat answers as the long way does, and leaves to it what is not plain."""

from typing import Any

import httpx
import pytest

from events_svc.stats import collect
from events_svc.web import middleware
from events_svc.web.stats import letterbox
from events_svc.web.stats.beats import Beats
from tests.media.factories import make_recording_source

BROWSER = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
THE_LONG_WAY = {**BROWSER, "cookie": "lang=en"}


@pytest.fixture
def long_ways(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each beat that took the long way."""
    taken: list[int] = []
    whole = Beats.__call__

    async def counted(beats: Beats, scope: Any, receive: Any, send: Any) -> None:
        taken.append(1)
        await whole(beats, scope, receive, send)

    monkeypatch.setattr(Beats, "__call__", counted)
    return taken


async def beacon() -> dict[str, Any]:
    source = await make_recording_source()
    return {"sid": "playing-0001", "src": source.id, "sn": 1, "pt": 0, "sta": "p", "pr": 1}


async def send(client: httpx.AsyncClient, body: object, headers: dict[str, str]) -> httpx.Response:
    return await client.post("/beats", json=body, headers=headers)


def told(answer: httpx.Response) -> tuple[int, bytes, dict[str, str]]:
    headers = {k: v for k, v in answer.headers.items() if k != "x-request-id"}
    return answer.status_code, answer.content, headers


async def test_both_ways_give_the_same_answer_and_keep_the_same_beat(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, long_ways: list[int]
) -> None:
    body = await beacon()
    kept: list[Any] = []
    monkeypatch.setattr(collect, "receive", lambda beat: kept.append(beat))
    noted: list[tuple[Any, ...]] = []
    monkeypatch.setattr(
        middleware, "note", lambda scope, status, _: noted.append((scope["endpoint"], status))
    )
    long = await send(client, body, THE_LONG_WAY)
    short = await send(client, body, BROWSER)
    assert len(long_ways) == 1
    assert told(short) == told(long)
    assert len(short.headers["x-request-id"]) == len(long.headers["x-request-id"]) > 0
    assert short.headers["x-request-id"] != long.headers["x-request-id"]
    first, second = kept
    assert (first.sid, first.key, first.is_bot) == (second.sid, second.key, second.is_bot)
    assert [middleware._endpoint(endpoint) for endpoint, _ in noted] == ["stats.beats.Beats"] * 2


@pytest.mark.parametrize("content", [b"", b"{", b'{"sid": "short"}', b"\xff", b"[" * 1500])
async def test_what_is_malformed_is_told_so_by_the_long_way(
    client: httpx.AsyncClient, content: bytes
) -> None:
    await send(client, await beacon(), BROWSER)  # the salt of the day is known from here on
    short = await client.post("/beats", content=content, headers=BROWSER)
    long = await client.post("/beats", content=content, headers=THE_LONG_WAY)
    assert (short.status_code, long.status_code) == (422, 422)
    assert short.json() | {"request_id": ""} == long.json() | {"request_id": ""}


async def test_a_long_beat_is_refused(client: httpx.AsyncClient) -> None:
    body = await beacon()
    await send(client, body, BROWSER)
    await collect.flush()
    answer = await send(client, {**body, "more": "x" * 3000}, BROWSER)
    assert (answer.status_code, await collect.flush()) == (413, 0)


async def test_a_beat_of_another_site_with_cookies_is_refused(client: httpx.AsyncClient) -> None:
    body = await beacon()
    await send(client, body, BROWSER)
    await collect.flush()
    answer = await send(client, body, {**THE_LONG_WAY, "sec-fetch-site": "cross-site"})
    assert (answer.status_code, await collect.flush()) == (403, 0)


async def test_our_own_page_takes_the_short_way_with_its_cookies() -> None:
    headers = [(b"cookie", b"a=b"), (b"sec-fetch-site", b"same-origin")]
    assert letterbox._is_plain(headers)


async def test_a_busy_service_asks_for_fewer_beats_on_both_ways(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = await beacon()
    easy = await send(client, body, THE_LONG_WAY)
    monkeypatch.setattr(collect, "stretch", lambda: 1.6)
    answers = [await send(client, body, headers) for headers in (THE_LONG_WAY, BROWSER)]
    asked = [answer.headers.get("beat-stretch") for answer in (easy, *answers)]
    assert asked == [None, "1.6", "1.6"]


async def test_too_many_beats_are_told_to_wait(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = await beacon()
    await send(client, body, BROWSER)
    monkeypatch.setattr(collect, "MOST_WAITING", 0)
    short = await send(client, body, BROWSER)
    assert (short.status_code, short.json()["status"]) == (503, 503)
