"""The prober against a server that replays streams; the clock is moved by hand, nothing waits."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from events_svc import clock
from events_svc.config import Settings
from events_svc.database import notices
from events_svc.events.models import Event
from events_svc.gateways import fetching
from events_svc.gateways.fetching import Answer, Fetcher, Limits
from events_svc.jobs.probes import Prober, probe
from events_svc.media import queries
from events_svc.media.evidence import learn
from events_svc.media.models import Source, StreamFact
from events_svc.media.probe_models import ProbeLease, ProbeLook
from events_svc.media.probing import lease
from tests.events.factories import make_event
from tests.media.factories import make_live_source, make_session
from tests.media.hls.replay import Replay, replaying
from tests.media.hls.streams import EPOCH, Stream

LOCAL = frozenset({"127.0.0.1"})
STREAMS = {
    "starting": Stream(start=40),
    "advancing": Stream(start=-60),
    "dated": Stream(start=-60, dated=True),
    "stalled": Stream(start=-60, stop=50),
    "emptied": Stream(start=-60, stop=50, after="empty", first=900),
    "ended": Stream(start=-60, stop=50, after="ended"),
    "never_ended": Stream(start=-9000, stop=-8000, dated=True),
    "slate": Stream(start=-60, stop=50, after="slate"),
    "removed": Stream(start=-60, stop=50, after="gone"),
    "silent": Stream(start=-60, stop=50, after="silence"),
}
STATES = {
    "starting": ["offline", "live"],
    "advancing": ["live"],
    "dated": ["live"],
    "stalled": ["live", "stalled"],
    "emptied": ["live", "stalled"],
    "ended": ["live", "ended"],
    "never_ended": ["stalled"],
    "slate": ["live", "slate"],
    "removed": ["live", "offline"],
    "silent": ["live", "offline"],
    "loop": ["unreadable"],
    "large": ["unreadable"],
    "private": ["unreadable"],
    "gone": ["offline"],
    "html": ["unreadable"],
    "forbidden": ["unreadable"],
    "nested": ["unreadable"],
    "recorded": ["vod"],
}


@pytest.fixture
def second(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The second after EPOCH that the clock shows, in a list of one, to be changed.

    Nobody waits long for a server that is silent, but as long as it takes for every other.
    """
    shown, fetch = [0.0], fetching.fetch

    async def patient(fetcher: Fetcher, url: str, *, limits: Limits, **more: Any) -> Answer:
        is_silent = "/silent/media" in url and STREAMS["silent"].playlist(shown[0]) is None
        seconds = 0.05 if is_silent else 30.0
        return await fetch(
            fetcher, url, limits=dataclasses.replace(limits, seconds=seconds), **more
        )

    monkeypatch.setattr(clock, "now", lambda: EPOCH + timedelta(seconds=shown[0]))
    monkeypatch.setattr(fetching, "fetch", patient)
    return shown


@pytest.fixture
async def replay() -> AsyncIterator[Replay]:
    async with replaying(**STREAMS) as server:
        yield server


async def room(event: Event, url: str, code: str = "AAAAAA", hours: float = 1) -> Source:
    """A link of a session that begins at EPOCH."""
    ends_at = EPOCH + timedelta(hours=hours)
    session = await make_session(event, code=code, starts_at=EPOCH, ends_at=ends_at)
    return await make_live_source(session, url=url)


async def rooms(event: Event, replay: Replay, *names: str) -> dict[str, Source]:
    return {
        name: await room(event, replay.url(name), f"ROOM{n:02}") for n, name in enumerate(names)
    }


async def run(prober: Prober, second: list[float], *, until: float) -> None:
    """Look whenever something is due, until then."""
    while second[0] < until:
        for one in await prober.begin_turn():
            await prober.look_at(one)
        due = [one.due_at for one in prober.rooms.values()]
        wanted = min(due, default=EPOCH + timedelta(seconds=second[0] + 10))
        second[0] = max(second[0] + 0.25, min((wanted - EPOCH).total_seconds(), second[0] + 10))


async def told(source: Source) -> list[tuple[str, datetime]]:
    facts = await StreamFact.filter(source_id=source.id, basis="probe").order_by("id")
    return [(fact.state, fact.at) for fact in facts]


async def test_each_stream_gets_the_right_state_soon_enough(
    database: None, second: list[float], replay: Replay
) -> None:
    found = await rooms(await make_event(), replay, *STATES)
    async with fetching.fetcher(LOCAL) as fetcher:
        await run(Prober(fetcher), second, until=75)

    stories = {name: await told(source) for name, source in found.items()}

    assert {name: [state for state, _ in story] for name, story in stories.items()} == STATES
    times = {name: (story[-1][1] - EPOCH).total_seconds() for name, story in stories.items()}
    assert times["starting"] - 40 <= 2 * 6
    for name in ("stalled", "emptied", "ended", "slate", "removed", "silent"):
        assert times[name] - STREAMS[name].end() <= 3 * 6, name
    assert {one.source_id for one in await queries.live_now()} == {
        found[name].id for name in ("starting", "advancing", "dated")
    }
    assert replay.asked["/advancing/media.m3u8"] < 30
    assert replay.asked["/advancing/main.m3u8"] < 10


async def test_the_reason_of_each_change_is_kept(
    database: None, second: list[float], replay: Replay
) -> None:
    found = await rooms(
        await make_event(), replay, "stalled", "removed", "private", "large", "loop"
    )
    async with fetching.fetcher(LOCAL) as fetcher:
        await run(Prober(fetcher), second, until=75)

    newest = {
        name: await StreamFact.filter(source_id=source.id).order_by("-id").first()
        for name, source in found.items()
    }
    assert {name: fact.reason for name, fact in newest.items() if fact} == {
        "stalled": "no new segment for 18 s",
        "removed": "HTTP 404",
        "private": "a private address",
        "large": "more than 2000000 bytes",
        "loop": "more than 4 redirects",
    }
    stalled = newest["stalled"]
    assert stalled is not None
    assert stalled.live_until is not None
    assert stalled.live_until <= stalled.at


async def test_a_private_host_is_not_asked_unless_allowed(
    database: None, second: list[float], replay: Replay
) -> None:
    (source,) = (await rooms(await make_event(), replay, "advancing")).values()
    async with fetching.fetcher() as fetcher:
        await run(Prober(fetcher), second, until=20)

    assert [state for state, _ in await told(source)] == ["unreadable"]
    assert replay.asked == {}


async def test_two_workers_do_not_both_probe(
    database: None, second: list[float], replay: Replay
) -> None:
    (source,) = (await rooms(await make_event(), replay, "advancing")).values()
    async with fetching.fetcher(LOCAL) as fetcher:
        first, other = Prober(fetcher), Prober(fetcher)
        mine, theirs = await first.begin_turn(), await other.begin_turn()
        await first.look_at(mine[0])
        second[0] += 31  # the first one hangs: its lease is over
        taken = await other.begin_turn()
        second[0] += 11
        lost = await first.begin_turn()

    assert [one.target.source_id for one in mine] == [source.id]
    assert (theirs, lost, first.rooms) == ([], [], {})
    assert [one.target.source_id for one in taken] == [source.id]


async def test_a_prober_that_ends_leaves_its_rooms_at_once(
    database: None, second: list[float], replay: Replay
) -> None:
    (source,) = (await rooms(await make_event(), replay, "advancing")).values()
    async with fetching.fetcher(LOCAL) as fetcher:
        first, other = Prober(fetcher), Prober(fetcher)
        await run(first, second, until=20)
        await first.end()
        await run(other, second, until=60)

    assert [state for state, _ in await told(source)] == ["live"]
    look = await ProbeLook.get()
    assert (look.source_id, look.looked_at > EPOCH + timedelta(seconds=40)) == (source.id, True)


async def test_only_what_is_near_is_looked_at(
    database: None, second: list[float], replay: Replay
) -> None:
    event = await make_event()
    near = await room(event, replay.url("advancing"))
    await room(event, replay.url("advancing"), "LATER1")
    later = EPOCH + timedelta(hours=3)
    session = await make_session(event, code="LATER2", starts_at=later)
    await make_live_source(session, url=replay.url("advancing"))
    await make_live_source(
        near.session, url="https://www.youtube.com/watch?v=x", platform="youtube"
    )
    await Source.filter(session__code="LATER1").update(retired_at=EPOCH)
    async with fetching.fetcher(LOCAL) as fetcher:
        prober = Prober(fetcher)
        await prober.begin_turn()

    assert [*prober.rooms] == [near.id]


async def test_a_link_with_a_new_address_is_looked_at_anew(
    database: None, second: list[float], replay: Replay
) -> None:
    (source,) = (await rooms(await make_event(), replay, "gone")).values()
    async with fetching.fetcher(LOCAL) as fetcher:
        prober = Prober(fetcher)
        await run(prober, second, until=20)
        await Source.filter(id=source.id).update(url=replay.url("advancing"))
        await run(prober, second, until=50)

    assert [state for state, _ in await told(source)] == ["offline", "live"]


async def test_what_is_taken_away_is_known_no_longer(
    database: None, second: list[float], replay: Replay
) -> None:
    (source,) = (await rooms(await make_event(), replay, "advancing")).values()
    async with fetching.fetcher(LOCAL) as fetcher:
        prober = Prober(fetcher)
        await run(prober, second, until=20)
        await Source.filter(id=source.id).update(retired_at=clock.now())
        await run(prober, second, until=40)

    assert [state for state, _ in await told(source)] == ["live", "unknown"]


async def test_a_change_that_could_not_be_stored_is_stored_at_the_next_look(
    database: None, second: list[float], replay: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    (source,) = (await rooms(await make_event(), replay, "dated")).values()

    async def away(*_: object, **__: object) -> bool:
        raise ConnectionError("the database is away")

    async with fetching.fetcher(LOCAL) as fetcher:
        prober = Prober(fetcher)
        (one,) = await prober.begin_turn()
        with monkeypatch.context() as broken:
            broken.setattr("events_svc.jobs.probes.learn", away)
            with pytest.raises(ConnectionError):
                await prober.look_at(one)
        await run(prober, second, until=15)

    assert [state for state, _ in await told(source)] == ["live"]


async def test_where_nothing_is_near_nobody_holds_the_lease(
    database: None, second: list[float]
) -> None:
    async with fetching.fetcher(LOCAL) as fetcher:
        await run(Prober(fetcher), second, until=30)

    assert await ProbeLease.all().count() == 0


async def test_of_many_workers_one_holds_the_lease(database: None) -> None:
    held = await asyncio.gather(*(lease.hold(f"worker {n}") for n in range(6)))

    assert sorted(held) == [False] * 5 + [True]


async def test_what_many_learn_at_once_is_one_change(database: None) -> None:
    source = await make_live_source()

    changed = await asyncio.gather(*(learn(source.id, "probe", "live") for _ in range(6)))

    assert (sum(changed), await StreamFact.all().count()) == (1, 1)


async def test_the_loop_looks_by_itself_and_ends_when_told(
    database: None, settings: Settings
) -> None:
    age = (clock.now() - EPOCH).total_seconds()
    async with replaying(room=Stream(start=age - 60, dated=True)) as server:
        source = await make_live_source(url=server.url("room"))
        stop = asyncio.Event()
        allowing = dataclasses.replace(settings, fetch_allowed_hosts=LOCAL)
        async with notices.listening("live") as told_of, asyncio.timeout(20):
            loop = asyncio.create_task(probe(allowing, stop))
            await told_of.wait()
            stop.set()
            await loop

    assert [state for state, _ in await told(source)] == ["live"]
    assert (await ProbeLease.get()).held_until <= clock.now()
