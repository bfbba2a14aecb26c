"""The command line as people run it: real processes, bounded in time, ended by their own id."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

COMMAND = [sys.executable, "-m", "events_svc"]


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """An environment of its own, away from the developer's."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "VAR_DIR": str(folder), "PORT": str(free_port()), **settings}


def run(
    env: dict[str, str], *arguments: str, seconds: float = 60
) -> "subprocess.CompletedProcess[str]":
    """A command that ends by itself."""
    return subprocess.run(
        [*COMMAND, *arguments], env=env, capture_output=True, text=True, timeout=seconds
    )


@contextlib.contextmanager
def serving(
    env: dict[str, str], *, ending: int = signal.SIGTERM
) -> Iterator["subprocess.Popen[str]"]:
    """`serve`, ready to answer; ended with `ending`."""
    process = subprocess.Popen(
        [*COMMAND, "serve"], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        _ready(int(env["PORT"]), process)
        yield process
    finally:
        process.send_signal(ending)
        try:
            process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _ready(port: int, process: "subprocess.Popen[str]") -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if process.poll() is not None:
            raise AssertionError(process.communicate()[0])
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2).close()
            return
        time.sleep(0.05)
    raise AssertionError("not ready in time")
