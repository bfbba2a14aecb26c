"""A ticket for Google Wallet: a link that carries the pass, signed. Pure.

Format: developers.google.com/wallet, "Event tickets, web": a JWT (RFC 7519, RS256) of type `savetowallet`
whose payload has the class and the object. It stays below the 1,800 letters that browsers and Google take.
"""

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

SAVE = "https://pay.google.com/gp/v/save/"


class WalletKeyWrong(Exception):
    """Passes for Google Wallet cannot be signed: {reason}."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class WalletObject:
    """What the pass says; `ids` are unique within the issuer and made of letters, digits, `.`, `_`, `-`."""

    class_id: str
    object_id: str
    event: str
    issuer_name: str
    holder: str
    number: str
    code: str
    starts_at: datetime
    ends_at: datetime
    language: str


def link(wanted: WalletObject, *, account: bytes, issuer: str, at: datetime) -> str:
    """The address that saves the pass; `account` is the JSON key of the service account. WalletKeyWrong."""
    email, key = _key(account)
    claims = {
        "iss": email,
        "aud": "google",
        "typ": "savetowallet",
        "iat": int(at.timestamp()),
        "payload": {
            "eventTicketClasses": [_class(wanted, issuer)],
            "eventTicketObjects": [_object(wanted, issuer)],
        },
    }
    told = f"{_part({'alg': 'RS256', 'typ': 'JWT'})}.{_part(claims)}"
    signature = key.sign(told.encode(), PKCS1v15(), SHA256())
    return f"{SAVE}{told}.{_plain(signature)}"


def check(account: bytes) -> None:
    """Raise WalletKeyWrong unless links can be signed with `account`."""
    _key(account)


def _class(wanted: WalletObject, issuer: str) -> dict[str, Any]:
    return {
        "id": f"{issuer}.{wanted.class_id}",
        "issuerName": wanted.issuer_name,
        "reviewStatus": "UNDER_REVIEW",
        "eventName": _text(wanted.event, wanted.language),
        "dateTime": {
            "start": wanted.starts_at.isoformat(timespec="seconds"),
            "end": wanted.ends_at.isoformat(timespec="seconds"),
        },
    }


def _object(wanted: WalletObject, issuer: str) -> dict[str, Any]:
    return {
        "id": f"{issuer}.{wanted.object_id}",
        "classId": f"{issuer}.{wanted.class_id}",
        "state": "ACTIVE",
        "ticketHolderName": wanted.holder,
        "ticketNumber": wanted.number,
        "barcode": {"type": "QR_CODE", "value": wanted.code},
    }


def _text(words: str, language: str) -> dict[str, Any]:
    return {"defaultValue": {"language": language, "value": words}}


def _key(account: bytes) -> tuple[str, RSAPrivateKey]:
    try:
        told = json.loads(account)
        key = load_pem_private_key(told["private_key"].encode(), None)
        email = str(told["client_email"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WalletKeyWrong("the file is no key of a service account") from error
    if not isinstance(key, RSAPrivateKey):
        raise WalletKeyWrong("the key of the service account is not RSA")
    return email, key


def _part(value: dict[str, Any]) -> str:
    return _plain(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def _plain(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
