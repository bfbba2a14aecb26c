"""A first timetable, quickly: each talk at its first free time, the hardest to place first. Pure.

The solver begins with it, so that large agendas have a good answer after a second and a better one later.
"""

from collections import defaultdict
from collections.abc import Iterator

from events_svc.schedule.solving.problem import (
    STEP,
    Hall,
    Placed,
    Problem,
    Talk,
    Window,
    common,
    starts,
)

Taken = dict[int, list[Window]]


def first_fit(problem: Problem) -> list[Placed]:
    """Talks with a place; those that found none are absent."""
    in_hall: Taken = defaultdict(list)
    of_person: Taken = defaultdict(list)
    found = []
    for talk in sorted(problem.talks, key=_ease):
        spot = next(_spots(problem, talk, in_hall, of_person), None)
        if spot is None:
            continue
        end = spot.start + talk.minutes
        in_hall[spot.hall].append((spot.start, end + problem.room_rest))
        for person in talk.people:
            of_person[person].append((spot.start, end + problem.people_rest))
        found.append(spot)
    return found


def _ease(talk: Talk) -> tuple[int, int, int]:
    """Few hours and many people first, then long ones."""
    return sum(end - start for start, end in talk.possible), -talk.interest, -talk.minutes


def _spots(problem: Problem, talk: Talk, in_hall: Taken, of_person: Taken) -> Iterator[Placed]:
    """Free places of the talk: halls with enough seats first, the smallest of them, each from its start."""
    persons = [span for person in talk.people for span in of_person[person]]
    for hall in sorted(problem.halls, key=lambda hall: _waste(hall, talk)):
        for first, last in starts(common(talk.possible, hall.windows), talk.minutes):
            for step in range(first, last + 1):
                start = step * STEP
                own = (start, start + talk.minutes + problem.room_rest)
                theirs = (start, start + talk.minutes + problem.people_rest)
                if _is_free(own, in_hall[hall.id]) and _is_free(theirs, persons):
                    yield Placed(talk.id, hall.id, start)


def _is_free(span: Window, taken: list[Window]) -> bool:
    return all(span[1] <= start or end <= span[0] for start, end in taken)


def _waste(hall: Hall, talk: Talk) -> tuple[bool, int]:
    seats = 10**9 if hall.capacity is None else hall.capacity
    return seats < talk.interest, abs(seats - talk.interest)
