"""The service under measurement: real processes on loopback, bounded in time, ended by their id."""

import asyncio
import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import asyncpg

READY_WITHIN = 20.0


@dataclass(frozen=True, slots=True)
class Running:
    """A process of ours: where it listens, how long it took to be ready."""

    port: int
    pid: int
    ready_after: float

    def memory(self) -> int:
        """Resident bytes of the process now (VmRSS)."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) * 1024

    def computed(self) -> float:
        """Seconds of computing that the process has taken so far, of one core."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def environment(folder: Path, database_url: str) -> dict[str, str]:
    """The settings of a measured process."""
    return {
        **{name: value for name, value in os.environ.items() if name not in {"SMTP_URL"}},
        "DATABASE_URL": database_url,
        "SECRET_KEY": "benchmarks-need-a-key-of-thirty-two-characters",
        "VAR_DIR": str(folder),
        "LOG_LEVEL": "warning",
        "PUBLIC_URL": "http://localhost",
    }


@contextlib.contextmanager
def running(
    env: dict[str, str], *, module: str = "events_svc", command: str = "serve"
) -> Iterator[Running]:
    """A `serve` process, ready; ended with SIGTERM, and killed if that takes too long."""
    port = _free_port()
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", module, command],
        env={**env, "PORT": str(port)},
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(port, process)
        yield Running(port, process.pid, time.perf_counter() - started)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def postgres_database(server: str) -> Iterator[str]:
    """An empty database on the server at `server`, dropped afterwards."""
    name = f"bench_{secrets.token_hex(4)}"
    asyncio.run(_statement(server, f'CREATE DATABASE "{name}"'))
    base, _, query = server.partition("?")
    try:
        yield f"{base.rpartition('/')[0]}/{name}?{query}"
    finally:
        asyncio.run(_statement(server, f'DROP DATABASE "{name}" WITH (FORCE)'))


async def _statement(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(statement)
    await connection.close()


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    end = time.perf_counter() + READY_WITHIN
    while time.perf_counter() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        with contextlib.suppress(OSError), urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
            return
        time.sleep(0.02)
    raise RuntimeError("the server was not ready in time")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
