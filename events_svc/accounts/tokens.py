"""Unguessable strings, of which only the hash is kept."""

import hashlib
import secrets


def new_secret() -> str:
    """A random string of 256 bits, safe in a URL."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """SHA-256 in hexadecimal, under which a secret is stored and found."""
    return hashlib.sha256(secret.encode()).hexdigest()
