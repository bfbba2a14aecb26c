"""The short way of `POST /api/v1/gates/{gate_id}/scans`: the busiest request, at the most crowded moment.

A plain scan of a phone is answered here, before any other wrapping of a request. Whatever is not plain
(another caller, a refusal, something malformed) goes the long way through `scans.scan`, with the same
body, and gets its words there; the scan_id makes that safe. Both ways give the same answer.
"""

import re
from collections.abc import Sequence

import msgspec
from starlette.requests import cookie_parser
from starlette.types import Scope

from events_svc.accounts.tokens import digest
from events_svc.checkin import admit
from events_svc.checkin.answers import ScanAnswer
from events_svc.checkin.scan import Scanned
from events_svc.config import Settings
from events_svc.web import middleware
from events_svc.web.checkin import devices, scans
from events_svc.web.short_ways import Answer, Reply

_PATH = re.compile(r"/api/v1/gates/([0-9]{1,18})/scans")
_decoder = msgspec.json.Decoder(scans.ScanRequest)
_encode = msgspec.json.Encoder().encode

Headers = Sequence[tuple[bytes, bytes]]


class Turnstile:
    """A short way (see web/short_ways.py) that lets plain scans through."""

    most_bytes = 16 * 1024
    endpoint = staticmethod(scans.scan)

    def __init__(self, settings: Settings) -> None:
        self.secret_key = settings.secret_key
        always = middleware.on_every_answer(settings) | {"content-type": "application/json"}
        self.headers = [(name.encode(), value.encode()) for name, value in always.items()]

    def takes(self, scope: Scope) -> bool:
        """Whether a phone may be showing something at a gate."""
        return scope["method"] == "POST" and _PATH.fullmatch(scope["path"]) is not None

    def ask(self, scope: Scope, body: bytes, reply: Reply) -> None:
        """The verdict, once it is stored."""
        scan = self._scan(scope, body)
        if scan is None:
            reply(None)
        else:
            admit.tell(scan, lambda outcome: reply(self._told(outcome)))

    def _scan(self, scope: Scope, body: bytes) -> Scanned | None:
        secret = _secret(scope["headers"])
        if not secret or b"\\u0000" in body:
            return None
        try:
            asked = _decoder.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        gate_id = int(scope["path"].split("/")[4])
        return scans.scanned(asked, digest(secret), gate_id, secret_key=self.secret_key)

    def _told(self, outcome: ScanAnswer | Exception) -> Answer | None:
        """The verdict in an answer; whatever came instead of one, the long way meets it again."""
        if isinstance(outcome, Exception):
            return None
        body = _encode(outcome)
        return Answer(200, [(b"content-length", b"%d" % len(body)), *self.headers], body)


def _secret(sent: Headers) -> str:
    """The token of a phone that asks by itself, or from our own page; else nothing."""
    headers = dict(reversed(sent))  # of one that came twice the first counts, as on the long way
    if b"idempotency-key" in headers:
        return ""
    scheme, _, secret = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    if b"cookie" in headers and headers.get(b"sec-fetch-site") != b"same-origin":
        return ""
    if scheme:
        return secret.strip() if scheme.lower() == "device" else ""
    if sum(name == b"cookie" for name, _ in sent) > 1:  # there the last of the same name counts
        return ""
    cookies = cookie_parser(headers.get(b"cookie", b"").decode("latin-1"))
    return cookies.get(devices.COOKIE, "")
