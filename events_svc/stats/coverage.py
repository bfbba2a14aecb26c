"""Which seconds of a recording were seen: a bitmap, one bit a second, little end first. Pure."""

from itertools import pairwise

MOST_SECONDS = 12 * 3600  # of a recording whose length nobody wrote: 5.4 kB


def covered(bits: bytes, start_ms: int, end_ms: int, *, length_seconds: int | None) -> bytes:
    """`bits` with the seconds touched by [start, end) set; none beyond the length of the recording."""
    last = min(-(-end_ms // 1000), length_seconds or MOST_SECONDS, MOST_SECONDS)
    first = max(start_ms // 1000, 0)
    if first >= last:
        return bits
    whole = int.from_bytes(bits, "little") | (((1 << (last - first)) - 1) << first)
    return whole.to_bytes((whole.bit_length() + 7) // 8, "little")


def seconds(bits: bytes) -> int:
    """How many different seconds were seen."""
    return int.from_bytes(bits, "little").bit_count()


def bins(bits: bytes, *, length_seconds: int, count: int) -> list[bool]:
    """Whether any second of each of `count` equal parts of the recording was seen."""
    whole = int.from_bytes(bits, "little")
    edges = [part * length_seconds // count for part in range(count + 1)]
    return [bool((whole >> low) & ((1 << (high - low)) - 1)) for low, high in pairwise(edges)]
