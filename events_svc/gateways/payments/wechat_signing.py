"""How WeChat Pay and a merchant prove to each other who they are (API v3): RSA signatures over what is sent,
AES-256-GCM around what is told. Pure, but for what the platform's keys were learnt.
"""

import base64
import binascii
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from events_svc import clock
from events_svc.gateways.payments.keys import is_signed, serial_of, signature
from events_svc.tickets.errors import Forged

SCHEME = "WECHATPAY2-SHA256-RSA2048"
SERIAL, TIMESTAMP = "wechatpay-serial", "wechatpay-timestamp"
NONCE, SIGNATURE = "wechatpay-nonce", "wechatpay-signature"
SECONDS = 300
FETCHED_AGAIN_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class MerchantKeys:
    """The merchant's certificate (`serial`, its private key) and its APIv3 key of 32 characters."""

    mchid: str
    serial: str
    private: str
    api_v3: str


class Sealed(msgspec.Struct):
    """What is told under the APIv3 key."""

    ciphertext: str
    nonce: str
    associated_data: str | None = None
    algorithm: str = "AEAD_AES_256_GCM"


class Certificate(msgspec.Struct):
    serial_no: str
    encrypt_certificate: Sealed


class Certificates(msgspec.Struct):
    data: list[Certificate]


@dataclass
class Platform:
    """WeChat's public keys by serial: the public key that the merchant entered, and certificates that
    were fetched since (while a merchant changes from those to the key, either signs).
    """

    serial: str
    keys: dict[str, str]
    fetched_at: datetime | None = field(default=None)

    @classmethod
    def of(cls, serial: str, key: str) -> "Platform":
        """A public key with its id, or a certificate, which knows its serial itself; none: fetch."""
        if "BEGIN CERTIFICATE" in key:
            serial = serial_of(key)
        return cls(serial, {serial: key} if key else {})

    def knows(self, serial: str) -> bool:
        return serial in self.keys

    def may_fetch(self, now: datetime) -> bool:
        """Once in ten minutes, whatever serials strangers name."""
        if self.fetched_at is not None and now - self.fetched_at < FETCHED_AGAIN_AFTER:
            return False
        self.fetched_at = now
        return True

    def learn(self, body: bytes, api_v3: str) -> None:
        """Take the certificates of `/v3/certificates`; the APIv3 key proves that they are WeChat's."""
        try:
            told = msgspec.json.decode(body, type=Certificates)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Forged from error
        for one in told.data:
            text = _opened(one.encrypt_certificate, api_v3).decode()
            if serial_of(text) == one.serial_no:
                self.keys[one.serial_no] = text


def authorization(method: str, path: str, body: bytes, keys: MerchantKeys) -> str:
    """The Authorization header of a request."""
    timestamp, nonce = str(int(clock.now().timestamp())), secrets.token_hex(16).upper()
    words = f"{method}\n{path}\n{timestamp}\n{nonce}\n{body.decode()}\n"
    parts = {
        "mchid": keys.mchid,
        "nonce_str": nonce,
        "signature": signature(words, key=keys.private),
        "timestamp": timestamp,
        "serial_no": keys.serial,
    }
    return f"{SCHEME} " + ",".join(f'{name}="{value}"' for name, value in parts.items())


def verify(headers: Mapping[str, str], body: bytes, platform: Platform, *, now: datetime) -> None:
    """Raise Forged unless the platform signed `body` in the last or next 300 seconds."""
    timestamp, nonce = headers.get(TIMESTAMP, ""), headers.get(NONCE, "")
    if not timestamp.isdecimal() or abs(int(timestamp[:15]) - now.timestamp()) > SECONDS:
        raise Forged
    key = platform.keys.get(headers.get(SERIAL, ""))
    words = f"{timestamp}\n{nonce}\n".encode("utf-8", "replace") + body + b"\n"
    if key is None or not is_signed(words, headers.get(SIGNATURE, ""), key=key):
        raise Forged


def unsealed(sealed: Sealed, api_v3: str) -> dict[str, Any]:
    """What was told; raises Forged when it was not sealed with our APIv3 key."""
    try:
        return msgspec.json.decode(_opened(sealed, api_v3), type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Forged from error


def _opened(sealed: Sealed, api_v3: str) -> bytes:
    if sealed.algorithm != "AEAD_AES_256_GCM":
        raise Forged
    more = (sealed.associated_data or "").encode()
    try:
        box = base64.b64decode(sealed.ciphertext, validate=True)
        return AESGCM(api_v3.encode()).decrypt(sealed.nonce.encode(), box, more)
    except (InvalidTag, ValueError, binascii.Error) as error:
        raise Forged from error
