"""What the tests of reading counters do: links on platforms, and a round of the worker."""

from datetime import timedelta
from typing import Any

from events_svc import clock
from events_svc.jobs import Context, counters
from events_svc.media.models import Source
from events_svc.stats import hosts, plans
from events_svc.stats.models import CounterSnapshot
from tests.gateways.platforms.cases import UUID, VIDEO
from tests.gateways.platforms.replay import Replay
from tests.media.factories import (
    make_recording,
    make_recording_source,
)

TUBE = f"https://www.youtube.com/watch?v={VIDEO}"
BILI = "https://www.bilibili.com/video/BV1xx411c7mD"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


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


def peertube_at(replay: Replay) -> str:
    return f"{replay.origin}/videos/watch/{UUID}"


async def values(metric: str = "views") -> list[int | None]:
    rows = CounterSnapshot.filter(metric=metric).order_by("id")
    return [row.value for row in await rows]


def later(passed: timedelta) -> None:
    clock.shift(clock._offset + passed)
