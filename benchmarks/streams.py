"""A thousand live streams on one port: an advancing playlist under every path, as cheap as it can be.

python -m benchmarks.streams PORT
"""

import asyncio
import sys
import time
from typing import cast

import uvloop

TARGET = 8  # seconds: looks are then six seconds apart
SEGMENTS = 10
_HEAD = "#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:{}\n#EXT-X-MEDIA-SEQUENCE:{}\n"
_ANSWER = (
    "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.apple.mpegurl\r\nContent-Length: {}\r\n\r\n{}"
)


def playlist(second: float) -> str:
    """What stands there at that second."""
    newest = int(second) // TARGET
    numbers = range(newest - SEGMENTS, newest)
    lines = "".join(f"#EXTINF:{TARGET}.000,\nsegment_{number}.m4s\n" for number in numbers)
    return _HEAD.format(TARGET, numbers[0]) + lines


class Streams(asyncio.Protocol):
    """Answers every request with the playlist of now."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.WriteTransport, transport)  # uvloop's is none by inheritance
        self.received = b""

    def data_received(self, data: bytes) -> None:
        self.received += data
        asked, _, self.received = self.received.rpartition(b"\r\n\r\n")
        text = playlist(time.time())
        answer = _ANSWER.format(len(text), text).encode()
        self.transport.write(answer * (asked.count(b"\r\n\r\n") + bool(asked)))


async def serve(port: int) -> None:
    """Until the process is ended."""
    server = await asyncio.get_running_loop().create_server(
        Streams, "127.0.0.1", port, backlog=1024
    )
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
