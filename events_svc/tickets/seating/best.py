"""The best seats that are free: together in one row, near the middle of the front, nobody left alone.

Pure: it knows the plan and which seats are free.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from math import hypot

from venues.plan import Plan, Spot


@dataclass(frozen=True, slots=True)
class Window:
    """Seats side by side, and how many seats would be left alone beside them."""

    spots: tuple[Spot, ...]
    lonely: int


def best_seats(plan: Plan, free: Collection[int], count: int) -> list[int]:
    """The ids of `count` seats of `free`, side by side where that is possible, else in as few groups as
    can be, near each other; fewer ids only when fewer seats are free.
    """
    chosen: list[Spot] = []
    left = {one for one in free if one in plan.by_id}
    while left and len(chosen) < count:
        window = _best_window(plan, left, count - len(chosen), near=chosen)
        chosen += window.spots
        left -= {spot.id for spot in window.spots}
    return [spot.id for spot in chosen]


def _best_window(plan: Plan, free: Collection[int], wanted: int, *, near: Sequence[Spot]) -> Window:
    """The best window of the largest size that there is; nobody of four or more sits alone elsewhere,
    where that is possible.
    """
    runs = [*_runs(plan, free)]
    longest = max(len(run) for run in runs)
    size = min(wanted, longest)
    if wanted - size == 1 and wanted > 3:
        size -= 1
    return min(_windows(runs, size), key=lambda one: (one.lonely, _badness(plan, one, near)))


def _runs(plan: Plan, free: Collection[int]) -> Iterator[list[Spot]]:
    """Free seats side by side, as long as they go."""
    for stretch in plan.stretches:
        run: list[Spot] = []
        for spot in stretch:
            if spot.id in free:
                run.append(spot)
            elif run:
                yield run
                run = []
        if run:
            yield run


def _windows(runs: Sequence[Sequence[Spot]], size: int) -> Iterator[Window]:
    for run in runs:
        for start in range(len(run) - size + 1):
            after = len(run) - size - start
            yield Window(tuple(run[start : start + size]), (start == 1) + (after == 1))


def _badness(plan: Plan, window: Window, near: Sequence[Spot]) -> tuple[float, int]:
    """How far the window is from those who were chosen already, else from the best seat."""
    if near:
        x, y = (sum(one.x for one in near) / len(near), sum(one.y for one in near) / len(near))
        far = sum(hypot(one.x - x, one.y - y) for one in window.spots)
    else:
        far = sum(plan.away[one.id] for one in window.spots)
    return far, window.spots[0].id
