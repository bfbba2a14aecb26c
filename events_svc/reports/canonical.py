"""The bytes of a report and their hashes. Pure.

The bytes are JSON with sorted names, no white space, UTF-8, whole numbers and no others: for such content
that is the form of RFC 8785, so that anybody can make the same bytes, and `sha256sum report.json` is the
report's hash. Each report carries the link before it, and its own link is over that link and its hash:
who drops, swaps or changes a report breaks every link that follows, and that is seen from the hashes alone.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(order="sorted")

FIRST = ""  # what stands before the first report of an organisation


def encoded(content: Any) -> bytes:
    """The one form of `content` in bytes."""
    return _encoder.encode(content)


def sha256(body: bytes) -> str:
    """The hash of a report's bytes."""
    return hashlib.sha256(body).hexdigest()


def link(previous: str, own_sha256: str) -> str:
    """SHA-256 over the 64 letters of the link before (none for the first) and the 64 of the own hash."""
    return hashlib.sha256(f"{previous}{own_sha256}".encode()).hexdigest()


def breaks(chain: Iterable[tuple[int, str, str]]) -> list[int]:
    """The numbers at which a chain of (number, sha256, link) does not follow from what stands before."""
    found, expected, previous = [], 1, FIRST
    for number, own, its_link in chain:
        if number != expected or its_link != link(previous, own):
            found.append(number)
        expected, previous = number + 1, its_link
    return found
