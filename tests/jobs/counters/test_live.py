"""How often a counter is read, and what platforms say of being live."""

from datetime import timedelta

import pytest

from events_svc import clock
from events_svc.jobs import Context, counters
from events_svc.media.models import StreamFact
from events_svc.schedule.models import Session
from events_svc.stats import plans
from events_svc.stats.reading_models import PlatformThing, ReadingPlan
from tests.gateways.platforms.cases import live, peer, reply, tube
from tests.gateways.platforms.replay import Replay, Reply
from tests.jobs.counters.house import DAY, HOUR, TUBE, later, peertube_at, turn, values
from tests.media.factories import (
    make_live_source,
    make_recording,
    make_recording_source,
    make_session,
)

pytestmark = pytest.mark.usefixtures("database")


async def test_an_old_recording_is_read_within_seven_days_and_a_live_one_every_minute(
    context: Context, replay: Replay
) -> None:
    old = await make_recording(slug="old", recorded_at=clock.now() - 400 * DAY)
    await make_recording_source(old, platform="youtube", url=TUBE)
    replay.put(tube())
    await turn(context)
    pause = (await ReadingPlan.get()).due_at - clock.now()  # type: ignore[operator]  # it is due at some time
    assert timedelta(days=4) <= pause <= timedelta(days=6)

    await ReadingPlan.all().delete()
    await PlatformThing.all().delete()
    await make_live_source(await make_session(), platform="peertube", url=peertube_at(replay))
    replay.put(peer())
    await turn(context)
    plan = await ReadingPlan.get(platform="peertube")
    assert plan.due_at - clock.now() <= timedelta(minutes=1.2)  # type: ignore[operator]  # it is due at some time


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
