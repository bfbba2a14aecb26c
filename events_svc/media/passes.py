"""Short-lived signed links to what only ticket holders may watch. Pure.

A pass says who was let in (ticket and the serial it had), to what (the link), in which browser, and until
when. It is an HMAC-SHA256 under a key of its own, derived from SECRET_KEY; it is stored nowhere. The
ticket and the link are looked at again when it is used: a pass opens nothing that was taken back since.
"""

import base64
import hashlib
import hmac
import struct
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from events_svc.media.errors import PassExpired, PassForged

LASTS = timedelta(minutes=5)
SEAT_LASTS = timedelta(
    days=30
)  # a browser that showed its ticket; the ticket is asked again each time

_PASS = struct.Struct(">QQIQ16s")  # link, ticket, serial, until (Unix seconds), reader
_SEAT = struct.Struct(">QIQ16s")  # ticket, serial, until, nonce
_MAC_BYTES = 32


@dataclass(frozen=True, slots=True)
class Seat:
    """What a browser keeps after it showed a ticket; `nonce` is known to that browser alone."""

    ticket_id: int
    serial: int
    nonce: bytes

    @property
    def reader(self) -> bytes:
        """What passes of this browser are bound to; the nonce cannot be found from it."""
        return hashlib.sha256(b"seat" + self.nonce).digest()[:16]


@dataclass(frozen=True, slots=True)
class Pass:
    """The right to open one link, in one browser, for a few minutes."""

    source_id: int
    ticket_id: int
    serial: int
    reader: bytes


def signed(given: Pass, *, key: str, now: datetime) -> str:
    """The pass as a word for an address, good until `now` + LASTS."""
    until = int((now + LASTS).timestamp())
    body = _PASS.pack(given.source_id, given.ticket_id, given.serial, until, given.reader)
    return _sealed(b"pass", body, key)


def read(word: str, *, key: str, now: datetime) -> Pass:
    """The pass that was signed; raises PassForged for what we did not sign, PassExpired when it is late."""
    source_id, ticket_id, serial, until, reader = _PASS.unpack(_opened(b"pass", word, key, _PASS))
    if datetime.fromtimestamp(until, UTC) <= now:
        raise PassExpired
    return Pass(source_id, ticket_id, serial, reader)


def signed_seat(seat: Seat, *, key: str, now: datetime) -> str:
    """The seat as a word for a cookie."""
    until = int((now + SEAT_LASTS).timestamp())
    return _sealed(b"seat", _SEAT.pack(seat.ticket_id, seat.serial, until, seat.nonce), key)


def read_seat(word: str, *, key: str, now: datetime) -> Seat | None:
    """The seat of a cookie; None for one that is forged, broken or too old."""
    try:
        ticket_id, serial, until, nonce = _SEAT.unpack(_opened(b"seat", word, key, _SEAT))
    except PassForged:
        return None
    return Seat(ticket_id, serial, nonce) if now.timestamp() < until else None


def reader_of_sign_in(sign_in_id: int) -> bytes:
    """What passes are bound to of a person who is signed in: this sign-in, in this browser."""
    return hashlib.sha256(b"sign-in %d" % sign_in_id).digest()[:16]


def _sealed(kind: bytes, body: bytes, key: str) -> str:
    return base64.urlsafe_b64encode(body + _mac(kind, body, key)).rstrip(b"=").decode()


def _opened(kind: bytes, word: str, key: str, shape: struct.Struct) -> bytes:
    size = shape.size + _MAC_BYTES
    if not word.isascii() or len(word) != -(-size * 4 // 3):
        raise PassForged
    try:
        raw = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))
    except NotBase64 as error:
        raise PassForged from error
    body, mac = raw[: shape.size], raw[shape.size :]
    if not hmac.compare_digest(mac, _mac(kind, body, key)):
        raise PassForged
    return body


def _mac(kind: bytes, body: bytes, key: str) -> bytes:
    own = hmac.digest(key.encode(), b"events_svc passes to media", "sha256")
    return hmac.digest(own, kind + b"\0" + body, "sha256")
