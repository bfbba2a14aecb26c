"""A client that computes as little as it can: what is measured has the machine to itself."""

import asyncio
import json
from typing import Any, cast

from benchmarks.load import is_whole, request


class Line(asyncio.Protocol):
    """One connection: asks, and waits for the whole answer."""

    def __init__(self) -> None:
        self._got = b""
        self._answered: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass

    async def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """The status of the answer, and what it says."""
        told = b"" if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"} if told else {}
        self._answered = asyncio.get_running_loop().create_future()
        self._transport.write(request(method, path, body=told, headers=headers))
        head, _, said = (await self._answered).partition(b"\r\n\r\n")
        return int(head[9:12]), json.loads(said) if said else None

    def data_received(self, data: bytes) -> None:
        self._got += data
        if self._answered and is_whole(self._got):
            self._answered.set_result(self._got)
            self._answered, self._got = None, b""

    def connection_lost(self, error: Exception | None) -> None:
        if self._answered and not self._answered.done():
            self._answered.set_exception(error or ConnectionError("the server hung up"))

    def close(self) -> None:
        """Nothing more is asked."""
        self._transport.close()


async def connected(port: int) -> Line:
    """A line to the server on this machine."""
    loop = asyncio.get_running_loop()
    _, line = await loop.create_connection(Line, "127.0.0.1", port)
    return line
