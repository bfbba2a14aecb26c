"""Real processes that start in a twentieth of a second: forked from one that has loaded the program.

Such a process has its own id, environment, output and signals, and runs what `python -m MODULE ARGUMENTS`
or `python -c PROGRAM ARGUMENTS` would run; only the second of importing is saved. That a process also
starts from nothing is tested beside (test_command_line.py).
"""

import io
import multiprocessing
import os
import runpy
import signal
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from subprocess import CompletedProcess, TimeoutExpired
from typing import IO

PROGRAM = "events_svc.__main__"
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload([PROGRAM, "events_svc.stats.check", "tests.loaded"])


def begin() -> None:
    """Start the process that others are forked from; forks of this process have it in common (see `share`)."""
    forkserver.ensure_running()


def share() -> None:
    """In a fork: take the process that the parent has begun, whose child it is, so nobody here looks after it."""
    forkserver._forkserver.ensure_running = lambda: None  # type: ignore[method-assign]  # it waits for a child


class Forked:
    """A running process; what subprocess.Popen offers of text pipes, as far as it is needed."""

    def __init__(self, arguments: Sequence[str], env: Mapping[str, str]) -> None:
        self._arguments = list(arguments)
        theirs, ours = zip(*(_pipe(writes=n == 0) for n in range(3)), strict=True)
        self._process = _forks.Process(
            target=_become, args=(self._arguments, dict(env), os.getcwd(), theirs)
        )
        self._process.start()
        for line in theirs:
            line.close()
        self.stdin, self.stdout, self.stderr = ours
        assert self._process.pid is not None
        self.pid = self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """The exit status; negative for the signal that ended it."""
        self._process.join(timeout)
        status = self._process.exitcode
        if status is None:
            raise TimeoutExpired(self._arguments, timeout or 0)
        return status

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def communicate(self, words: str = "", timeout: float = 60) -> tuple[str, str]:
        """Write `words`, read both outputs to their end, and wait for the process."""
        with ThreadPoolExecutor(2) as threads:
            read = [threads.submit(line.read) for line in (self.stdout, self.stderr)]
            try:
                self.stdin.write(words)
                self.stdin.close()
            except BrokenPipeError:
                pass  # it has ended without asking
            try:
                self.wait(timeout)
            except TimeoutExpired:
                self.kill()
                raise
            return read[0].result(), read[1].result()


def completed(
    arguments: Sequence[str], env: Mapping[str, str], words: str = "", *, seconds: float = 60
) -> "CompletedProcess[str]":
    """What came of a process that ends by itself."""
    process = Forked(arguments, env)
    out, errors = process.communicate(words, seconds)
    return CompletedProcess(list(arguments), process.wait(), out, errors)


def _pipe(*, writes: bool) -> tuple[Connection, IO[str]]:
    """The end of the child, which can be sent to it, and ours."""
    reading, writing = os.pipe()
    if writes:
        return Connection(reading, writable=False), open(writing, "w")
    return Connection(writing, readable=False), open(reading)


def _become(
    arguments: Sequence[str], env: Mapping[str, str], folder: str, lines: Sequence[Connection]
) -> None:
    """In the child: take everything over, then run what was asked for."""
    for number, line in enumerate(lines):
        os.dup2(line.fileno(), number)
        line.close()
    sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)))
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w", closefd=False)))
    sys.stderr = io.TextIOWrapper(io.FileIO(2, "w", closefd=False), write_through=True)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    kind, program, *rest = arguments
    sys.argv = [program, *rest]
    if kind == "-c":
        exec(compile(program, "<program>", "exec"), {"__name__": "__main__"})
    else:
        sys.modules.pop(PROGRAM, None)
        runpy.run_module(program, run_name="__main__", alter_sys=True)
