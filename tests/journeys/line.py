"""The line between a browser and the server, which can be cut, or go silent, and be mended."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

CHUNK = 1 << 20
PIECES = 0.2  # seconds for the rest of a name, when what came ends like the beginning of one


class Line:
    """Forwards connections of a port of its own to the server's port.

    `build`, when set, is the version of the app that seems to be there: (the true one, another).
    """

    build: tuple[bytes, bytes] = (b"", b"")

    def __init__(self, upstream: int) -> None:
        self.upstream = upstream
        self.port = 0
        self._server: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()
        self._heard = asyncio.Event()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    async def mend(self) -> None:
        """Connections lead to the server."""
        self._heard.set()
        if self._server is None:
            self._server = await asyncio.start_server(self._forward, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """As if the server had been stopped: who connects is refused, who was connected is dropped."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for end in [*self._ends]:
            end.transport.abort()
        self._heard.set()
        await asyncio.sleep(0)

    def hush(self) -> None:
        """As in a crowded hall: what is asked arrives, and nothing comes back."""
        self._heard.clear()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self.upstream)
        self._ends |= {writer, back}
        with contextlib.suppress(OSError):
            await asyncio.gather(self._ask(reader, back), self._answer(there, writer))
        for end in (writer, back):
            self._ends.discard(end)
            end.close()

    async def _ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(CHUNK):
            # plain answers, in which the build can be replaced
            writer.write(data.replace(b"gzip", b"none") if self.build[0] else data)
            await writer.drain()
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(CHUNK):
            await self._heard.wait()
            writer.write(await self._renamed(data, reader))
            await writer.drain()
        writer.close()

    async def _renamed(self, data: bytes, reader: asyncio.StreamReader) -> bytes:
        """With the other build in the place of the true one, also where its name came in two pieces."""
        true, other = self.build
        if not true:
            return data
        while _ends_within(data, true):
            try:
                more = await asyncio.wait_for(reader.read(CHUNK), PIECES)
            except TimeoutError:
                break
            if not more:
                break
            data += more
        return data.replace(true, other)


def _ends_within(data: bytes, name: bytes) -> bool:
    return any(data.endswith(name[:length]) for length in range(1, len(name)))


@asynccontextmanager
async def line_to(upstream: int) -> AsyncIterator[Line]:
    """A line that works."""
    line = Line(upstream)
    await line.mend()
    try:
        yield line
    finally:
        await line.cut()
