"""kill -9 of a server that gets beats: what was answered a second before is stored."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.conftest import ENGINE

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


@pytest.mark.skipif(ENGINE != "sqlite", reason="a database of its own, whatever the engine")
def test_a_killed_server_loses_at_most_the_beats_of_its_last_second(tmp_path: Path) -> None:
    env = {**os.environ, "VAR_DIR": str(tmp_path), "PORT": "18763", "WORKER": "off"}
    _run(env, "-m", "events_svc", "migrate")
    source_id = int(_run(env, "-c", FEED))
    server = subprocess.Popen([sys.executable, "-m", "events_svc", "serve"], env=env)
    try:
        answered = _beat_for(2.5, source_id)
    finally:
        server.send_signal(signal.SIGKILL)
        server.wait()
    killed_at = time.monotonic()

    last, _, broken = _run(env, "-c", LOOK).partition(" ")

    safe = max(sn for sn, at in answered if at < killed_at - 1)
    assert (int(last) >= safe, broken.strip()) == (True, "[]")
    assert safe > 20


def _beat_for(seconds: float, source_id: int) -> list[tuple[int, float]]:
    """Beats, one after the other; which were answered, and when."""
    answered: list[tuple[int, float]] = []
    with httpx.Client(base_url="http://127.0.0.1:18763") as client:
        _wait_for(client)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            sn = len(answered) + 1
            body = {"sid": "killed-0001", "src": source_id, "sn": sn, "pt": sn * 10, "sta": "p"}
            assert client.post("/beats", json=body).status_code == 204
            answered.append((sn, time.monotonic()))
            time.sleep(0.01)
    return answered


def _wait_for(client: httpx.Client) -> None:
    for _ in range(200):
        try:
            client.get("/healthz")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError


def _run(env: dict[str, str], *arguments: str) -> str:
    found = subprocess.run(
        [sys.executable, *arguments],
        env=env,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return found.stdout.strip().splitlines()[-1] if found.stdout.strip() else ""
