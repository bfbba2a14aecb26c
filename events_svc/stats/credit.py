"""Credited time: how much of what a player claims is believed (spec/streaming.md §3). Pure.

Two beats bound a stretch. It is credited only when the stretch was entered playing: a player says at once
when it pauses, stalls, seeks, or is hidden and muted, so the state of the earlier beat is the state of the
stretch. All times are milliseconds.
"""

from events_svc.stats.beats import PLAYING

GRACE_MS = 2_000  # a beat may have been that long under way
MOST_INTERVALS = 3
SLOWEST, FASTEST = 0.25, 16.0


def ran(moved_ms: int, rate: float) -> float:
    """For how long the playhead moved, by the rate of the player as far as it is one."""
    return moved_ms / (rate if SLOWEST <= rate <= FASTEST else min(max(rate, SLOWEST), FASTEST))


def of_recording(ran_ms: float, passed_ms: int, interval_ms: int) -> int:
    """min(playhead moved / rate, server clock passed + 2 s), at most three intervals, never negative."""
    if ran_ms <= 0:
        return 0
    return min(int(ran_ms), max(passed_ms, 0) + GRACE_MS, MOST_INTERVALS * interval_ms)


def of_live(passed_ms: int, interval_ms: int) -> int:
    """The server clock passed, at most three intervals: a live playhead proves nothing."""
    return min(passed_ms, MOST_INTERVALS * interval_ms) if passed_ms > 0 else 0


def within(total_ms: int, since_start_ms: int) -> int:
    """A playing's credit so far, held to the time since its first beat plus the grace.

    The grace is given once, not with every beat: else five forged beats a millisecond apart made 10 s.
    """
    most = since_start_ms + GRACE_MS if since_start_ms > 0 else GRACE_MS
    return total_ms if total_ms < most else most


def is_credited(state: str) -> bool:
    """Whether a stretch that was entered in this state counts."""
    return state == PLAYING


def is_plausible(ran_ms: float, passed_ms: int) -> bool:
    """Whether the playhead ran, rather than jumped: forward, and no faster than the clock allows."""
    return 0 < ran_ms <= max(passed_ms, 0) + GRACE_MS
