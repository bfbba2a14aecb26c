"""How long until ready, and how much memory: of a web process and of a worker, on both engines."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks import servers, world
from benchmarks.bench import Bench
from benchmarks.report import Row, say


def rows(bench: Bench) -> Iterator[Row]:
    """Processes right after their start; on SQLite the worker is in the web process."""
    say("start")
    with bench.on("sqlite") as env:
        world.build(env, tickets=1, codes=0)
        with servers.running(env) as server:
            yield Row("ready after", server.ready_after, "s", goal=1.5, at_most=True)
            yield _weight("a process", server)
    with bench.on("postgres") as env:
        world.build(env, tickets=1, codes=0)
        with servers.running(env) as server:
            yield _weight("a web process, PostgreSQL", server)
        with _worker(env) as process:
            yield _weight("a worker, PostgreSQL", process)


def _weight(name: str, process: servers.Running) -> Row:
    return Row(f"memory of {name}", process.memory() / 2**20, "MB", goal=120, at_most=True)


@contextmanager
def _worker(env: dict[str, str]) -> Iterator[servers.Running]:
    """A worker that waits for jobs."""
    command = [sys.executable, "-m", "events_svc", "worker"]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()  # it says that it waits
        try:
            yield servers.Running(0, process.pid, 0.0)
        finally:
            process.terminate()
