"""The short way of `POST /api/v1/gates/{gate_id}/scans`: the busiest request, at the most crowded moment.

A plain scan of a phone is answered here, before any other wrapping of a request. Whatever is not plain
(another caller, a refusal, something malformed) goes the long way through `scans.scan`, with the same
body, and gets its words there; the scan_id makes that safe. Both ways give the same answer.
"""

import re
import time
from collections.abc import Mapping

import msgspec
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from events_svc.accounts.errors import NotFound
from events_svc.accounts.tokens import digest
from events_svc.checkin import admit
from events_svc.checkin.answers import ScanAnswer
from events_svc.checkin.errors import DeviceUnknown, GateClosed, ScanIdTaken
from events_svc.config import Settings
from events_svc.web import middleware
from events_svc.web.checkin import devices, scans
from events_svc.web.received import again, received

MOST_BYTES = 16 * 1024

_PATH = re.compile(r"/api/v1/gates/([0-9]{1,18})/scans")
_REFUSED = (DeviceUnknown, GateClosed, NotFound, ScanIdTaken)
_decoder = msgspec.json.Decoder(scans.ScanRequest)
_encode = msgspec.json.Encoder().encode

Headers = Mapping[bytes, bytes]


class Turnstile:
    """Lets plain scans through and hands all else to `app`."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self.app = app
        self.secret_key = settings.secret_key
        always = middleware.on_every_answer(settings) | {"content-type": "application/json"}
        self.headers = [(name.encode(), value.encode()) for name, value in always.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        at_gate = scope["type"] == "http" and _PATH.fullmatch(scope["path"])
        secret = _secret(dict(scope["headers"])) if at_gate and scope["method"] == "POST" else ""
        if not at_gate or not secret:
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        got = await received(receive, most=MOST_BYTES)
        body = b"".join(message.get("body", b"") for message in got)
        answer = await self._answer(body, digest(secret), int(at_gate[1]))
        if answer is None:
            await self.app(scope, again(got, receive), send)
            return
        await self._send(answer, scope, send)
        scope["endpoint"] = scans.scan
        middleware.note(scope, 200, time.perf_counter() - started)

    async def _answer(self, body: bytes, token_hash: str, gate_id: int) -> ScanAnswer | None:
        """The answer to a plain scan, None for everything else."""
        if len(body) > MOST_BYTES or b"\\u0000" in body:
            return None
        try:
            asked = _decoder.decode(body)
            scan = await scans.scanned(asked, token_hash, gate_id, secret_key=self.secret_key)
            return await admit.admit(scan)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, *_REFUSED):
            return None

    async def _send(self, answer: ScanAnswer, scope: Scope, send: Send) -> None:
        body = _encode(answer)
        scope["request_id"] = middleware.new_request_id()
        headers = [
            (b"content-length", b"%d" % len(body)),
            (b"x-request-id", scope["request_id"].encode()),
            *self.headers,
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _secret(headers: Headers) -> str:
    """The token of a phone that asks by itself, or from our own page; else nothing."""
    if b"idempotency-key" in headers:
        return ""
    scheme, _, secret = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    if b"cookie" in headers and headers.get(b"sec-fetch-site") != b"same-origin":
        return ""
    if scheme:
        return secret.strip() if scheme.lower() == "device" else ""
    cookies = cookie_parser(headers.get(b"cookie", b"").decode("latin-1"))
    return cookies.get(devices.COOKIE, "")
