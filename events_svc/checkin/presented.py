"""What was held to the camera or typed: a signed code, a ticket's number, an order's code, or nothing."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from events_svc import clock
from events_svc.tickets import codes, keys
from events_svc.tickets.codes import Claim
from events_svc.tickets.signer import Signer

# What is scanned must be signed, else anybody could print a neighbour's number as a QR code.
_NUMBER = re.compile(r"[0-9]{1,18}")
_ORDER = re.compile(r"[0-9A-Z]{4,12}")


class Evidence(msgspec.Struct, frozen=True):
    """By what a code is to be proven."""

    claim: Claim
    secret_key: str

    def __repr__(self) -> str:
        return f"Evidence({self.claim!r})"


class SignedCode(msgspec.Struct, frozen=True):
    """What a code says; with `evidence` it counts only once that was found to be true (`is_proven`)."""

    event_id: int
    number: int
    serial: int
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class TicketNumber:
    number: int


@dataclass(frozen=True, slots=True)
class OrderCode:
    code: str


Presented = SignedCode | TicketNumber | OrderCode | None

KEPT_FOR = timedelta(
    seconds=10
)  # as long a process may take a key for good that another one withdrew


class Kept(NamedTuple):
    """The keys of an event that this process holds in its memory."""

    until: datetime
    signers: dict[int, Signer]


_signers: dict[int, Kept] = {}


def said(code: str, *, secret_key: str) -> SignedCode | None:
    """What a scanned code says, still to be proven; None for what is no code."""
    try:
        claim = codes.read(code.strip())
    except codes.CodeInvalid:
        return None
    told = claim.payload
    evidence = Evidence(claim, secret_key)
    return SignedCode(told.event_id, told.ticket_number, told.serial, evidence)


def written(code: str, *, secret_key: str) -> Presented:
    """What a person typed: a ticket's number, an order's code (dashes, case and the full-width forms of
    Chinese keyboards do not matter), or a code, still to be proven. presented.js reads the same.
    """
    plain = unicodedata.normalize("NFKC", code).replace("-", "").replace(" ", "").upper()
    if _NUMBER.fullmatch(plain):
        return TicketNumber(int(plain))
    if _ORDER.fullmatch(plain):
        return OrderCode(plain)
    return said(code, secret_key=secret_key)


async def is_proven(presented: Presented) -> bool:
    """Whether a code, if it is one, was signed by its event."""
    if not isinstance(presented, SignedCode) or presented.evidence is None:
        return True
    return await _is_ours(presented.evidence)


async def proven(presented: Presented) -> Presented:
    """The same, with nothing more to be proven; None for a code that its event did not sign."""
    if not await is_proven(presented):
        return None
    if not isinstance(presented, SignedCode):
        return presented
    return msgspec.structs.replace(presented, evidence=None)


async def scanned(code: str, *, secret_key: str) -> Presented:
    """What a scanned code says, if its event signed it; None for everything else."""
    return await proven(said(code, secret_key=secret_key))


async def typed(code: str, *, secret_key: str) -> Presented:
    """The same for what a person typed."""
    return await proven(written(code, secret_key=secret_key))


def forget(event_id: int) -> None:
    """Read the keys of the event again before the next code is judged in this process."""
    _signers.pop(event_id, None)


async def _is_ours(evidence: Evidence) -> bool:
    """Keys are kept in this process, and read again when a code fits none of those that are kept."""
    claim = evidence.claim
    event_id, number = claim.payload.event_id, claim.payload.key_number
    kept = _signers.get(event_id)
    if kept and kept.until > clock.now() and claim.is_signed_by(kept.signers.get(number)):
        return True
    try:
        found = await keys.private_keys(event_id, secret_key=evidence.secret_key)
    except keys.KeyUnreadable:  # sealed elsewhere: the public keys verify as well, only slower
        return claim.is_verified_by((await keys.public_keys(event_id)).get(number))
    signers = {one: Signer(key) for one, key in found.items()}
    _signers[event_id] = Kept(clock.now() + KEPT_FOR, signers)
    return claim.is_signed_by(signers.get(number))
