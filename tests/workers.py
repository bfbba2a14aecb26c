"""`pytest --workers N`: the tests are collected once, then N forks of this process run them, file by file.

A fork has loaded the program and knows all tests, which would cost every other kind of worker ten seconds
of computing. Which file is next is read from a pipe that all share, so nobody waits while there is one left.
"""

import gc
import itertools
import multiprocessing
import os
import random
from collections import deque
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

from tests import databases
from tests.commands import fork
from tests.unsteady import Unsteady

_NUMBER = 2  # bytes of one file's number in the pipe
_forks = multiprocessing.get_context("fork")


class Workers:
    """The plug-in that runs the tests of a session in `count` forks."""

    def __init__(self, count: int, folder: Path) -> None:
        self.count = count
        self.folder = folder
        self._numbers = itertools.count()
        gc.disable()  # what is loaded stays: looking through it again and again was a tenth of loading

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Run all tests and report them as if they had run here; False is never the answer of a hook."""
        if session.testsfailed or session.config.option.collectonly:
            return None
        files = by_file(session.items)
        session.config.pluginmanager.import_plugin(
            "tests.loaded"
        )  # not at the top: it takes seconds
        databases.made()  # a fork must not find its thread in the middle of something
        gc.freeze()  # what is loaded is shared, and never looked through again
        gc.enable()
        unsteady = Unsteady(session.items)
        session.config.pluginmanager.register(unsteady)
        finished = self._run(session, files, self.count, unsteady)
        if unsteady.again and not session.shouldfail:
            finished += self._run(session, by_file(unsteady.again), 1, unsteady)
        if finished < len(session.items) and not session.shouldfail:
            session.shouldfail = f"{len(session.items) - finished} tests have not been run"
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
        return True

    def _run(
        self,
        session: pytest.Session,
        files: Sequence[Sequence[pytest.Item]],
        count: int,
        unsteady: Unsteady,
    ) -> int:
        """Run these files in so many forks; how many tests are finished."""
        queue = filled(range(len(files)))
        running: dict[Connection, Worker] = {}
        for _ in range(min(count, len(files))):
            folder = self.folder / f"worker{next(self._numbers)}"
            worker = Worker(session, files, queue, folder=folder, unsteady=unsteady)
            running[worker.heard] = worker
        try:
            return self._heard(session, running, queue)
        finally:
            _stop(queue)
            os.close(queue)

    def _heard(
        self, session: pytest.Session, running: "dict[Connection, Worker]", queue: int
    ) -> int:
        """Pass on what the workers report until all have ended; how many tests are finished."""
        finished = 0
        while running:
            for line in wait(list(running)):
                assert isinstance(line, Connection)
                try:
                    finished += running[line].passed_on(line.recv())
                except EOFError:
                    running.pop(line).ended()
            if session.shouldfail:
                _stop(queue)
        return finished


class Worker:
    """A fork, as its parent sees it."""

    def __init__(
        self,
        session: pytest.Session,
        files: Sequence[Sequence[pytest.Item]],
        queue: int,
        *,
        folder: Path,
        unsteady: Unsteady,
    ) -> None:
        self.unsteady = unsteady
        self.reports: list[pytest.TestReport] = []
        self.hook = session.config.hook
        self.config = session.config
        self.begun: tuple[str, Any] | None = None
        self.heard, telling = _forks.Pipe(duplex=False)
        self.process: BaseProcess = _forks.Process(
            target=work, args=(session, files, queue, telling, folder)
        )
        self.process.start()
        telling.close()

    def passed_on(self, told: tuple[str, Any]) -> int:
        """Tell the plug-ins of this process; 1 when that was the end of a test."""
        kind, value = told
        if kind == "begun":
            self.begun = value
            self.reports = []
            self.hook.pytest_runtest_logstart(nodeid=value[0], location=value[1])
            return 0
        if kind == "finished":
            self.begun = None
            if self.unsteady.keeps(value[0], self.reports):
                return 0
            for report in self.reports:
                self.hook.pytest_runtest_logreport(report=report)
            self.hook.pytest_runtest_logfinish(nodeid=value[0], location=value[1])
            return 1
        told = self.hook.pytest_report_from_serializable(config=self.config, data=value)
        self.reports.append(told)
        return 0

    def ended(self) -> None:
        """A fork that ends in the middle of a test, or not well, fails the run."""
        self.process.join()
        if self.begun is None and self.process.exitcode == 0:
            return
        nodeid, location = self.begun or ("what follows the last test", ("", None, ""))
        said = f"a worker ended with status {self.process.exitcode}"
        report = pytest.TestReport(nodeid, location, {}, "failed", said, "call")
        self.hook.pytest_runtest_logreport(report=report)


class Teller:
    """In a fork: the plug-in that sends each report to the parent."""

    def __init__(self, config: pytest.Config, telling: Connection) -> None:
        self.config = config
        self.telling = telling

    def pytest_runtest_logstart(self, nodeid: str, location: tuple[str, int | None, str]) -> None:
        self.telling.send(("begun", (nodeid, location)))

    def pytest_runtest_logfinish(self, nodeid: str, location: tuple[str, int | None, str]) -> None:
        self.telling.send(("finished", (nodeid, location)))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        hook = self.config.hook
        data = hook.pytest_report_to_serializable(config=self.config, report=report)
        self.telling.send(("report", data))


def work(
    session: pytest.Session,
    files: Sequence[Sequence[pytest.Item]],
    queue: int,
    telling: Connection,
    folder: Path,
) -> None:
    """In a fork: run files until none is left, then end what the session has set up."""
    alone(session.config, folder)
    session.config.pluginmanager.register(Teller(session.config, telling))
    try:
        for number in taken(queue):
            # After a file only what the session has set up is kept: for the next one, whichever it is.
            for item, following in itertools.pairwise((*files[number], session)):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
    finally:
        capturing(session.config).stop_global_capturing()  # what goes wrong here is seen
        session.config.hook.pytest_sessionfinish(session=session, exitstatus=0)
        telling.close()


def alone(config: pytest.Config, folder: Path) -> None:
    """In a fork: share neither screen, nor what captures it, nor chance, nor folders with the others."""
    config.pluginmanager.unregister(name="terminalreporter")
    capturing(config).stop_global_capturing()
    capturing(config).start_global_capturing()
    fork.share()
    random.seed()
    folder.mkdir()
    os.environ["PYTEST_DEBUG_TEMPROOT"] = str(folder)


def capturing(config: pytest.Config) -> Any:
    """What keeps the output of tests."""
    return config.pluginmanager.get_plugin("capturemanager")


def by_file(items: Sequence[pytest.Item]) -> list[list[pytest.Item]]:
    """The tests of each file, the files in their order."""
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    return list(files.values())


def filled(numbers: Sequence[int]) -> int:
    """A pipe with these numbers in it: whoever reads takes the next, and no two take the same."""
    reading, writing = os.pipe()
    os.write(writing, b"".join(number.to_bytes(_NUMBER) for number in numbers))
    os.close(writing)
    return reading


def taken(queue: int) -> Iterator[int]:
    """One number after the other out of the pipe, until none is left."""
    while number := os.read(queue, _NUMBER):
        yield int.from_bytes(number)


def _stop(queue: int) -> None:
    """Nobody begins another file."""
    deque(taken(queue), maxlen=0)
