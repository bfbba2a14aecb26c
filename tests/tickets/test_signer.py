import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from events_svc.tickets.signer import Signer

ORDER = 2**252 + 27742317777372353535851937790883648493
seeds = st.binary(min_size=32, max_size=32)


@given(seeds, st.binary(max_size=100))
def test_a_signer_knows_its_own_signature(seed: bytes, body: bytes) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    assert Signer(key).signed(body, key.sign(body))


@given(seeds, st.binary(max_size=100), st.integers(0, 511))
def test_a_signature_with_one_bit_changed_is_nobodys(seed: bytes, body: bytes, bit: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    changed = int.from_bytes(key.sign(body), "big") ^ 1 << bit
    signature = changed.to_bytes(64, "big")
    assert not Signer(key).signed(body, signature)
    with pytest.raises(InvalidSignature):
        key.public_key().verify(signature, body)


@given(seeds, seeds, st.binary(max_size=100))
def test_another_key_and_another_text_have_another_signature(
    seed: bytes, other: bytes, body: bytes
) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    stranger = Ed25519PrivateKey.from_private_bytes(other)
    assert not Signer(key).signed(body + b".", key.sign(body))
    assert Signer(key).signed(body, stranger.sign(body)) == (seed == other)


@pytest.mark.parametrize("signature", [b"", bytes(63), bytes(64), bytes(65), b"\xff" * 64])
def test_what_is_no_signature_is_refused(signature: bytes) -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    assert not Signer(key).signed(b"", signature)


def test_a_signature_is_spelled_in_one_way() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    signature = key.sign(b"x")
    larger = int.from_bytes(signature[32:], "little") + ORDER  # RFC 8032 §5.1.7 refuses it too
    assert not Signer(key).signed(b"x", signature[:32] + larger.to_bytes(32, "little"))
