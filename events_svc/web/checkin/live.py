"""Numbers that move by themselves: server-sent events, one whenever scans were logged."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.responses import Response, StreamingResponse

from events_svc.database import notices

LIFE = 10 * 60.0  # seconds; the browser comes again by itself, and is asked again whether it may
PULSE = 15.0
PAUSE = 0.4  # between two events, however many scans there are


def events(topic: str, snapshot: Callable[[], Awaitable[str]]) -> Response:
    """An event stream: `snapshot` now, and again after each notice for `topic`."""
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    body = stream(topic, snapshot)
    return StreamingResponse(body, media_type="text/event-stream", headers=headers)


async def stream(
    topic: str, snapshot: Callable[[], Awaitable[str]], *, life: float = LIFE
) -> AsyncIterator[str]:
    """The events; a comment now and then keeps the connection alive."""
    loop = asyncio.get_running_loop()
    end = loop.time() + life
    async with notices.listening(topic) as changed:
        yield _event(await snapshot())
        while (left := end - loop.time()) > 0:
            try:
                await asyncio.wait_for(changed.wait(), min(PULSE, left))
            except TimeoutError:
                yield ": still here\n\n"
                continue
            await asyncio.sleep(PAUSE)
            changed.clear()
            yield _event(await snapshot())


def _event(data: str) -> str:
    return "".join(f"data: {line}\n" for line in data.splitlines()) + "\n"
