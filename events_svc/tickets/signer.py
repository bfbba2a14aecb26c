"""Whether a code is our own, where the private key is at hand: it is signed again and compared.

Ed25519 is deterministic (RFC 8032 §5.1.6): who holds the key makes the same signature again, in 32 µs
instead of the 100 that verifying takes. The arithmetic is the library's.
"""

import hmac

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class Signer:
    """A private key that knows its own signatures."""

    def __init__(self, private_key: Ed25519PrivateKey) -> None:
        self._private_key = private_key

    def signed(self, body: bytes, signature: bytes) -> bool:
        """Whether `signature` is the one of `body` under this key, in constant time."""
        return hmac.compare_digest(self._private_key.sign(body), signature)
