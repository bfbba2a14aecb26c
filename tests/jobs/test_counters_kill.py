"""kill -9 of a worker while it asks a platform: one reading is lost, none is doubled."""

import asyncio
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.fork import Forked, completed
from tests.commands.processes import environment
from tests.databases import own_database
from tests.gateways.platforms.cases import tube
from tests.gateways.platforms.replay import Reply, replaying

READ = """
import asyncio, sys
from datetime import timedelta
from events_svc import clock, config
from events_svc.database import connected
from events_svc.jobs import Context, counters
from events_svc.stats import hosts, plans
from events_svc.stats.models import CounterSnapshot
from tests.media.factories import make_recording, make_recording_source

async def main(minutes):
    settings = config.load()
    async with connected(settings):
        if minutes == 0:
            url = "https://youtu.be/dQw4w9WgXcQ"
            await make_recording_source(await make_recording(), platform="youtube", url=url)
        clock.shift(timedelta(minutes=minutes))
        await plans.make()
        for host in await hosts.call_due():
            await counters.read(Context(settings, None), {"host": host})
        rows = await CounterSnapshot.filter(metric="views").order_by("id")
        print([row.value for row in rows])

asyncio.run(main(int(sys.argv[1])))
"""


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with own_database(tmp_path, like="migrated") as made:
        yield made


async def test_a_worker_killed_while_it_asks_doubles_no_reading(url: str, tmp_path: Path) -> None:
    async with replaying() as replay:
        env = environment(
            tmp_path / "var",
            DATABASE_URL=url,
            YOUTUBE_API_URL=replay.origin,
            YOUTUBE_API_KEY="the operator's",
            FETCH_ALLOWED_HOSTS="127.0.0.1",
        )
        replay.put(Reply(is_slow=True))
        worker = await asyncio.to_thread(Forked, ["-c", READ, "0"], env)
        await asyncio.wait_for(replay.heard.wait(), 30)
        worker.send_signal(signal.SIGKILL)
        await asyncio.to_thread(worker.wait, 10)

        replay.put(tube())
        told = [(await _told(env, minutes), len(replay.asked)) for minutes in (2, 6, 7)]

    assert told == [("[]", 0), ("[62400]", 1), ("[62400]", 1)]


async def _told(env: dict[str, str], minutes: int) -> str:
    done = await asyncio.to_thread(completed, ["-c", READ, str(minutes)], env)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
