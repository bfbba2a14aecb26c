"""The collector: several processes, lost and forged beats, salts, crashes."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from events_svc import clock
from events_svc.jobs.stats import CLOCKS
from events_svc.media.models import Source
from events_svc.stats import check, collect, keys, rows, salts, sources
from events_svc.stats.beats import Beat
from events_svc.stats.commit import commit as commit_packed
from events_svc.stats.errors import SaltDestroyed, TooBusy
from events_svc.stats.memory import Memory
from events_svc.stats.models import Salt, SaltValue, View, Watch
from events_svc.stats.packing import pack
from tests.media.factories import make_recording_source
from tests.stats.factories import make_beat
from tests.stats.test_beats import BROWSER, beat, pass_seconds, views

pytestmark = pytest.mark.usefixtures("database")


def stretch(source: Source, numbers: range, **fields: Any) -> list[Beat]:
    """Beats ten seconds apart."""
    return [
        make_beat(n, seconds=n * 10, playhead=n * 10, source_id=source.id, **fields)
        for n in numbers
    ]


async def commit(beats: list[Beat]) -> None:
    """What another process does with its beats: it shares nothing with this one but the database."""
    await commit_packed(sorted(map(pack, beats)), Memory())


async def test_two_processes_that_share_the_beats_of_a_playing_count_it_once() -> None:
    source = await make_recording_source()
    beats = stretch(source, range(1, 13))

    await commit(beats[0:8:2])
    await commit(beats[1:8:2])
    await asyncio.gather(commit(beats[8::2]), commit(beats[9::2]))

    watch = await Watch.get()
    assert (watch.credited_ms, watch.last_sn) == (110_000, 12)
    assert await views() == {0: 1, 10: 1, 30: 1}


async def test_a_commit_sent_twice_changes_nothing() -> None:
    source = await make_recording_source()
    beats = stretch(source, range(1, 5))
    await commit(beats)
    before = await Watch.all().values()

    await commit(beats)

    assert await Watch.all().values() == before


async def test_many_playings_at_once_are_all_counted() -> None:
    """Four processes, each beat of a playing with another one; beats of one player are seconds apart."""
    source = await make_recording_source()
    viewers = [{"sid": f"viewer-{n}", "key": n.to_bytes(16, "big")} for n in range(60)]

    for number in (1, 2, 3):
        beats = [b for who in viewers for b in stretch(source, range(number, number + 1), **who)]
        await asyncio.gather(*(commit(beats[part::4]) for part in range(4)))

    assert await Watch.filter(last_sn=3, credited_ms=20_000).count() == 60
    assert await View.filter(threshold=10).count() == 60
    assert await check.broken() == []


async def test_one_viewer_makes_one_view_an_hour_in_however_many_windows() -> None:
    source = await make_recording_source()
    for window in ("window-1", "window-2"):
        await commit(stretch(source, range(1, 4), sid=window))

    await commit(
        [make_beat(n, seconds=3600 + n * 10, playhead=n * 10, sid="later-01") for n in (1, 2)]
    )

    assert await View.filter(threshold=10).count() == 2


async def test_a_playing_over_midnight_goes_on_as_one() -> None:
    source = await make_recording_source()
    night = 23 * 3600 - 25
    beats = [
        make_beat(n, seconds=night + n * 10, playhead=n * 10, source_id=source.id)
        for n in range(1, 6)
    ]

    for one in beats:
        await commit([one])

    assert [watch.credited_ms for watch in await Watch.all()] == [40_000]


async def test_beats_of_a_source_that_is_not_there_are_dropped() -> None:
    source = await make_recording_source()

    await commit([*stretch(source, range(1, 3)), make_beat(1, seconds=0, source_id=999)])

    assert await Watch.all().values_list("source_id", flat=True) == [source.id]


async def test_beats_wait_for_the_next_commit_when_one_fails(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = await make_recording_source()
    await beat(client, source, sn=1)

    async def broken(*_: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(rows, "store", broken)
        with pytest.raises(ConnectionError):
            await collect.flush()
    nothing = await Watch.all().count()
    await collect.flush()

    assert (nothing, await Watch.all().count()) == (0, 1)


async def test_what_arrived_is_committed_within_a_second_by_itself(
    client: httpx.AsyncClient,
) -> None:
    source = await make_recording_source()

    await beat(client, source)
    async with asyncio.timeout(60):  # a busy machine may need more than the second
        while not await Watch.exists():  # noqa: ASYNC110 the database tells nobody
            await asyncio.sleep(0.01)

    assert (await Watch.all().count(), collect.EVERY) == (1, 0.5)


async def test_too_many_waiting_beats_are_refused(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collect, "MOST_WAITING", 0)

    with pytest.raises(TooBusy):
        collect.receive(make_beat(1, seconds=0))

    source = await make_recording_source()
    assert (await beat(client, source)).status_code == 503


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"sid":"short","src":1,"sn":1,"pt":0,"sta":"p"}',
        b'{"sid":"playing-0001","src":99999999999999999999,"sn":1,"pt":0,"sta":"p"}',
        b'{"sid":"playing-0001","src":1,"sn":0,"pt":0,"sta":"p"}',
        b'{"sid":"playing-0001","src":1,"sn":1,"pt":-1,"sta":"p"}',
        b'{"sid":"playing-0001","src":1,"sn":1,"pt":0,"sta":"x"}',
        b'{"sid":"playing-0001","src":1,"sn":1,"pt":0,"sta":"p","pr":1e9}',
    ],
)
async def test_a_malformed_beacon_is_refused(client: httpx.AsyncClient, body: bytes) -> None:
    assert (await client.post("/beats", content=body)).status_code == 422
    assert await collect.flush() == 0


async def test_a_large_beacon_is_refused_before_it_is_read(client: httpx.AsyncClient) -> None:
    assert (await client.post("/beats", content=b" " * 5000)).status_code == 413


async def test_a_beacon_may_be_called_text(client: httpx.AsyncClient) -> None:
    source = await make_recording_source()
    body = f'{{"sid":"playing-0001","src":{source.id},"sn":1,"pt":0,"sta":"p"}}'

    answer = await client.post("/beats", content=body, headers={"content-type": "text/plain"})

    assert answer.status_code == 204


async def test_a_forged_forwarding_header_makes_no_second_viewer(client: httpx.AsyncClient) -> None:
    source = await make_recording_source()
    for number in range(5):
        forged = {**BROWSER, "x-forwarded-for": f"198.51.100.{number}"}
        body = {"sid": f"forged-{number:04}", "src": source.id, "sn": 1, "pt": 0, "sta": "p"}
        await client.post("/beats", json=body, headers=forged)

    await collect.flush()

    assert len({bytes(key) for key in await Watch.all().values_list("viewer_key", flat=True)}) == 1
    assert await views() == {0: 1, 10: 0, 30: 0}


async def test_programs_are_a_row_of_their_own(client: httpx.AsyncClient) -> None:
    source = await make_recording_source()
    body = {"sid": "playing-0001", "src": source.id, "pt": 0, "sta": "p"}
    agent = {"user-agent": "Googlebot/2.1"}

    await client.post("/beats", json={**body, "sn": 1}, headers=agent)
    await pass_seconds(30)
    await client.post("/beats", json={**body, "sn": 2, "pt": 30_000}, headers=agent)
    await collect.flush()

    assert [watch.is_bot for watch in await Watch.all()] == [True]
    assert await View.all().count() == 0


async def test_a_salt_is_destroyed_after_48_hours_and_no_key_can_be_made_again() -> None:
    today = clock.now().date()
    salt = await salts.of_day(today)
    assert await salts.of_day(today) == salt

    clock.shift(timedelta(days=2))
    clock_of_salts, _ = CLOCKS
    await clock_of_salts.run(None)  # type: ignore[arg-type]  # this clock needs no context

    kept = await Salt.get(day=today)
    assert (kept.destroyed_at is not None, await SaltValue.all().count()) == (True, 0)
    with pytest.raises(SaltDestroyed):
        await salts.of_day(today)


async def test_two_processes_agree_on_the_salt_of_a_day() -> None:
    today = clock.now().date()

    found = await asyncio.gather(*(salts.of_day(today) for _ in range(8)))

    assert len({*found}) == 1


def test_a_key_differs_by_each_of_its_parts() -> None:
    made = {
        keys.viewer_key(salt, address, agent, source)
        for salt in (b"s" * 32, b"t" * 32)
        for address in ("192.0.2.1", "192.0.2.2")
        for agent in ("a", "b")
        for source in (1, 2)
    }

    assert (len(made), {len(key) for key in made}) == (16, {16})


async def test_no_address_and_no_user_agent_is_stored(client: httpx.AsyncClient) -> None:
    source = await make_recording_source()
    await beat(client, source)
    await collect.flush()

    stored = repr(await Watch.all().values()) + repr(await View.all().values())

    assert "Firefox" not in stored
    assert "127.0.0.1" not in stored


async def test_the_audit_finds_a_view_of_nobody_and_too_much_credit() -> None:
    source = await make_recording_source()
    await commit(stretch(source, range(1, 4)))
    await View.all().update(viewer_key=b"x" * 16)
    await Watch.all().update(credited_ms=10**9)

    found = await check.broken()

    words = [line.partition(" ")[0] for line in found]
    assert words == ["view", "view", "watch", "source"]
    sources.forget()
