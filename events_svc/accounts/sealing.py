"""Secrets of others that we must be able to read again: sealed at rest with SECRET_KEY.

AES-256-GCM under a key derived from SECRET_KEY, bound to the secret's name: a sealed text that is copied
to another row does not open there.
"""

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12


class SealBroken(Exception):
    """This secret was sealed with another SECRET_KEY. Please enter it again."""


def sealed(secret: str, secret_key: str, *, name: str) -> str:
    """The secret, to be kept; `name` says what it is and must be the same when it is opened."""
    nonce = os.urandom(_NONCE_BYTES)
    box = _cipher(secret_key).encrypt(nonce, secret.encode(), name.encode())
    return base64.b64encode(nonce + box).decode()


def opened(box: str, secret_key: str, *, name: str) -> str:
    """The secret in clear; raises SealBroken."""
    try:
        raw = base64.b64decode(box, validate=True)
        cipher = _cipher(secret_key)
        return cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], name.encode()).decode()
    except (InvalidTag, ValueError, binascii.Error) as error:
        raise SealBroken from error


def _cipher(secret_key: str) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"events_svc sealed secrets")
    return AESGCM(derived.derive(secret_key.encode()))
