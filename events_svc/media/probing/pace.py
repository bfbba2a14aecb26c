"""How soon to look again, and how long to wait for an answer. Pure; seconds.

A start is to be found within two target durations and an end within three (counted from the moment at
which the next segment was due), at not more than one look in six seconds while a stream goes on as it
should: only while something is undecided are looks closer.
"""

from datetime import datetime

from events_svc.media.probing.machine import Memory

USUAL = 6.0
IDLE = 30.0  # nobody expects it now
CLOSEST = 0.5


def pause(memory: Memory, *, is_expected: bool, now: datetime) -> float:
    """Seconds until the next look."""
    target = memory.target
    if memory.failures == 1:
        return _between(CLOSEST, target / 4, 1.5)
    if memory.head is not None and memory.moved_at is not None:
        left = (memory.moved_at + memory.patience - now).total_seconds()
        if memory.has_stood and left >= 0:
            return max(CLOSEST, min(target / 2, left + 0.05))
        if not memory.has_stood:
            return _between(1.0, target * 0.9, USUAL)
    return _between(1.0, target, USUAL) if is_expected else IDLE


def time_limit(memory: Memory) -> float:
    """Seconds in which a look must be answered."""
    return _between(2.0, memory.target * 0.75, 4.0)


def _between(low: float, value: float, high: float) -> float:
    return max(low, min(value, high))
