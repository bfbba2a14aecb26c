"""Before a scan is judged at a hub: a ticket that was sold since gets a row, if its code is signed."""

import re

import msgspec
from starlette.types import ASGIApp, Receive, Scope, Send

from events_svc.hub.newcomers import welcome
from events_svc.web.received import again, received

MOST_BYTES = 2 * 1024 * 1024
_PATH = re.compile(r"/api/v1/gates/[0-9]{1,18}/scans(:batch)?")


class Shown(msgspec.Struct):
    """What of a scan, or of a batch of them, matters here."""

    code: str = ""
    is_typed: bool = False
    scans: list["Shown"] = []


_decoder = msgspec.json.Decoder(Shown)


class Newcomers:
    """Hands every request on to `app` as it came."""

    def __init__(self, app: ASGIApp, *, secret_key: str) -> None:
        self.app = app
        self.secret_key = secret_key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_scan = scope["type"] == "http" and scope["method"] == "POST"
        if not is_scan or not _PATH.fullmatch(scope["path"]):
            await self.app(scope, receive, send)
            return
        got = await received(receive, most=MOST_BYTES)
        body = b"".join(message.get("body", b"") for message in got)
        await welcome(_codes(body), secret_key=self.secret_key)
        await self.app(scope, again(got, receive), send)


def _codes(body: bytes) -> list[str]:
    """The codes that were held to a camera; none where the body is malformed: that is said elsewhere."""
    try:
        shown = _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return []
    return [one.code for one in (shown, *shown.scans) if one.code and not one.is_typed]
