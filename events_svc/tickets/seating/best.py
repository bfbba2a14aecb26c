"""The best seats that are free: together in one row, near the middle of the front, nobody left alone.

Pure: it knows the plan and which seats are free.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from math import hypot

from venues.plan import Plan, Spot


def best_seats(plan: Plan, free: Collection[int], count: int) -> list[int]:
    """The ids of `count` seats of `free`, side by side where that is possible, else in as few groups as
    can be, near each other; fewer ids only when fewer seats are free.
    """
    chosen: list[Spot] = []
    left = {one for one in free if one in plan.by_id}
    while left and len(chosen) < count:
        away = _away(plan, left, chosen) if chosen else plan.away
        chosen += _best_window(plan, left, count - len(chosen), away)
        left -= {spot.id for spot in chosen}
    return [spot.id for spot in chosen]


def _away(plan: Plan, free: Collection[int], chosen: Sequence[Spot]) -> Mapping[int, float]:
    """How far each free seat is from those who were chosen already."""
    x = sum(one.x for one in chosen) / len(chosen)
    y = sum(one.y for one in chosen) / len(chosen)
    return {one: hypot(plan.by_id[one].x - x, plan.by_id[one].y - y) for one in free}


def _best_window(
    plan: Plan, free: Collection[int], wanted: int, away: Mapping[int, float]
) -> Sequence[Spot]:
    """The best window of the largest size that there is; nobody of four or more sits alone elsewhere,
    where that is possible.
    """
    runs = [*_runs(plan, free)]
    size = min(wanted, max(len(run) for run in runs))
    if wanted - size == 1 and wanted > 3:
        size -= 1
    *_, run, start = min(_windows(runs, size, away), key=lambda one: one[:3])
    return runs[run][start : start + size]


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


def _windows(
    runs: Sequence[Sequence[Spot]], size: int, away: Mapping[int, float]
) -> Iterator[tuple[int, float, int, int, int]]:
    """Every window: how many seats it would leave alone beside it, how far it is, the id of its first
    seat; then its run, and where it begins there.
    """
    for place, run in enumerate(runs):
        far = [away[spot.id] for spot in run]
        total = sum(far[:size])
        for start in range(len(run) - size + 1):
            lonely = (start == 1) + (len(run) - size - start == 1)
            yield lonely, total, run[start].id, place, start
            if start + size < len(run):
                total += far[start + size] - far[start]
