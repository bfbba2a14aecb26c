"""What waits at a hub for its server, and how long it waits for another try."""

from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST = timedelta(minutes=5)  # between two tries of what the server fails on


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many the server does not have, since when, and why it does not take the oldest, if it was asked."""

    count: int = 0
    since: datetime | None = None
    trouble: str = ""


def pause(tries: int) -> timedelta:
    """1, 2, 4 … seconds."""
    return min(timedelta(seconds=2**tries), LONGEST) if tries < 9 else LONGEST
