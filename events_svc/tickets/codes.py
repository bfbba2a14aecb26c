"""Signed ticket codes: a gate that never saw the order can tell a true ticket from a false one.

A code is `payload ‖ Ed25519 signature`, written as one number in base 43. The payload: the scheme (1), then
as LEB128 varints the key's number, event, ticket type, ticket number, serial of the code, and the
validity (minutes since 2020 plus one, 0 = open; the end as minutes after the beginning where there is
one). About 115 characters, and never more than the 154 of a QR code of version 6 at error correction M,
also with 63-bit ids.

Why base 43: a QR code stores 45 characters in 5.5 bits each (alphanumeric mode). Base45 (RFC 9285) uses
all of them, also space, which forms and scanners trim, and %, which addresses take for an escape. We leave
these two out, and as one number instead of pairs of bytes the code is shorter all the same.

Pure: no database. The browser's twin reads the same scheme.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from events_svc.tickets import base43
from events_svc.tickets.base43 import ALPHABET
from events_svc.tickets.signer import Signer

LONGEST = 154
SCHEME = 1
SIGNATURE_BYTES = 64

_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
_VARINT_BYTES = 9  # 63 bits: what a 64-bit id can be


class CodeInvalid(Exception):
    """This is not a ticket code."""


class Payload(msgspec.Struct, frozen=True):
    """What a code says. `serial` counts the codes of one ticket; times are whole minutes, None = open."""

    key_number: int
    event_id: int
    ticket_type_id: int
    ticket_number: int
    serial: int
    valid_from: datetime | None = None
    valid_until: datetime | None = None


class Claim(msgspec.Struct, frozen=True):
    """A code taken apart; it proves nothing until `signature` has been found to be that of `body`."""

    payload: Payload
    body: bytes
    signature: bytes

    def is_signed_by(self, signer: Signer | None) -> bool:
        """Whether the holder of the private key made it; as `verify`, and many times faster."""
        return signer is not None and signer.signed(self.body, self.signature)

    def is_verified_by(self, public_key: bytes | None) -> bool:
        """Whether the signature is right for anybody, who knows but the public key (raw 32 bytes)."""
        if public_key is None:
            return False
        try:
            _public_key(public_key).verify(self.signature, self.body)
        except InvalidSignature:
            return False
        return True


def sign(payload: Payload, private_key: Ed25519PrivateKey) -> str:
    """The code of `payload`. Same payload and key, same code; `valid_from` is rounded down to the
    minute, `valid_until` up.
    """
    body = _packed(payload)
    # The scheme byte is never 0, so no leading zeros are lost in the number.
    return base43.written(int.from_bytes(body + private_key.sign(body), "big"))


def verify(code: str, public_keys: Mapping[int, bytes]) -> Payload:
    """What `code` says, if one of `public_keys` (raw 32 bytes by key number) signed it; else CodeInvalid.

    There is exactly one way to write a code: any other spelling of it is refused.
    """
    claim = read(code)
    if not claim.is_verified_by(public_keys.get(claim.payload.key_number)):
        raise CodeInvalid
    return claim.payload


def read(code: str) -> Claim:
    """What `code` says, whoever signed it, or CodeInvalid."""
    body, signature = _parts(code)
    return Claim(_unpacked(body), body, signature)


def _packed(payload: Payload) -> bytes:
    numbers = (
        payload.key_number,
        payload.event_id,
        payload.ticket_type_id,
        payload.ticket_number,
        payload.serial,
        *_minutes(payload.valid_from, payload.valid_until),
    )
    return bytes([SCHEME]) + b"".join(_varint(number) for number in numbers)


def _minutes(valid_from: datetime | None, valid_until: datetime | None) -> tuple[int, int]:
    start = 0 if valid_from is None else (valid_from - _EPOCH) // _MINUTE + 1
    end = 0 if valid_until is None else -((_EPOCH - valid_until) // _MINUTE) + 1
    return start, end - max(start, 1) + 1 if end else 0


def _unpacked(body: bytes) -> Payload:
    numbers = _varints(body[1:])
    if body[:1] != bytes([SCHEME]) or len(numbers) != 7:
        raise CodeInvalid
    key, event, ticket_type, ticket, serial, start, end = numbers
    until = max(start, 1) + end - 1 if end else 0
    try:
        validity = _instant(start), _instant(until)
    except OverflowError as error:
        raise CodeInvalid from error
    return Payload(key, event, ticket_type, ticket, serial, *validity)


def _instant(minutes: int) -> datetime | None:
    return _EPOCH + (minutes - 1) * _MINUTE if minutes else None


def _varint(number: int) -> bytes:
    if not 0 <= number < 1 << 63:
        raise ValueError(f"{number} does not fit into a ticket code")
    made = bytearray()
    while number > 0x7F:
        made.append(number & 0x7F | 0x80)
        number >>= 7
    made.append(number)
    return bytes(made)


def _varints(body: bytes) -> list[int]:
    """The numbers one after the other; only the shortest way to write each."""
    numbers = []
    number = shift = 0
    for byte in body:
        if shift >= 7 * _VARINT_BYTES or (byte == 0 and shift):
            raise CodeInvalid
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            numbers.append(number)
            number = shift = 0
    if shift:
        raise CodeInvalid
    return numbers


def _parts(code: str) -> tuple[bytes, bytes]:
    if not 0 < len(code) <= LONGEST or code[0] == ALPHABET[0]:
        raise CodeInvalid
    try:
        number = base43.read(code)
    except ValueError as error:
        raise CodeInvalid from error
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return raw[:-SIGNATURE_BYTES], raw[-SIGNATURE_BYTES:]


@lru_cache(maxsize=256)
def _public_key(raw: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(raw)
