"""The press: a process of its own that draws PDF and PNG.

A thousand badges take seconds of computing: in a thread they would slow down every scan, and the drawing
libraries would cost every web process 25 MB. The press starts with the first document, ends when it has
been idle, and with the process that started it.
"""

import asyncio
import importlib
import multiprocessing
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any

from events_svc.documents import fonts

IDLE = 300.0  # seconds after which the press goes home

_spawn = multiprocessing.get_context("spawn")


class PressBroken(Exception):
    """The document could not be printed just now. Please try again."""


async def printed(document: str, content: Any) -> bytes:
    """The bytes that `events_svc.documents` makes of `content`; `document` is `ticket.pdf`, `badge.a6` …

    One at a time. Raises what the drawing raises (FontsMissing), PressBroken when the press dies.
    """
    for name in (*fonts.REGULAR, *fonts.BOLD):
        fonts.path_of(name)
    async with _press.turn:
        return await asyncio.to_thread(_press.ask, document, content)


class Press:
    """The process and the line to it."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self._process: SpawnProcess | None = None
        self._line: Connection | None = None

    def ask(self, document: str, content: Any) -> bytes:
        """Send a job down the line and wait for its answer."""
        line = self._connected()
        try:
            line.send((document, content))
            answer = line.recv()
        except (EOFError, OSError) as error:
            self._process = None
            raise PressBroken from error
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, bytes)
        return answer

    def _connected(self) -> Connection:
        if self._process is None or self._line is None or not self._process.is_alive():
            self._line, theirs = _spawn.Pipe()
            self._process = _spawn.Process(target=_work, args=(theirs,), daemon=True)
            self._process.start()
            theirs.close()  # so that its end is seen, on either side
        return self._line


def _work(line: Connection) -> None:
    """The life of the press: until it is idle for long, or nobody holds the other end any more."""
    while line.poll(IDLE):
        try:
            document, content = line.recv()
        except EOFError:
            return
        line.send(_drawn(document, content))


def _drawn(document: str, content: Any) -> bytes | Exception:
    module, _, function = document.partition(".")
    try:
        draw = getattr(importlib.import_module(f"events_svc.documents.{module}"), function)
        made = draw(content)
    except Exception as error:  # noqa: BLE001 it travels to the one who asked
        return error
    assert isinstance(made, bytes)
    return made


_press = Press()
