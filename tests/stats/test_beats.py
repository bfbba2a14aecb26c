"""Beats over HTTP: from the beacon to credited time and views."""

from datetime import timedelta
from typing import Any

import httpx

from events_svc import clock
from events_svc.media.models import Source
from events_svc.stats import collect, queries
from events_svc.stats.models import View, Watch
from tests.media.factories import make_live_source, make_recording_source

BROWSER = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


async def beat(client: httpx.AsyncClient, source: Source, **beacon: Any) -> httpx.Response:
    body = {"sid": "playing-0001", "src": source.id, "sn": 1, "pt": 0, "sta": "p", "pr": 1}
    return await client.post("/beats", json={**body, **beacon}, headers=BROWSER)


async def pass_seconds(seconds: float) -> None:
    clock.shift(clock._offset + timedelta(seconds=seconds))


async def views() -> dict[int, int]:
    found = await View.all().values_list("threshold", flat=True)
    return {threshold: found.count(threshold) for threshold in (0, 10, 30)}


async def test_two_beats_thirty_seconds_apart_make_a_view(client: httpx.AsyncClient) -> None:
    source = await make_recording_source()

    first = await beat(client, source, sn=1, pt=0)
    await pass_seconds(30)
    await beat(client, source, sn=2, pt=30_000)
    await collect.flush()

    assert (first.status_code, first.content) == (204, b"")
    watch = await Watch.get()
    assert (watch.credited_ms // 100, watch.last_sn, watch.playhead_ms) == (300, 2, 30_000)
    assert await views() == {0: 1, 10: 1, 30: 1}
    assert await queries.views_of([source.id]) == {source.id: 1}


async def test_a_deeply_nested_beat_is_malformed(client: httpx.AsyncClient) -> None:
    answer = await client.post("/beats", content=b'{"x":' + b"[" * 1020 + b"]" * 1020)
    assert (answer.status_code, await Watch.all().count()) == (422, 0)


async def test_two_forged_beats_a_millisecond_apart_make_no_view(client: httpx.AsyncClient) -> None:
    source = await make_recording_source()

    await beat(client, source, sn=1, pt=0)
    await beat(client, source, sn=2, pt=10_000)
    await collect.flush()

    assert await views() == {0: 1, 10: 0, 30: 0}


async def test_twenty_forged_beats_in_a_moment_make_no_view(client: httpx.AsyncClient) -> None:
    source = await make_recording_source()

    for number in range(1, 21):
        await beat(client, source, sn=number, pt=number * 2_000)
    await collect.flush()

    assert await views() == {0: 1, 10: 0, 30: 0}


async def test_a_live_playing_is_credited_by_our_clock(client: httpx.AsyncClient) -> None:
    source = await make_live_source()

    await beat(client, source, sn=1, pt=5_000_000)
    await pass_seconds(11)
    await beat(client, source, sn=2, pt=5_000_000)
    await collect.flush()

    watch = await Watch.get()
    assert (watch.is_live, watch.credited_ms // 100) == (True, 110)
    assert await queries.concurrent([source.id]) == {source.id: 1}


async def test_who_is_gone_for_two_intervals_is_not_concurrent(client: httpx.AsyncClient) -> None:
    live, replay = await make_live_source(), await make_recording_source()
    await beat(client, live, sid="live-playing")
    await beat(client, replay, sid="replay-playing")
    await collect.flush()

    await pass_seconds(21)

    assert await queries.concurrent([live.id, replay.id]) == {live.id: 0, replay.id: 1}
