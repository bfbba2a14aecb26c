"""A server that replays playlists: each path a stream or a mishap, at the second that the clock says."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from events_svc import clock
from tests.gateways.site import site
from tests.media.hls.streams import EPOCH, MASTER, Stream

TYPE = "application/vnd.apple.mpegurl"


class Replay:
    """`/{name}/main.m3u8` leads to `/{name}/media.m3u8`; `asked` counts what was asked of each path."""

    def __init__(self, **streams: Stream) -> None:
        self.streams = streams
        self.asked: dict[str, int] = {}
        self.port = 0

    def url(self, name: str, file: str = "main.m3u8") -> str:
        return f"http://127.0.0.1:{self.port}/{name}/{file}"

    async def page(self, request: web.Request) -> web.StreamResponse:
        self.asked[request.path] = self.asked.get(request.path, 0) + 1
        _, name, file = request.path.split("/", 2)
        if name in MISHAPS:
            return await MISHAPS[name](request)
        if file == "main.m3u8":
            return web.Response(text=MASTER, content_type=TYPE)
        found = self.streams[name].playlist((clock.now() - EPOCH).total_seconds())
        if found is None:
            await asyncio.sleep(60)
        if isinstance(found, int):
            return web.Response(status=found)
        return web.Response(text=str(found), content_type=TYPE)


@asynccontextmanager
async def replaying(**streams: Stream) -> AsyncIterator[Replay]:
    """The server for the time inside."""
    replay = Replay(**streams)
    async with site(replay.page) as replay.port:
        yield replay


async def _loop(request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound(request.path + "x")


async def _large(request: web.Request) -> web.StreamResponse:
    return web.Response(text="#EXTM3U\n" + "#EXTINF:6,\na.ts\n" * 650_000, content_type=TYPE)


async def _private(request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound("http://10.255.0.1/media.m3u8")


async def _gone(request: web.Request) -> web.StreamResponse:
    return web.Response(status=410)


async def _html(request: web.Request) -> web.StreamResponse:
    return web.Response(text="<!doctype html><title>Sign in</title>", content_type="text/html")


async def _forbidden(request: web.Request) -> web.StreamResponse:
    return web.Response(status=403)


async def _nested(request: web.Request) -> web.StreamResponse:
    return web.Response(text=MASTER, content_type=TYPE)


async def _recorded(request: web.Request) -> web.StreamResponse:
    lines = "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXTINF:6,\na.ts\n"
    return web.Response(text=lines + "#EXT-X-ENDLIST\n", content_type=TYPE)


MISHAPS = {
    "loop": _loop,
    "large": _large,
    "private": _private,
    "gone": _gone,
    "html": _html,
    "forbidden": _forbidden,
    "nested": _nested,
    "recorded": _recorded,
}
