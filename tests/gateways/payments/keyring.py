"""RSA keys for both sides, made once a run."""

import base64
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID


@lru_cache(maxsize=8)
def key(name: str) -> rsa.RSAPrivateKey:
    """The key of that name."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def private_pem(name: str) -> str:
    return (
        key(name)
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )


def public_pem(name: str) -> str:
    return (
        key(name)
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def bare(pem: str) -> str:
    """The base64 of a PEM alone, as Alipay's tool shows it."""
    return "".join(line for line in pem.splitlines() if not line.startswith("-----"))


@lru_cache(maxsize=4)
def certificate(name: str) -> tuple[str, str]:
    """A certificate for the key, and its serial number in hexadecimal."""
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key(name).public_key())
        .serial_number(0x5157F09EFDC096DE15EBE81A47057A7232F1B8E1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=365))
        .sign(key(name), SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM).decode(), f"{made.serial_number:X}"


def sign(name: str, words: bytes) -> str:
    return base64.b64encode(key(name).sign(words, padding.PKCS1v15(), SHA256())).decode()


def verifies(name: str, words: bytes, signature: str) -> bool:
    """Whether the owner of the key signed; raises InvalidSignature."""
    key(name).public_key().verify(base64.b64decode(signature), words, padding.PKCS1v15(), SHA256())
    return True
