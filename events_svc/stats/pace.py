"""How often a counter is read: quickly while live, slowly when old, more rarely the more it fails. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

EARLY = timedelta(minutes=15)  # before the planned start
LATE = timedelta(hours=1)  # after the planned end
LIVE = timedelta(minutes=1)
SLOWEST = timedelta(days=5)  # with its jitter a counter never becomes older than seven days
_BY_AGE = (
    (timedelta(days=2), timedelta(hours=1)),
    (timedelta(days=14), timedelta(hours=6)),
    (timedelta(days=60), timedelta(days=1)),
)
GONE = timedelta(days=7)  # a deleted video may come back
GONE_WHILE_DUE = timedelta(minutes=10)  # many are made public when they begin

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(days=1)
_NO_KEY = timedelta(days=1)

OPEN_AFTER = 3  # failures of a host
BANNED_FOR = timedelta(hours=12)
JITTER = 0.2


@dataclass(frozen=True, slots=True)
class Slot:
    """When what the link shows is or was on; a recording has one instant."""

    starts_at: datetime
    ends_at: datetime


def regular(slot: Slot | None, *, is_live: bool, now: datetime) -> timedelta:
    """The pause until the next reading after one that went well; `is_live`: the platform says so."""
    if is_live:
        return LIVE
    if slot is None:
        return SLOWEST
    if now < slot.starts_at - EARLY:
        return min(slot.starts_at - EARLY - now, SLOWEST)
    if slot.starts_at != slot.ends_at and now < slot.ends_at + LATE:
        return LIVE
    age = now - slot.ends_at
    return next((pause for most, pause in _BY_AGE if age < most), SLOWEST)


def gone(slot: Slot | None, *, now: datetime) -> timedelta:
    """The pause until a video is looked for again that its platform does not know."""
    if slot is None or slot.starts_at == slot.ends_at or now >= slot.ends_at + LATE:
        return GONE
    return max(min(slot.starts_at - EARLY - now, GONE), GONE_WHILE_DUE)


def after_failures(failures: int) -> timedelta:
    """The pause after so many failures, one after the other: doubling, at most a day."""
    doublings: int = 2 ** min(failures - 1, 20)
    return min(FIRST_PAUSE * doublings, LONGEST_PAUSE)


def for_want_of_a_key() -> timedelta:
    """Nobody need ask before somebody has brought a key, which makes the reading due at once."""
    return _NO_KEY


def rest_of_host(failures: int, asked_for: timedelta | None) -> timedelta:
    """How long nobody asks a host that failed so often; `asked_for`: what it wants itself."""
    if asked_for is not None:
        return min(max(asked_for, FIRST_PAUSE), LONGEST_PAUSE)
    if failures < OPEN_AFTER:
        return FIRST_PAUSE / 2
    doublings: int = 2 ** min(failures - OPEN_AFTER, 12)
    return min(FIRST_PAUSE * 5 * doublings, BANNED_FOR)


def jittered(pause: timedelta, share: float, *, floor: timedelta) -> timedelta:
    """The pause, longer or shorter by up to a fifth (`share` from -1 to 1), never below the floor.

    What would fall on the floor is spread above it: many that are due together are not asked together.
    """
    moved = pause * (1 + JITTER * share)
    return moved if moved >= floor else floor * (1 + JITTER * abs(share))
