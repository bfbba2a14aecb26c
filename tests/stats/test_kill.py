"""kill -9 of a server that gets beats: what was answered a second before is stored."""

import signal
import time
from pathlib import Path

import httpx

from tests.commands.fork import Forked, completed
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


COLLECTOR = """
import asyncio, sys
from events_svc import config
from events_svc.database import connected
from events_svc.stats.commit import commit
from events_svc.stats.memory import Memory
from events_svc.stats.packing import pack
from events_svc.stats.rolling.roll import roll_up
from tests.stats.factories import make_beat

SOURCE, SHARE, LAST = map(int, sys.argv[1:])

def beats(sn):
    at = sn * 10 + sn * 7 % 5 / 2
    whose = lambda n: {"sid": f"viewer-{n:04}", "key": n.to_bytes(16, "big"), "source_id": SOURCE}
    return [make_beat(sn, seconds=at, playhead=at, **whose(n)) for n in range(40) if SHARE in (n % 2, 2)]

async def main():
    memory = Memory()
    async with connected(config.load()):
        for sn in range(1, LAST + 1):
            await commit(sorted(map(pack, beats(sn))), memory)
            await roll_up()
            print(sn, flush=True)

asyncio.run(main())
"""
TOLD = """
import asyncio
from events_svc import config
from events_svc.database import connected, rows
from events_svc.stats.rolling import audit
from events_svc.stats.models import Watch

async def main():
    async with connected(config.load()):
        kept = {(w.last_sn, w.credited_ms) for w in await Watch.all()}
        (sums,) = await rows("SELECT SUM(viewers) AS n, SUM(watch_ms) AS ms FROM watch_day")
        print(kept, int(sums["n"]), int(sums["ms"]), await audit.differences())

asyncio.run(main())
"""


def test_collectors_and_rollers_that_are_killed_and_come_back_lose_and_double_nothing(
    tmp_path: Path,
) -> None:
    """Two at once, each killed twice wherever it is; then the players send again, and all adds up."""
    with own_database(tmp_path, like="migrated") as url:
        env = environment(tmp_path / "var", DATABASE_URL=url)
        source_id = _told(env, FEED)
        for last in (3, 9):
            pair = [Forked(["-c", COLLECTOR, source_id, str(n), "40"], env) for n in (0, 1)]
            for one in pair:
                while int(one.stdout.readline() or "40") < last:
                    pass
            for one in pair:
                one.kill()
                one.wait(30)
        done = completed(["-c", COLLECTOR, source_id, "2", "60"], env)
        assert done.returncode == 0, done.stderr

        credited = sum(_passed(sn) for sn in range(2, 61))
        assert _told(env, TOLD) == f"{{(60, {credited})}} 40 {40 * credited} []"


def _passed(sn: int) -> int:
    """Milliseconds between a beat and the one before."""
    return 10_000 + (sn * 7 % 5 - (sn - 1) * 7 % 5) * 500
