"""The keys that sign an event's ticket codes, and the codes that are signed or taken back with them.

A private key is stored sealed: AES-256-GCM under a key derived from SECRET_KEY, bound to event and number.
"""

import base64
import os
from collections.abc import Sequence
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from tortoise.exceptions import IntegrityError

from events_svc import clock
from events_svc.accounts import audit
from events_svc.database import in_transaction
from events_svc.database.together import Together
from events_svc.tickets.codes import Payload, sign
from events_svc.tickets.key_models import RevokedCode, SigningKey
from events_svc.tickets.models import Ticket

_NONCE_BYTES = 12


class KeyUnreadable(Exception):
    """The ticket codes of this event were sealed with another SECRET_KEY. Please tell the operator."""


async def code_of(ticket: Ticket, *, secret_key: str) -> str:
    """The present code of `ticket`, signed with its event's key, which is made when there is none yet."""
    return (await codes_of([ticket], secret_key=secret_key))[ticket.id]


async def codes_of(tickets: Sequence[Ticket], *, secret_key: str) -> dict[int, str]:
    """The present codes by id of the ticket, for tickets of any events."""
    keys = {
        event_id: await _present(event_id, secret_key)
        for event_id in {ticket.event_id for ticket in tickets}
    }
    return {ticket.id: _signed(ticket, keys[ticket.event_id], secret_key) for ticket in tickets}


async def codes_in_a_crowd(tickets: Sequence[Ticket], *, secret_key: str) -> dict[int, str]:
    """The same outside of transactions: those who ask together look at their event's key once."""
    keys = {
        event_id: await _looks.submit((event_id, secret_key))
        for event_id in {ticket.event_id for ticket in tickets}
    }
    return {ticket.id: _signed(ticket, keys[ticket.event_id], secret_key) for ticket in tickets}


async def public_keys(event_id: int) -> dict[int, bytes]:
    """The public keys of the event, raw 32 bytes by number; a retired one still verifies old codes, one
    that was withdrawn none.
    """
    trusted = SigningKey.filter(event_id=event_id, withdrawn_at=None)
    found = await trusted.values_list("number", "public_key")
    return {number: bytes.fromhex(public_key) for number, public_key in found}


async def signing_keys(event_id: int) -> list[SigningKey]:
    """Every key of the event, the newest first."""
    return await SigningKey.filter(event_id=event_id).order_by("-number")


async def private_keys(event_id: int, *, secret_key: str) -> dict[int, Ed25519PrivateKey]:
    """The keys of `public_keys` by number, for who judges codes where they are made; raises KeyUnreadable."""
    return {
        key.number: _unsealed(key.private_key, secret_key, f"{event_id}:{key.number}")
        for key in await SigningKey.filter(event_id=event_id, withdrawn_at=None)
    }


async def rotate(event_id: int, *, secret_key: str) -> int:
    """Sign with a new key from now on; its number. Codes of the old one stay good."""
    async with in_transaction():
        last = await SigningKey.filter(event_id=event_id).order_by("-number").first()
        await SigningKey.filter(event_id=event_id, retired_at=None).update(retired_at=clock.now())
        number = (await _create(event_id, (last.number if last else 0) + 1, secret_key)).number
        await audit.record(
            "signing_key.rotated", f"event:{event_id}", event_id=event_id, number=number
        )
    return number


async def revoke_code(ticket: Ticket) -> None:
    """Refuse the present code of `ticket` from now on; twice is once."""
    await RevokedCode.bulk_create(
        [RevokedCode(ticket_id=ticket.id, serial=ticket.serial, revoked_at=clock.now())],
        ignore_conflicts=True,
    )


async def renew_code(ticket: Ticket) -> None:
    """Refuse the present code of `ticket` and give it the next serial, as when it passes to somebody else."""
    async with in_transaction():
        await revoke_code(ticket)
        ticket.serial += 1
        await ticket.save(update_fields=["serial"])


async def revoked_codes(event_id: int) -> list[tuple[int, int]]:
    """The revocation list that devices carry: (ticket number, serial), in order."""
    return (
        await RevokedCode.filter(ticket__event_id=event_id)
        .order_by("ticket__number", "serial")
        .values_list("ticket__number", "serial")
    )


async def _present(event_id: int, secret_key: str) -> SigningKey:
    """The key that signs now. Of two that make the first one at once, both go on with the same."""
    present = SigningKey.filter(event_id=event_id, retired_at=None).order_by("-number").first()
    found = await present
    if found is not None:
        return found
    try:
        async with in_transaction():
            return await _create(event_id, 1, secret_key)
    except IntegrityError:
        return await SigningKey.get(event_id=event_id, retired_at=None)


async def _look(asked: Sequence[tuple[int, str]]) -> list[SigningKey | Exception]:
    found = {one: await _present(*one) for one in dict.fromkeys(asked)}
    return [found[one] for one in asked]


async def _create(event_id: int, number: int, secret_key: str) -> SigningKey:
    private_key = Ed25519PrivateKey.generate()
    return await SigningKey.create(
        event_id=event_id,
        number=number,
        private_key=_sealed(private_key, secret_key, f"{event_id}:{number}"),
        public_key=private_key.public_key().public_bytes_raw().hex(),
        created_at=clock.now(),
    )


def _signed(ticket: Ticket, key: SigningKey, secret_key: str) -> str:
    payload = Payload(
        key_number=key.number,
        event_id=ticket.event_id,
        ticket_type_id=ticket.ticket_type_id,
        ticket_number=ticket.number,
        serial=ticket.serial,
        valid_from=ticket.valid_from,
        valid_until=ticket.valid_until,
    )
    return sign(payload, _unsealed(key.private_key, secret_key, f"{key.event_id}:{key.number}"))


def _sealed(private_key: Ed25519PrivateKey, secret_key: str, name: str) -> str:
    nonce = os.urandom(_NONCE_BYTES)
    box = _cipher(secret_key).encrypt(nonce, private_key.private_bytes_raw(), name.encode())
    return base64.b64encode(nonce + box).decode()


@lru_cache(maxsize=256)
def _unsealed(sealed: str, secret_key: str, name: str) -> Ed25519PrivateKey:
    raw = base64.b64decode(sealed)
    try:
        opened = _cipher(secret_key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], name.encode())
    except (InvalidTag, ValueError) as error:  # ValueError: a hub has none
        raise KeyUnreadable from error
    return Ed25519PrivateKey.from_private_bytes(opened)


@lru_cache(maxsize=4)
def _cipher(secret_key: str) -> AESGCM:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"events_svc signing keys")
    return AESGCM(derive.derive(secret_key.encode()))


_looks: Together[tuple[int, str], SigningKey] = Together(_look)
