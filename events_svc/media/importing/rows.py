"""The rows of a list as they wait to be written."""

import zlib
from collections.abc import Sequence

import msgspec

from events_svc.media.importing.listed import Listed

_READ = msgspec.json.Decoder(list[Listed])


def packed(listed: Sequence[Listed]) -> bytes:
    """The rows in few octets."""
    return zlib.compress(msgspec.json.encode([*listed]))


def unpacked(body: bytes) -> list[Listed]:
    """The rows of `packed`."""
    return _READ.decode(zlib.decompress(body))
