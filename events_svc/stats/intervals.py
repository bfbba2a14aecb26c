"""How often a player tells us where it is, and what follows from it."""

from datetime import timedelta

LIVE = timedelta(seconds=10)
REPLAY = timedelta(seconds=30)


def interval(*, is_live: bool) -> timedelta:
    """The time between two beats, before the player's jitter of 20 %."""
    return LIVE if is_live else REPLAY


def presence(*, is_live: bool) -> timedelta:
    """How long a beat counts as presence: two intervals."""
    return 2 * interval(is_live=is_live)
