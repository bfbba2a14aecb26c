"""When a playing was present: spans of beats without a gap, packed as pairs of milliseconds. Pure."""

import struct
from collections.abc import Iterator
from datetime import datetime, timedelta

_PAIR = struct.Struct("<II")
MOST = 200  # spans kept of one playing; beyond it the last one grows
_LATEST = 2**32 - 1


def closed(spans: bytes, *, start_ms: int, end_ms: int) -> bytes:
    """`spans` with [start, end] added, both after the start of the playing."""
    if len(spans) >= MOST * _PAIR.size:
        start_ms, _ = _PAIR.unpack(spans[-_PAIR.size :])
        spans = spans[: -_PAIR.size]
    return spans + _PAIR.pack(min(start_ms, _LATEST), min(end_ms, _LATEST))


def opened(spans: bytes, *, origin: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The instants of the packed spans, in order."""
    for low, high in _PAIR.iter_unpack(spans):
        yield origin + timedelta(milliseconds=low), origin + timedelta(milliseconds=high)
