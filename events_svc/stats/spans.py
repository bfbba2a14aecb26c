"""When a playing was present: spans of beats without a gap, packed as pairs of seconds. Pure."""

import struct
from collections.abc import Iterator
from datetime import datetime, timedelta

_PAIR = struct.Struct("<II")
MOST = 200  # spans kept of one playing; beyond it the last one grows


def closed(spans: bytes, *, origin: datetime, start: datetime, end: datetime) -> bytes:
    """`spans` with [start, end] added, in milliseconds after `origin`."""
    low, high = _after(origin, start), _after(origin, end)
    if len(spans) >= MOST * _PAIR.size:
        low, _ = _PAIR.unpack(spans[-_PAIR.size :])
        spans = spans[: -_PAIR.size]
    return spans + _PAIR.pack(low, high)


def opened(spans: bytes, *, origin: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The instants of the packed spans, in order."""
    for low, high in _PAIR.iter_unpack(spans):
        yield origin + timedelta(milliseconds=low), origin + timedelta(milliseconds=high)


def _after(origin: datetime, moment: datetime) -> int:
    return min(int((moment - origin) / timedelta(milliseconds=1)), 2**32 - 1)
