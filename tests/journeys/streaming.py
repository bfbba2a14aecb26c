"""A camera, an encoder and a server of HLS on this machine: small pictures, segments of a second."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from tests import machine

# fmt: off
ENCODE = [
    "-hide_banner", "-loglevel", "error", "-nostdin", "-re",
    "-f", "lavfi", "-i", "testsrc=size=160x90:rate=10", "-f", "lavfi", "-i", "sine=frequency=440",
    "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "10", "-b:v", "60k",
    "-c:a", "aac", "-b:a", "32k",
    "-f", "hls", "-hls_time", "1", "-hls_list_size", "5", "-hls_flags", "program_date_time+temp_file",
    "main.m3u8",
]
# fmt: on


class Files(SimpleHTTPRequestHandler):
    """The segments, for players of any site."""

    extensions_map = {".m3u8": "application/vnd.apple.mpegurl", ".ts": "video/mp2t"}

    def end_headers(self) -> None:
        self.send_header("access-control-allow-origin", "*")
        self.send_header("cache-control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


class Stage:
    """Where a stream can be shown: it begins and ends when it is told to."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.origin = f"http://127.0.0.1:{port}"
        self.url = f"{self.origin}/main.m3u8"
        self._encoder: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Stream from now on."""
        self._encoder = subprocess.Popen([_ffmpeg(), *ENCODE], cwd=self.folder)

    def end(self) -> None:
        """Say in the playlist that this was the end."""
        if self._encoder is not None:
            self._encoder.terminate()
            self._encoder.wait(30)
            self._encoder = None


@contextmanager
def stage(folder: Path) -> Iterator[Stage]:
    """A stage of its own port, without a stream; without ffmpeg the test is skipped, but not in CI."""
    _ffmpeg()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(folder))) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        made = Stage(folder, server.server_port)
        try:
            yield made
        finally:
            made.end()
            server.shutdown()


def _ffmpeg() -> str:
    return machine.program("ffmpeg", "apt-get install ffmpeg")
