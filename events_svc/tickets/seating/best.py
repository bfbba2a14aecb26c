"""The best seats that are free: together in one row, near the middle of the front, nobody left alone.

Pure: it knows the plan and which seats are free.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import hypot

from venues.plan import Plan, Spot


def best_seats(plan: Plan, free: Collection[int], count: int) -> list[int]:
    """The ids of `count` seats of `free`, side by side where that is possible, else in as few groups as
    can be, near each other; fewer ids only when fewer seats are free.
    """
    return Vacancy(plan, free).best(count)


class Vacancy:
    """Those of some `seats` of a plan that are free, as one after the other is taken.

    What was found out of a stretch of seats is remembered until one of them is taken or given back.
    """

    def __init__(self, plan: Plan, seats: Iterable[int], taken: Collection[int] = ()) -> None:
        self._plan = plan
        self._seats = {one for one in seats if one in plan.by_id}
        self.free = self._seats.difference(taken)
        self._runs: dict[int, list[list[Spot]]] = {}  # by stretch
        self._windows: dict[tuple[int, int], Window | None] = {}  # by stretch and size

    def best(self, count: int) -> list[int]:
        """See `best_seats`; they stay free until `take`."""
        chosen = [*self._first(count)] if self.free and count else []
        left = self.free.difference(spot.id for spot in chosen)
        while left and len(chosen) < count:
            runs = [run for stretch in self._plan.stretches for run in _runs(stretch, left)]
            size = _size(count - len(chosen), max(map(len, runs)))
            found = _best_window(runs, size, _away(self._plan, left, chosen))
            assert found is not None
            chosen += found.spots
            left -= {spot.id for spot in found.spots}
        return [spot.id for spot in chosen]

    def become(self, taken: Collection[int]) -> None:
        """All seats but these are free: what was found out of the others stays known."""
        free = self._seats.difference(taken)
        self._changed(free ^ self.free)
        self.free = free

    def take(self, seat_ids: Iterable[int]) -> None:
        """They are not free any more."""
        self.free -= self._changed(seat_ids)

    def give_back(self, seat_ids: Iterable[int]) -> None:
        """They are free again."""
        self.free |= self._changed(seat_ids)

    def _changed(self, seat_ids: Iterable[int]) -> set[int]:
        ours = self._seats.intersection(seat_ids)
        for stretch in {self._plan.stretch_of[one] for one in ours}:
            self._runs.pop(stretch, None)
            for key in [key for key in self._windows if key[0] == stretch]:
                del self._windows[key]
        return ours

    def _first(self, wanted: int) -> Sequence[Spot]:
        """The best window of the whole plan."""
        runs = {at: self._runs_of(at) for at in range(len(self._plan.stretches))}
        size = _size(wanted, max(len(run) for some in runs.values() for run in some))
        found = [self._window_of(at, size) for at, some in runs.items() if some]
        return min((one for one in found if one), key=lambda one: one.order).spots

    def _runs_of(self, stretch: int) -> list[list[Spot]]:
        if stretch not in self._runs:
            self._runs[stretch] = [*_runs(self._plan.stretches[stretch], self.free)]
        return self._runs[stretch]

    def _window_of(self, stretch: int, size: int) -> "Window | None":
        key = (stretch, size)
        if key not in self._windows:
            self._windows[key] = _best_window(self._runs_of(stretch), size, self._plan.away)
        return self._windows[key]


@dataclass(frozen=True, slots=True)
class Window:
    """Seats side by side; the least `order` is the best: how many it would leave alone beside it, how far
    away it is, and the id of its first seat.
    """

    order: tuple[int, float, int]
    spots: Sequence[Spot]


def _away(plan: Plan, free: Collection[int], chosen: Sequence[Spot]) -> Mapping[int, float]:
    """How far each free seat is from those who were chosen already."""
    x = sum(one.x for one in chosen) / len(chosen)
    y = sum(one.y for one in chosen) / len(chosen)
    return {one: hypot(plan.by_id[one].x - x, plan.by_id[one].y - y) for one in free}


def _size(wanted: int, longest: int) -> int:
    """How many sit side by side at most; nobody of four or more sits alone elsewhere, where that can be."""
    size = min(wanted, longest)
    return size - 1 if wanted - size == 1 and wanted > 3 else size


def _best_window(
    runs: Sequence[Sequence[Spot]], size: int, away: Mapping[int, float]
) -> Window | None:
    found = min(_windows(runs, size, away), default=None)
    if found is None:
        return None
    lonely, total, first, run, start = found
    return Window((lonely, total, first), runs[run][start : start + size])


def _runs(stretch: Sequence[Spot], free: Collection[int]) -> Iterator[list[Spot]]:
    """Free seats side by side, as long as they go."""
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
