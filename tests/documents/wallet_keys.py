"""Certificates and keys for passes, made for the run."""

import json
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID


@cache
def apple() -> tuple[bytes, bytes]:
    """The PEM file of a pass type with its issuer, and the issuer's certificate."""
    above, above_key = _certified([x509.NameAttribute(NameOID.COMMON_NAME, "WWDR")], None)
    own, key = _certified(
        [
            x509.NameAttribute(NameOID.USER_ID, "pass.org.example.tickets"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "TEAM123456"),
        ],
        (above.subject, above_key),
    )
    root = above.public_bytes(Encoding.PEM)
    return own.public_bytes(Encoding.PEM) + plain(key) + root, root


@cache
def google() -> tuple[bytes, rsa.RSAPrivateKey]:
    """The JSON key of a service account, and its key."""
    key = rsa.generate_private_key(65537, 2048)
    account = {
        "client_email": "tickets@example.iam.gserviceaccount.com",
        "private_key": plain(key).decode(),
    }
    return json.dumps(account).encode(), key


def plain(key: rsa.RSAPrivateKey) -> bytes:
    """The key as PEM, without password."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _certified(
    subject: list[x509.NameAttribute[str]], issuer: tuple[x509.Name, rsa.RSAPrivateKey] | None
) -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name(subject)
    by, signer = issuer or (name, key)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    )
    return made.sign(signer, SHA256()), key
