"""The place of a recording among all: one number that grows with the time of recording. Pure.

The search keeps its rows under this number, so that the newest are found first without sorting what is
found. Within a minute the later entry is the newer one.
"""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ROOM = 2**31  # for ids within a minute; the years 1 to 9999 fit into the 32 bits above


def place(recorded_at: datetime, recording_id: int) -> int:
    """Greater for what was recorded in a later minute, and then for the greater id; within 64 bits."""
    return (recorded_at - _EPOCH) // timedelta(minutes=1) * _ROOM + recording_id % _ROOM
