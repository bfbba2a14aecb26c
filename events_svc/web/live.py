"""Pages that move by themselves: server-sent events, one whenever something was noticed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from starlette.responses import Response, StreamingResponse

from events_svc.database import notices

LIFE = 10 * 60.0  # seconds; the browser comes again by itself, and is asked again whether it may
PULSE = 15.0
PAUSE = 0.4  # between two events, however many scans there are
CALM = 1.5  # between two looks at what costs more to count

MOST_EACH = (
    4  # streams that one listener has open in a process: pages in tabs, and one that broke off
)

_streams: set[asyncio.Event] = set()
_of_each: dict[str, list[asyncio.Event]] = {}


def events(topic: str, snapshot: Callable[[], Awaitable[str]], *, whose: str = "") -> Response:
    """An event stream: `snapshot` now, and again after each notice for `topic`.

    A listener who is named (`whose`) and opens more than MOST_EACH loses the oldest.
    """
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    body = stream(topic, snapshot, whose=whose)
    return StreamingResponse(body, media_type="text/event-stream", headers=headers)


def end_all() -> None:
    """End every stream of this process now, so that a server that stops does not wait for them."""
    for ended in _streams:
        ended.set()


async def stream(
    topic: str, snapshot: Callable[[], Awaitable[str]], *, life: float = LIFE, whose: str = ""
) -> AsyncIterator[str]:
    """The events; a comment now and then keeps the connection alive."""
    async with _living(life) as ended, _one_of(whose, ended), notices.listening(topic) as changed:
        yield _event(await snapshot())
        while not ended.is_set():
            if not await _first(changed, ended, within=PULSE):
                yield ": still here\n\n"
            elif changed.is_set():
                changed.clear()
                yield _event(await snapshot())
                await _first(ended, within=PAUSE)


def differences(topic: str, snapshot: Callable[[], Awaitable[str]]) -> Response:
    """An event stream of `snapshot` whenever it says something else: see `different`."""
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    body = different(topic, snapshot)
    return StreamingResponse(body, media_type="text/event-stream", headers=headers)


async def different(
    topic: str, snapshot: Callable[[], Awaitable[str]], *, life: float = LIFE
) -> AsyncIterator[str]:
    """The snapshots that differ from the one before. It looks soon after each notice, and every PULSE
    seconds without one, for topics that only hint at what is shown.
    """
    async with _living(life) as ended, notices.listening(topic) as changed:
        said = await snapshot()
        yield _event(said)
        while not ended.is_set():
            await _first(changed, ended, within=PULSE)
            await _first(ended, within=CALM)  # what the notice was about is committed by then
            changed.clear()
            now = await snapshot()
            yield _event(now) if now != said else ": still here\n\n"
            said = now


def parts(topic: str, snapshot: Callable[[], Awaitable[Mapping[str, str]]]) -> Response:
    """An event stream of those parts of a page that say something else: see `different_parts`."""
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    body = different_parts(topic, snapshot)
    return StreamingResponse(body, media_type="text/event-stream", headers=headers)


async def different_parts(
    topic: str, snapshot: Callable[[], Awaitable[Mapping[str, str]]], *, life: float = LIFE
) -> AsyncIterator[str]:
    """The parts (HTML by name) that differ from what was sent before: all of them first, then after each
    notice and every PULSE seconds, for what only time changes.
    """
    said: Mapping[str, str] = {}
    async with _living(life) as ended, notices.listening(topic) as changed:
        while not ended.is_set():
            changed.clear()
            now = await snapshot()
            new = "\n".join(html for name, html in now.items() if said.get(name) != html)
            yield _event(new) if new else ": still here\n\n"
            said = now
            await _first(changed, ended, within=PULSE)


@asynccontextmanager
async def _living(life: float) -> AsyncIterator[asyncio.Event]:
    """What ends a stream: its time, or the server that stops."""
    ended = asyncio.Event()
    end = asyncio.get_running_loop().call_later(life, ended.set)
    _streams.add(ended)
    try:
        yield ended
    finally:
        end.cancel()
        _streams.discard(ended)


@asynccontextmanager
async def _one_of(whose: str, ended: asyncio.Event) -> AsyncIterator[None]:
    """The stream is one of a listener's, who keeps the newest ones."""
    own = _of_each.setdefault(whose, []) if whose else []
    own.append(ended)
    for oldest in own[:-MOST_EACH]:
        oldest.set()
    try:
        yield
    finally:
        own.remove(ended)
        if not own:
            _of_each.pop(whose, None)


async def _first(*awaited: asyncio.Event, within: float) -> bool:
    """Whether one of the events came within so many seconds."""
    waiting = [asyncio.ensure_future(event.wait()) for event in awaited]
    try:
        done, _ = await asyncio.wait(waiting, timeout=within, return_when=asyncio.FIRST_COMPLETED)
        return bool(done)
    finally:
        for one in waiting:
            one.cancel()


def _event(data: str) -> str:
    return "".join(f"data: {line}\n" for line in data.splitlines()) + "\n"
