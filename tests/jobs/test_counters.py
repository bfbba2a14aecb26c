"""Reading the counters of platforms, from the clock to the ledger."""

import asyncio
import dataclasses
import itertools
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from events_svc import clock
from events_svc.config import Settings
from events_svc.gateways.fetching import Limits
from events_svc.gateways.platforms import asking
from events_svc.jobs import Context, counters
from events_svc.media.models import Source, StreamFact
from events_svc.outbox.models import Job
from events_svc.schedule.models import Session
from events_svc.stats import claims, hosts, plans, platform_keys
from events_svc.stats.errors import NobodyToAsk, ReadLately
from events_svc.stats.models import CounterSnapshot
from events_svc.stats.reading_models import PlatformHost, PlatformThing, ReadingPlan
from tests.accounts.factories import make_organisation
from tests.gateways.platforms.cases import UUID, VIDEO, bili, live, peer, refused, reply, tube
from tests.gateways.platforms.replay import Replay, Reply, replaying
from tests.media.factories import (
    make_live_source,
    make_recording,
    make_recording_source,
    make_session,
)

pytestmark = pytest.mark.usefixtures("database")

TUBE = f"https://www.youtube.com/watch?v={VIDEO}"
BILI = "https://www.bilibili.com/video/BV1xx411c7mD"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(scope="module")
async def replay() -> AsyncIterator[Replay]:
    async with replaying() as made:
        yield made


@pytest.fixture
def context(settings: Settings, replay: Replay) -> Context:
    platforms = dataclasses.replace(
        settings.platforms,
        bases=dict.fromkeys(settings.platforms.bases, replay.origin),
        keys={"youtube": "the operator's", "vimeo": ""},
    )
    changed = dataclasses.replace(
        settings, platforms=platforms, fetch_allowed_hosts=frozenset({"127.0.0.1"})
    )
    return Context(changed, None)  # type: ignore[arg-type]  # nothing here uses the plain session


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_LIMITS", Limits(seconds=0.2, size=1_000_000, redirects=0))


async def turn(context: Context) -> list[str]:
    """What the worker does in a round: plans, jobs for the hosts that are due, the jobs."""
    await plans.make()
    called = await hosts.call_due()
    for name in called:
        await counters.read(context, {"host": name})
    return called


async def youtube(**columns: Any) -> Source:
    recording = await make_recording(slug=columns.pop("slug", "episode-1"))
    return await make_recording_source(recording, platform="youtube", url=TUBE, **columns)


async def bilibili(**columns: Any) -> Source:
    recording = await make_recording(slug=columns.pop("slug", "episode-1"))
    return await make_recording_source(recording, platform="bilibili", url=BILI, **columns)


async def values(metric: str = "views") -> list[int | None]:
    rows = CounterSnapshot.filter(metric=metric).order_by("id")
    return [row.value for row in await rows]


def later(passed: timedelta) -> None:
    clock.shift(clock._offset + passed)


async def test_a_counter_is_read_with_its_definition_method_and_digest(
    context: Context, replay: Replay
) -> None:
    source = await youtube()
    replay.put(tube())

    assert await turn(context) == ["youtube"]

    row = await CounterSnapshot.get(metric="views")
    assert (row.source_id, row.value, row.method, row.evidence) == (source.id, 62_400, "api", "")
    assert row.definition["en"] == "viewCount, views as YouTube counts them"
    assert len(row.raw_sha256) == 64
    plan = await ReadingPlan.get()
    assert (plan.outcome, plan.failures, plan.read_at) == ("read", 0, row.observed_at)
    assert timedelta(minutes=45) < plan.due_at - clock.now() < timedelta(minutes=75)  # type: ignore[operator]


async def test_what_did_not_change_is_written_once_a_day(context: Context, replay: Replay) -> None:
    await youtube()
    replay.put(tube())
    for _ in range(3):
        await turn(context)
        later(2 * HOUR)
    assert await values() == [62_400]

    later(DAY)
    await turn(context)

    assert await values() == [62_400, 62_400]


async def test_falling_and_hidden_counters_are_rows_and_deleted_ones_are_not_zero(
    context: Context, replay: Replay
) -> None:
    await youtube()
    for answer in (tube(), tube("62000"), reply({"items": [{"id": VIDEO}]}), tube()):
        replay.put(answer)
        await turn(context)
        later(6 * HOUR)
    replay.put(reply({"items": []}))
    await turn(context)

    assert await values() == [62_400, 62_000, None, 62_400, None]
    last = await CounterSnapshot.filter(metric="views").order_by("-id").first()
    assert last is not None
    assert last.reason == "items: [] (deleted or private)"
    plan = await ReadingPlan.get()
    assert (plan.outcome, plan.gone_at) == ("gone", last.observed_at)


async def test_one_video_behind_two_links_is_asked_for_once(
    context: Context, replay: Replay
) -> None:
    await bilibili()
    await bilibili(slug="episode-2")
    replay.put(bili())

    await turn(context)

    assert (len(replay.asked), await values()) == (1, [62_400, 62_400])


async def test_bilibili_is_asked_for_a_video_once_in_six_hours_whatever_people_do(
    context: Context, replay: Replay
) -> None:
    source = await bilibili()
    replay.put(bili())
    await turn(context)
    later(5 * HOUR + timedelta(minutes=50))

    with pytest.raises(ReadLately):
        await plans.read_now(source)
    await ReadingPlan.all().update(due_at=clock.now())  # as if a worker thought otherwise
    await ReadingPlan.all().delete()  # and as if the link had been another one meanwhile
    await turn(context)
    assert len(replay.asked) == 1

    later(HOUR)
    await turn(context)
    assert len(replay.asked) == 2


async def test_a_ban_opens_the_circuit_for_every_video_of_the_host(
    context: Context, replay: Replay
) -> None:
    await bilibili()
    other = await make_recording(slug="episode-2")
    await make_recording_source(
        other, platform="bilibili", url="https://www.bilibili.com/video/BV1yy411c7mD"
    )
    replay.put(bili(code=-412))

    await turn(context)
    later(11 * HOUR)
    await turn(context)
    assert len(replay.asked) == 1
    assert (await PlatformHost.get()).reason.startswith("-412")

    replay.put(bili())
    later(4 * HOUR)
    await turn(context)
    assert (len(replay.asked), (await PlatformHost.get()).failures) == (1, 0)


async def test_a_host_that_fails_rests_longer_each_time_and_one_video_tries_it(
    context: Context, replay: Replay
) -> None:
    await youtube()
    replay.put(Reply(b"", 503))
    rests = []
    for _ in range(6):
        await turn(context)
        host = await PlatformHost.get()
        rests.append((host.free_at - clock.now()) / timedelta(seconds=1))
        later(DAY)

    assert (host.failures, (await ReadingPlan.get()).failures) == (6, 6)
    assert all(after > before for before, after in itertools.pairwise(rests[1:]))
    assert await values() == []
    replay.put(tube())
    await turn(context)
    assert ((await PlatformHost.get()).failures, await values()) == (0, [62_400])


async def test_who_wants_a_pause_gets_it(context: Context, replay: Replay) -> None:
    await youtube()
    replay.put(reply({}, 429, retry_after="1800"))
    await turn(context)
    later(timedelta(minutes=29))
    await turn(context)

    assert len(replay.asked) == 1


async def test_a_slow_host_is_given_up(context: Context, replay: Replay) -> None:
    await youtube()
    replay.put(Reply(is_slow=True))

    await turn(context)

    assert ((await ReadingPlan.get()).outcome, await values()) == ("away", [])


async def test_two_workers_at_once_read_once(context: Context, replay: Replay) -> None:
    await youtube()
    replay.put(tube())
    await plans.make()

    called = await asyncio.gather(*(hosts.call_due() for _ in range(5)))
    await asyncio.gather(*(counters.read(context, {"host": "youtube"}) for _ in range(5)))

    assert sorted(called) == [[], [], [], [], ["youtube"]]
    assert (len(replay.asked), await values()) == (1, [62_400])
    assert [job.payload for job in await Job.filter(kind="counters.read")] == [{"host": "youtube"}]


async def test_two_that_both_think_it_their_turn_claim_a_video_once(replay: Replay) -> None:
    await youtube()
    await plans.make()

    claimed = await asyncio.gather(*(claims.claim("youtube", 50) for _ in range(5)))

    assert sorted(len(one) for one in claimed) == [0, 0, 0, 0, 1]


async def test_a_worker_that_is_killed_while_it_asks_costs_one_reading_and_doubles_none(
    context: Context, replay: Replay
) -> None:
    await youtube()
    replay.put(Reply(is_slow=True))
    await plans.make()
    await hosts.call_due()
    killed = asyncio.create_task(counters.read(context, {"host": "youtube"}))
    await replay.heard.wait()
    killed.cancel()
    await asyncio.gather(killed, return_exceptions=True)
    replay.put(tube())
    await turn(context)
    assert (replay.asked, await values()) == ([], [])

    later(timedelta(minutes=6))
    await turn(context)

    assert (len(replay.asked), await values()) == (1, [62_400])


async def test_an_old_recording_is_read_within_seven_days_and_a_live_one_every_minute(
    context: Context, replay: Replay
) -> None:
    old = await make_recording(slug="old", recorded_at=clock.now() - 400 * DAY)
    await make_recording_source(old, platform="youtube", url=TUBE)
    replay.put(tube())
    await turn(context)
    pause = (await ReadingPlan.get()).due_at - clock.now()  # type: ignore[operator]
    assert timedelta(days=4) <= pause <= timedelta(days=6)

    await ReadingPlan.all().delete()
    await PlatformThing.all().delete()
    await make_live_source(await make_session(), platform="peertube", url=_peertube(replay))
    replay.put(peer())
    await turn(context)
    plan = await ReadingPlan.get(platform="peertube")
    assert plan.due_at - clock.now() <= timedelta(minutes=1.2)  # type: ignore[operator]


def _peertube(replay: Replay) -> str:
    return f"{replay.origin}/videos/watch/{UUID}"


async def test_the_platform_says_live_and_every_change_is_a_fact(
    context: Context, replay: Replay
) -> None:
    source = await make_live_source(await make_session(), platform="youtube", url=TUBE)
    said = [tube(**live()), tube(**live(concurrentViewers="9")), tube(**live(actualEndTime="x"))]
    for answer in said:
        replay.put(answer)
        await turn(context)
        later(timedelta(minutes=5))

    facts = await StreamFact.filter(source=source, basis="api").order_by("id")
    assert [(fact.state, fact.reason) for fact in facts] == [
        ("live", "actualStartTime"),
        ("ended", "actualEndTime"),
    ]
    assert await values("concurrent") == [None, 9]


async def test_live_is_not_believed_for_ever_when_the_platform_falls_silent(
    context: Context, replay: Replay
) -> None:
    await make_live_source(await make_session(), platform="youtube", url=TUBE)
    replay.put(tube(**live()))
    await turn(context)
    replay.put(Reply(b"", 500))
    for _ in range(3):
        later(HOUR)
        await turn(context)

    facts = await StreamFact.filter(basis="api").order_by("id").values_list("state", flat=True)
    assert facts == ["live", "unknown"]


async def test_a_federated_copy_leads_to_its_origin(context: Context, replay: Replay) -> None:
    recording = await make_recording()
    await make_recording_source(recording, platform="peertube", url=_peertube(replay))
    elsewhere = replay.origin.replace("127.0.0.1", "localhost")
    context = dataclasses.replace(
        context,
        settings=dataclasses.replace(
            context.settings, fetch_allowed_hosts=frozenset({"127.0.0.1", "localhost"})
        ),
    )
    replay.put(peer(1, isLocal=False, url=f"{elsewhere}/videos/watch/{UUID}"))
    await turn(context)
    assert await values() == []

    replay.put(peer(812))
    assert await turn(context) == [elsewhere]

    assert await values() == [812]


async def test_a_missing_key_waits_for_one_and_the_nearest_is_used(
    context: Context, replay: Replay, settings: Settings
) -> None:
    parent = await make_organisation("parent")
    child = await make_organisation("child", parent=parent)
    recording = await make_recording(child, slug="v")
    await make_recording_source(recording, platform="vimeo", url="https://vimeo.com/76979871")
    replay.put(reply({"stats": {"plays": 7}}))
    await turn(context)
    assert ((await ReadingPlan.get()).outcome, replay.asked) == ("keyless", [])

    await platform_keys.bring(parent, "vimeo", "parents", secret_key=settings.secret_key)
    await turn(context)
    assert replay.seen[0]["authorization"] == "bearer parents"

    await platform_keys.bring(child, "vimeo", "own", secret_key=settings.secret_key)
    later(DAY)
    await turn(context)
    assert replay.seen[-1]["authorization"] == "bearer own"


async def test_a_refused_key_is_no_failure_of_the_host(context: Context, replay: Replay) -> None:
    await youtube()
    replay.put(refused("keyInvalid", 400))

    await turn(context)

    assert (await ReadingPlan.get()).outcome == "refused"
    assert (await PlatformHost.get()).failures == 0


async def test_another_address_is_another_plan_and_a_strange_one_is_asked_of_nobody(
    context: Context, replay: Replay
) -> None:
    source = await youtube()
    await plans.make()
    await Source.filter(id=source.id).update(url="https://www.youtube.com/@channel")

    assert [await plans.make(), await plans.make()] == [1, 0]

    plan = await ReadingPlan.get()
    assert (plan.host, plan.due_at) == ("", None)
    with pytest.raises(NobodyToAsk):
        await plans.read_now(source)
    assert await turn(context) == []


async def test_nobody_is_asked_where_reading_is_switched_off(
    context: Context, replay: Replay
) -> None:
    await youtube()
    off = dataclasses.replace(context.settings.platforms, read=False)
    context = dataclasses.replace(
        context, settings=dataclasses.replace(context.settings, platforms=off)
    )
    replay.put(tube())

    await counters.make_plans(context)
    await counters.call_due(context)

    assert (await ReadingPlan.all().count(), await Job.all().count()) == (0, 0)


async def test_a_retired_link_is_not_read(context: Context, replay: Replay) -> None:
    await youtube(retired_at=clock.now())
    replay.put(tube())

    assert await turn(context) == []
    assert replay.asked == []


async def test_a_session_that_was_moved_to_today_is_read_while_it_runs(
    context: Context, replay: Replay
) -> None:
    session = await make_session(starts_at=clock.now() + 9 * DAY)
    await make_live_source(session, platform="youtube", url=TUBE)
    replay.put(reply({"items": []}))  # private until it begins
    await turn(context)
    later(HOUR)
    now = clock.now()
    await Session.filter(id=session.id).update(starts_at=now, ends_at=now + HOUR)
    replay.put(tube(**live()))

    await counters.make_plans(context)
    await turn(context)

    assert await StreamFact.filter(basis="api").values_list("state", flat=True) == ["live"]
    assert await plans.hasten() == 0


async def test_what_keeps_from_asking_twice_is_forgotten_once_no_link_needs_it(
    context: Context, replay: Replay
) -> None:
    source = await bilibili()
    replay.put(bili())
    await turn(context)
    later(2 * DAY)
    await counters.forget(context)
    assert await PlatformThing.all().count() == 1

    await CounterSnapshot.all().delete()
    await Source.filter(id=source.id).delete()
    await counters.forget(context)

    assert (await PlatformThing.all().count(), await ReadingPlan.all().count()) == (0, 0)
