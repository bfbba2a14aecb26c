"""A receiver of webhooks on a port of this machine, which answers as it is told and keeps what it got."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec
from aiohttp import web


@dataclass
class Receiver:
    """`answers` are the statuses to come; when they are used up it says 204."""

    port: int = 0
    answers: list[int] = field(default_factory=list)
    got: list[dict[str, Any]] = field(default_factory=list)
    raw: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def actions(self) -> list[str]:
        """What happened to orders, as it came in."""
        return [one["data"].get("action", "") for one in self.got]

    async def hear(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.raw.append((dict(request.headers), body))
        status = self.answers.pop(0) if self.answers else 204
        if status < 300:
            self.got.append(msgspec.json.decode(body))
        return web.Response(status=status)


@asynccontextmanager
async def receiver(*answers: int) -> AsyncIterator[Receiver]:
    """A receiver for the time inside."""
    heard = Receiver(answers=[*answers])
    application = web.Application()
    application.router.add_post("/hook", heard.hear)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        heard.port = runner.addresses[0][1]
        yield heard
    finally:
        await runner.cleanup()
