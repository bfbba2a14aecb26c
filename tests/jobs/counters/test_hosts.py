"""Who is asked is asked rarely, by one worker, and left in peace when it fails."""

import asyncio
import itertools
from datetime import timedelta

import pytest

from events_svc import clock
from events_svc.jobs import Context, counters
from events_svc.outbox.models import Job
from events_svc.stats import claims, hosts, plans
from events_svc.stats.errors import ReadLately
from events_svc.stats.reading_models import PlatformHost, ReadingPlan
from tests.gateways.platforms.cases import bili, refused, reply, tube
from tests.gateways.platforms.replay import Replay, Reply
from tests.jobs.counters.house import (
    DAY,
    HOUR,
    bilibili,
    later,
    turn,
    values,
    youtube,
)
from tests.media.factories import (
    make_recording,
    make_recording_source,
)

pytestmark = pytest.mark.usefixtures("database")


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


@pytest.mark.usefixtures("impatient")
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


@pytest.mark.usefixtures("impatient")
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


async def test_a_refused_key_is_no_failure_of_the_host(context: Context, replay: Replay) -> None:
    await youtube()
    replay.put(refused("keyInvalid", 400))

    await turn(context)

    assert (await ReadingPlan.get()).outcome == "refused"
    assert (await PlatformHost.get()).failures == 0
