"""Reading the counters of platforms, from the clock to the ledger."""

import dataclasses
from datetime import timedelta

import pytest

from events_svc import clock
from events_svc.config import Settings
from events_svc.jobs import Context, counters
from events_svc.media.models import Source
from events_svc.outbox.models import Job
from events_svc.stats import plans, platform_keys
from events_svc.stats.errors import NobodyToAsk
from events_svc.stats.models import CounterSnapshot
from events_svc.stats.reading_models import PlatformThing, ReadingPlan
from tests.accounts.factories import make_organisation
from tests.gateways.platforms.cases import UUID, VIDEO, bili, peer, reply, tube
from tests.gateways.platforms.replay import Replay
from tests.jobs.counters.house import DAY, HOUR, bilibili, later, peertube_at, turn, values, youtube
from tests.media.factories import (
    make_recording,
    make_recording_source,
)

pytestmark = pytest.mark.usefixtures("database")


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
    assert timedelta(minutes=45) < plan.due_at - clock.now() < timedelta(minutes=75)  # type: ignore[operator]  # it is due at some time


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


async def test_a_federated_copy_leads_to_its_origin(context: Context, replay: Replay) -> None:
    recording = await make_recording()
    await make_recording_source(recording, platform="peertube", url=peertube_at(replay))
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
