"""What was held to the camera or typed: a signed code, a ticket's number, an order's code, or nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from events_svc.tickets import codes, keys

# What is scanned must be signed, else anybody could print a neighbour's number as a QR code.
_NUMBER = re.compile(r"\d{1,18}")
_ORDER = re.compile(r"[0-9A-Z]{4,12}")


@dataclass(frozen=True, slots=True)
class SignedCode:
    event_id: int
    number: int
    serial: int


@dataclass(frozen=True, slots=True)
class TicketNumber:
    number: int


@dataclass(frozen=True, slots=True)
class OrderCode:
    code: str


Presented = SignedCode | TicketNumber | OrderCode | None

_keys: dict[int, dict[int, bytes]] = {}


async def scanned(code: str) -> SignedCode | None:
    """What a scanned code says, if its event signed it; None for everything else."""
    try:
        claimed = codes.claims(code.strip())
    except codes.CodeInvalid:
        return None
    payload = await _verified(code.strip(), claimed.event_id)
    if payload is None:
        return None
    return SignedCode(payload.event_id, payload.ticket_number, payload.serial)


async def typed(code: str) -> Presented:
    """What a person typed: a ticket's number, an order's code (dashes and case do not matter), or a code."""
    plain = code.replace("-", "").replace(" ", "").upper()
    if _NUMBER.fullmatch(plain):
        return TicketNumber(int(plain))
    if _ORDER.fullmatch(plain):
        return OrderCode(plain)
    return await scanned(code)


async def _verified(code: str, event_id: int) -> codes.Payload | None:
    """Keys are kept in this process, and read again when a code fits none of those that are kept."""
    known = _keys.get(event_id)
    payload = _checked(code, known or {})
    if payload is not None:
        return payload
    read = _keys[event_id] = await keys.public_keys(event_id)
    return None if read == known else _checked(code, read)


def _checked(code: str, public_keys: Mapping[int, bytes]) -> codes.Payload | None:
    try:
        return codes.verify(code, public_keys)
    except codes.CodeInvalid:
        return None
