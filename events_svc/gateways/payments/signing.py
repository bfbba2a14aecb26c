"""How the test provider and the shop prove to each other who they are: HMAC-SHA256 over
`timestamp.nonce.body`, with the key that both know. Pure.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime

from events_svc.tickets.errors import Forged

TIMESTAMP, NONCE, SIGNATURE = "x-test-timestamp", "x-test-nonce", "x-test-signature"
SECONDS = 300  # how far the clocks of both sides may be apart


def shared_key(secret_key: str) -> bytes:
    """The key of the built-in provider, made from the service's own."""
    return hmac.new(secret_key.encode(), b"test payments", hashlib.sha256).digest()


def signed(body: bytes, *, key: bytes, now: datetime) -> dict[str, str]:
    """The headers that sign `body`."""
    timestamp, nonce = str(int(now.timestamp())), secrets.token_hex(16)
    return {TIMESTAMP: timestamp, NONCE: nonce, SIGNATURE: _mac(key, timestamp, nonce, body)}


def check(headers: Mapping[str, str], body: bytes, *, key: bytes, now: datetime) -> None:
    """Raise Forged unless the other side signed `body` within the last or next 300 seconds."""
    timestamp, nonce = headers.get(TIMESTAMP, ""), headers.get(NONCE, "")
    expected = _mac(key, timestamp, nonce, body)
    given = headers.get(SIGNATURE, "")
    if not hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace")):
        raise Forged
    if not timestamp.isdecimal() or abs(int(timestamp[:15]) - now.timestamp()) > SECONDS:
        raise Forged


def seal(words: str, *, key: bytes) -> str:
    """A signature over words that travel through the buyer's browser."""
    return hmac.new(key, words.encode(), hashlib.sha256).hexdigest()


def _mac(key: bytes, timestamp: str, nonce: str, body: bytes) -> str:
    whole = f"{timestamp}.{nonce}.".encode("utf-8", "replace") + body
    return hmac.new(key, whole, hashlib.sha256).hexdigest()
