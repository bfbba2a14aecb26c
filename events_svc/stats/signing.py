"""How a bridge to a platform proves that a notice is its own: HMAC-SHA256 over `timestamp.nonce.body`. Pure."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from events_svc.stats.errors import NoticeForged

SECONDS = 300  # how far the clocks of both sides may be apart
NONCES = (8, 64)  # letters


@dataclass(frozen=True, slots=True)
class Signed:
    """A body as it came, with what its sender says of it; `timestamp` in seconds since 1970."""

    key_id: int
    timestamp: str
    nonce: str
    signature: str
    body: bytes


def signature(body: bytes, *, key: str, timestamp: str, nonce: str) -> str:
    """The signature in hex."""
    whole = f"{timestamp}.{nonce}.".encode() + body
    return hmac.new(key.encode(), whole, hashlib.sha256).hexdigest()


def check(signed: Signed, *, key: str, now: datetime) -> None:
    """Raise NoticeForged unless who holds the key signed the body within the last or next 300 seconds."""
    parts = (signed.timestamp, signed.nonce, signed.signature)
    if not all(part.isascii() for part in parts):
        raise NoticeForged
    made = signature(signed.body, key=key, timestamp=signed.timestamp, nonce=signed.nonce)
    if not hmac.compare_digest(made, signed.signature):
        raise NoticeForged
    if not NONCES[0] <= len(signed.nonce) <= NONCES[1]:
        raise NoticeForged
    if not signed.timestamp.isdecimal() or len(signed.timestamp) > 12:
        raise NoticeForged
    if abs(int(signed.timestamp) - now.timestamp()) > SECONDS:
        raise NoticeForged
