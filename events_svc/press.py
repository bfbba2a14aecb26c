"""A press: a process of its own for what takes seconds of computing or a lot of memory.

In a thread a thousand badges would slow down every scan, and the exports of a large agenda would leave a
web process 60 MB larger for the rest of its life. A press starts with the first job, ends when it has been
idle, and with the process that started it. It is not forked and knows nothing of the database: words in,
bytes out.
"""

import asyncio
import importlib
import os
import signal
import subprocess
import sys
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any


class PressBroken(Exception):
    """The document could not be printed just now. Please try again."""


class Press:
    """The process and the line to it; it goes home after `idle` seconds without a job."""

    def __init__(self, *, idle: float) -> None:
        self.turn = asyncio.Lock()
        self._idle = idle
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None

    async def made(self, function: str, *content: Any) -> Any:
        """What `function` (`package.module:name`) makes of `content`, one job at a time.

        Raises what the function raises; PressBroken when the press dies of the job.
        """
        async with self.turn:
            return await asyncio.to_thread(self._ask, function, content)

    def _ask(self, function: str, content: tuple[Any, ...]) -> Any:
        """Send a job down the line and wait for its answer."""
        line = self._connected()
        try:
            line.send((function, content))
            answer = line.recv()
        except (EOFError, OSError) as error:
            if self._left() == 0:
                return self._ask(function, content)  # it was just going home
            raise PressBroken from error
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _connected(self) -> Connection:
        if self._process is None or self._line is None or self._process.poll() is not None:
            self._left()
            self._line, theirs = Pipe()
            self._process = _started(theirs, self._idle)
            theirs.close()  # so that its end is seen, on either side
        return self._line

    def _left(self) -> int | None:
        """Let go of the process; how it ended, if there was one."""
        process, line, self._process, self._line = self._process, self._line, None, None
        if line is not None:
            line.close()
        return process.wait() if process is not None else None


def _started(line: Connection, idle: float) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", __name__, str(line.fileno()), str(idle)]
    paths = os.pathsep.join(path for path in sys.path if path)
    return subprocess.Popen(  # noqa: S603 ourselves
        command, pass_fds=[line.fileno()], env={**os.environ, "PYTHONPATH": paths}
    )


def work(line: Connection, idle: float) -> None:
    """The life of a press: until it is idle for long, or nobody holds the other end any more."""
    while line.poll(idle):
        try:
            function, content = line.recv()
        except EOFError:
            return
        line.send(_done(function, content))


def _done(function: str, content: tuple[Any, ...]) -> Any:
    module, _, name = function.partition(":")
    try:
        return getattr(importlib.import_module(module), name)(*content)
    except Exception as error:  # noqa: BLE001 it travels to the one who asked
        return error


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who started it
    os.nice(5)
    work(Connection(int(sys.argv[1])), float(sys.argv[2]))
