"""kill -9 of a server that gets beats: what was answered a second before is stored."""

import signal
import time
from pathlib import Path

import httpx

from tests.commands.fork import completed
from tests.commands.processes import environment, serving
from tests.databases import own_database

FEED = """
import asyncio, sys
from events_svc import config
from events_svc.database import connected
from tests.media.factories import make_recording_source

async def main():
    async with connected(config.load()):
        print((await make_recording_source()).id)

asyncio.run(main())
"""
LOOK = """
import asyncio
from events_svc import config
from events_svc.database import connected
from events_svc.stats import check
from events_svc.stats.models import Watch

async def main():
    async with connected(config.load()):
        print((await Watch.get()).last_sn, await check.broken())

asyncio.run(main())
"""


def test_a_killed_server_loses_at_most_the_beats_of_its_last_second(tmp_path: Path) -> None:
    with own_database(tmp_path, like="migrated") as url:
        env = environment(tmp_path / "var", DATABASE_URL=url, WORKER="off")
        source_id = int(_told(env, FEED))
        with serving(env) as server:
            answered = _beats(f"http://127.0.0.1:{env['PORT']}", source_id)
            killed_at = time.monotonic()
            server.send_signal(signal.SIGKILL)

        # A machine that is busy is late with everything: as late as with its slowest answer.
        slowest = max(after - before for before, after in answered)
        safe = [after for _, after in answered if after < killed_at - 1 - slowest]
        assert len(safe) > 20
        last, _, broken = _told(env, LOOK).partition(" ")
        assert (int(last) >= len(safe), broken) == (True, "[]")


def _beats(base: str, source_id: int) -> list[tuple[float, float]]:
    """Beats, one after the other, until some are old enough; when each was sent, and answered."""
    answered: list[tuple[float, float]] = []
    with httpx.Client(base_url=base, timeout=30) as client:
        while len(answered) < 40 or answered[-1][1] < answered[30][1] + 1.2:
            sn = len(answered) + 1
            body = {"sid": "killed-0001", "src": source_id, "sn": sn, "pt": sn * 10, "sta": "p"}
            before = time.monotonic()
            assert client.post("/beats", json=body).status_code == 204
            answered.append((before, time.monotonic()))
            time.sleep(0.01)
    return answered


def _told(env: dict[str, str], program: str) -> str:
    done = completed(["-c", program], env)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]
