"""Ed25519 (RFC 8032) where the private key is at hand: a signature is checked without the curve.

A signature of M is R ‖ S with r = H(prefix ‖ M), R = r·B and S = r + H(R ‖ A ‖ M)·s mod L (§5.1.6), where
`prefix` and `s` are secret. Who knows them finds the one S that goes with R and M by two hashes and one
product. Nobody else does: r is a number that only the holder can tell, another one for every M, and hides
s·H(…) like a one-time pad; so an S that is right for some R and M was made by the holder, and R with it.
At the door of a large event this is most of the work: 5 µs instead of 30 for signing or 100 for verifying.
"""

import hmac
from functools import cached_property
from hashlib import sha512

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_L = 2**252 + 27742317777372353535851937790883648493  # the order of the base point B
_HALF = 32


class Signer:
    """A private key that knows its own signatures."""

    def __init__(self, private_key: Ed25519PrivateKey) -> None:
        self.private_key = private_key
        self._public = private_key.public_key().public_bytes_raw()

    def signed(self, body: bytes, signature: bytes) -> bool:
        """Whether `signature` is that of `body` under this key."""
        scalar, prefix = self._secrets
        point, proof = signature[:_HALF], signature[_HALF:]
        number = _number(prefix + body) + _number(point + self._public + body) * scalar
        return hmac.compare_digest((number % _L).to_bytes(_HALF, "little"), proof)

    @cached_property
    def _secrets(self) -> tuple[int, bytes]:
        """The scalar s, clamped, and the prefix (§5.1.5)."""
        expanded = sha512(self.private_key.private_bytes_raw()).digest()
        scalar = int.from_bytes(expanded[:_HALF], "little")
        return scalar & ~7 & (1 << 254) - 1 | 1 << 254, expanded[_HALF:]


def _number(hashed: bytes) -> int:
    return int.from_bytes(sha512(hashed).digest(), "little")
