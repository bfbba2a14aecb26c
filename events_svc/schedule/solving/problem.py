"""What is asked of the solver and what it answers. Pure; times are minutes since the event's first instant.

All times and lengths are multiples of STEP: what is not is rounded so that nothing is promised too early
or too short.
"""

from collections.abc import Sequence

import msgspec

STEP = 5  # minutes

Window = tuple[int, int]  # from, until just before


class Hall(msgspec.Struct, frozen=True):
    """A room; within `windows` it is open and free of what is not moved."""

    id: int
    windows: list[Window]
    capacity: int | None = None


class Talk(msgspec.Struct, frozen=True):
    """A session to be placed; `possible`: where all its people can, `preferred`: where they like to."""

    id: int
    minutes: int
    people: list[int]
    possible: list[Window]
    preferred: list[Window] = []
    interest: int = 0  # people who are expected, or have starred it


class Problem(msgspec.Struct, frozen=True):
    """`apart`: pairs of talks that many want to see both, with how many."""

    halls: list[Hall]
    talks: list[Talk]
    room_rest: int = 0
    people_rest: int = 0
    apart: list[tuple[int, int, int]] = []
    seconds: float = 20.0


class Placed(msgspec.Struct, frozen=True):
    talk: int
    hall: int
    start: int


class Solution(msgspec.Struct, frozen=True):
    """`left`: the talks without a place, `impossible` those of them for which there can be none."""

    placed: list[Placed]
    left: list[int]
    impossible: list[int]
    status: str  # optimal, feasible, unknown
    unwilling: int = 0  # outside of what somebody prefers
    crowded: int = 0  # people beyond the seats
    together: int = 0  # pairs side by side that many want to see both


def common(one: Sequence[Window], other: Sequence[Window]) -> list[Window]:
    """Where both windows are; each in the order of time and without overlaps."""
    found = [(max(a, c), min(b, d)) for a, b in one for c, d in other]
    return sorted((start, end) for start, end in found if start < end)


def without(windows: Sequence[Window], taken: Sequence[Window]) -> list[Window]:
    """The windows less what is taken."""
    left = [*windows]
    for start, end in taken:
        left = [
            part
            for a, b in left
            for part in ((a, min(b, start)), (max(a, end), b))
            if part[0] < part[1]
        ]
    return left


def starts(windows: Sequence[Window], minutes: int) -> list[Window]:
    """The first and the last step at which something of this length fits into each window."""
    fitting = [(-(-start // STEP), (end - minutes) // STEP) for start, end in windows]
    return [(first, last) for first, last in fitting if first <= last]
