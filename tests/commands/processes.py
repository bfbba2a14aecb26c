"""The command line as people run it: real processes, bounded in time, ended by their own id."""

import contextlib
import itertools
import os
import signal
import socket
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess

from tests.commands.fork import Forked, completed

SECRET_KEY = "processes-need-a-key-of-thirty-two-characters"
COMMAND = [sys.executable, "-m", "events_svc"]
_PORTS: dict[int, Iterator[int]] = {}  # by process: a fork must not go on with those of its parent


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """An environment of its own, away from the developer's."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    own = {"VAR_DIR": str(folder), "PORT": str(free_port()), "SECRET_KEY": SECRET_KEY}
    return {**kept, **own, **settings}


def run(env: dict[str, str], *arguments: str, words: str = "") -> "CompletedProcess[str]":
    """A command that ends by itself; `words` is what is typed into it."""
    return completed(["-m", "events_svc", *arguments], env, words)


@contextlib.contextmanager
def serving(env: dict[str, str]) -> Iterator[Forked]:
    """`serve`, ready to answer; told to end afterwards."""
    process = Forked(["-m", "events_svc", "serve"], env)
    try:
        _ready(int(env["PORT"]), process)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def free_port() -> int:
    """A port that nobody listens at, and that no connection takes by chance."""
    while True:
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port := next(_ports())))
            return port


def _ports() -> Iterator[int]:
    """Below those that the kernel gives to outgoing connections, and elsewhere in every fork of the suite."""
    own = os.getpid()
    return _PORTS.setdefault(own, itertools.cycle(range(11_000 + own % 20 * 1_000, 32_000)))


def _ready(port: int, process: Forked) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if process.poll() is not None:
            raise AssertionError(process.communicate())
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2).close()
            return
        time.sleep(0.02)
    raise AssertionError("not ready in time")
