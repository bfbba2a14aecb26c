"""RSA with SHA-256 as WeChat Pay and Alipay use it (RSASSA-PKCS1-v1_5): keys as people paste them."""

import base64
import binascii
import re
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    load_der_private_key,
    load_der_public_key,
    load_pem_private_key,
    load_pem_public_key,
)
from cryptography.x509 import load_pem_x509_certificate

from events_svc.gateways.payments import Refused

_ARMOUR = re.compile(r"-----BEGIN [A-Z0-9 ]+-----")


class KeyMalformed(Refused):
    """The organiser's key for this payment provider cannot be read. Please choose another way to pay."""


@lru_cache(maxsize=64)
def private_key(text: str) -> RSAPrivateKey:
    """The private key of a PEM file, or of its bare base64 as Alipay's tool gives it (PKCS #1 or #8)."""
    try:
        key = (
            load_pem_private_key(text.encode(), None)
            if _ARMOUR.search(text)
            else load_der_private_key(_bare(text), None)
        )
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyMalformed("private key") from error
    if not isinstance(key, RSAPrivateKey):
        raise KeyMalformed("private key: not RSA")
    return key


@lru_cache(maxsize=64)
def public_key(text: str) -> RSAPublicKey:
    """The public key of a PEM file, of a certificate, or of bare base64."""
    try:
        key = _loaded(text)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyMalformed("public key") from error
    if not isinstance(key, RSAPublicKey):
        raise KeyMalformed("public key: not RSA")
    return key


def serial_of(text: str) -> str:
    """The serial number of a certificate, as WeChat Pay writes it."""
    try:
        return f"{load_pem_x509_certificate(text.encode()).serial_number:X}"
    except ValueError as error:
        raise KeyMalformed("certificate") from error


def signature(text: str, *, key: str) -> str:
    """The signature of `text` with the private key, in base64."""
    return base64.b64encode(private_key(key).sign(text.encode(), PKCS1v15(), SHA256())).decode()


def is_signed(content: bytes, signed: str, *, key: str) -> bool:
    """Whether `signed` (base64) is the signature of `content` by the owner of the public key."""
    try:
        public_key(key).verify(
            base64.b64decode(signed, validate=True), content, PKCS1v15(), SHA256()
        )
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def _loaded(text: str) -> object:
    if "BEGIN CERTIFICATE" in text:
        return load_pem_x509_certificate(text.encode()).public_key()
    if _ARMOUR.search(text):
        return load_pem_public_key(text.encode())
    return load_der_public_key(_bare(text))


def _bare(text: str) -> bytes:
    return base64.b64decode("".join(text.split()), validate=True)
