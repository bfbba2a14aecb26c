"""One look at the database for all who watch the same thing."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Seen = TypeVar("Seen")


class OneLook(Generic[Seen]):
    """Looks at most once in `pause` seconds, however many ask; each gets a look that began after it asked."""

    def __init__(self, look: Callable[[], Awaitable[Seen]], *, pause: float) -> None:
        self._look = look
        self._pause = pause
        self._last = float("-inf")
        self._coming: asyncio.Future[Seen] | None = None

    async def seen(self) -> Seen:
        """What the next look sees."""
        if self._coming is None:
            self._coming = asyncio.ensure_future(self._next())
        return await asyncio.shield(self._coming)

    async def _next(self) -> Seen:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(0.0, self._last + self._pause - loop.time()))
        self._coming = None  # whoever asks from now on waits for the one after this
        self._last = loop.time()
        return await self._look()
