"""How many were present at once: an exact sweep over intervals. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

Presence = tuple[bytes, datetime, datetime]  # viewer key, from, until (not included)


@dataclass(frozen=True, slots=True)
class Peak:
    """The largest number of keys present at once, and the first instant at which they were."""

    count: int
    at: datetime | None


def peak(presences: Iterable[Presence]) -> Peak:
    """The peak; a key that is present twice at once (two windows) counts once."""
    best, at, present = 0, None, 0
    for moment, change in _changes(presences):
        present += change
        if present > best:
            best, at = present, moment
    return Peak(best, at)


def curve(presences: Iterable[Presence], *, step: timedelta) -> list[tuple[datetime, int]]:
    """The most that were present within each step, from the first to the last, none left out."""
    changes = _changes(presences)
    if not changes:
        return []
    start = _floor(changes[0][0], step)
    count = int((changes[-1][0] - start) / step) + 1
    most, present, place = [0] * count, 0, 0
    for moment, change in changes:
        here = int((moment - start) / step)
        while place < here:
            most[place] = max(most[place], present)
            place += 1
            most[place] = present
        present += change
        most[place] = max(most[place], present)
    return [(start + number * step, value) for number, value in enumerate(most)]


def _changes(presences: Iterable[Presence]) -> list[tuple[datetime, int]]:
    """+1 where a key appears, -1 where it leaves; at one instant the leaving comes first."""
    by_key: dict[bytes, list[tuple[datetime, datetime]]] = {}
    for key, start, end in presences:
        if start < end:
            by_key.setdefault(key, []).append((start, end))
    changes = [
        change
        for spans in by_key.values()
        for start, end in _united(spans)
        for change in ((start, 1), (end, -1))
    ]
    return sorted(changes)


def _united(spans: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    if len(spans) == 1:
        return spans
    whole: list[tuple[datetime, datetime]] = []
    for start, end in sorted(spans):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], end))
        else:
            whole.append((start, end))
    return whole


def _floor(moment: datetime, step: timedelta) -> datetime:
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (moment - midnight) // step * step
