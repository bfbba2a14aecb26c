"""A local server that answers as the platforms do: whatever is put on it, in turn, the last for ever."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web


@dataclass(frozen=True)
class Reply:
    """One answer; `is_slow`: none at all while the client waits."""

    body: bytes = b"{}"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    is_slow: bool = False


@dataclass
class Replay:
    """`asked`: path and query of every request; `seen`: its headers."""

    origin: str = ""
    replies: list[Reply] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    seen: list[Mapping[str, str]] = field(default_factory=list)
    heard: asyncio.Event = field(default_factory=asyncio.Event)  # somebody asked
    end: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, *replies: Reply) -> None:
        """Answer with these from now on, and forget what was asked."""
        self.replies, self.asked, self.seen = [*replies], [], []
        self.heard.clear()

    async def answer(self, request: web.BaseRequest) -> web.Response:
        self.asked.append(request.path_qs)
        self.heard.set()
        self.seen.append({name.lower(): value for name, value in request.headers.items()})
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if reply.is_slow:
            await self.end.wait()
        return web.Response(
            body=reply.body,
            status=reply.status,
            headers={"content-type": "application/json", **reply.headers},
        )


@asynccontextmanager
async def replaying() -> AsyncIterator[Replay]:
    """The server on a free port of the loopback, for the time inside."""
    replay = Replay()
    runner = web.ServerRunner(web.Server(replay.answer), shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    replay.origin = f"http://{host}:{port}"
    try:
        yield replay
    finally:
        replay.end.set()
        await runner.cleanup()
