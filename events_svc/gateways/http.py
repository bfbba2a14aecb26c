"""The HTTP client of the process: one session, with time-outs, made with the first request.

aiohttp is ten megabytes and a tenth of a second: a process that asks nobody has neither.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeAlias, cast

import aiohttp

Http: TypeAlias = "aiohttp.ClientSession"

CONNECT = 5
TOTAL = 20


@asynccontextmanager
async def session() -> AsyncIterator[Http]:
    """A session for the life of the process; every request ends after TOTAL seconds."""
    async with made_late(_made) as http:
        yield http


@asynccontextmanager
async def made_late(make: "Callable[[], aiohttp.ClientSession]") -> AsyncIterator[Http]:
    """The session that `make` makes when it is first asked for something; closed afterwards."""
    late = _Late(make)
    try:
        yield cast("aiohttp.ClientSession", late)
    finally:
        if late.session is not None:
            await late.session.close()


class _Late:
    """Stands for a session until it is there."""

    def __init__(self, make: "Callable[[], aiohttp.ClientSession]") -> None:
        self._make = make
        self.session: aiohttp.ClientSession | None = None

    def __getattr__(self, name: str) -> Any:
        if self.session is None:
            self.session = self._make()
        return getattr(self.session, name)


def _made() -> "aiohttp.ClientSession":
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TOTAL, connect=CONNECT))
