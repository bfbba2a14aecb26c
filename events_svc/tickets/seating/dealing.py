"""Which of the chosen seats is whose: seats are picked on the plan, tickets are counted by type. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Dealt:
    """The seats of each line, and of the types of which no line, or too small a one, was there."""

    of_lines: list[list[int]]
    more: dict[int, list[int]] = field(default_factory=dict)


def dealt(
    lines: Sequence[tuple[int, int]], seats: Sequence[int], types: Mapping[int, Sequence[int]]
) -> Dealt:
    """Deal `seats` to `lines` of (ticket type, count), so that as many as possible have a line.

    `types` are those that may sit on each seat, in their order: a seat that is left over is a wish for one
    more ticket of the first of them. A seat with no types is nobody's, and left out.
    """
    places = [(line, kind) for line, (kind, count) in enumerate(lines) for _ in range(count)]
    of_place: dict[int, int] = {}
    wanted = [one for one in dict.fromkeys(seats) if types.get(one)]
    for seat in wanted:
        _place(seat, places, types, of_place, seen=set())
    found = Dealt([[] for _ in lines])
    sitting = {seat: place for place, seat in of_place.items()}
    for seat in wanted:
        if seat in sitting:
            found.of_lines[places[sitting[seat]][0]].append(seat)
        else:
            found.more.setdefault(types[seat][0], []).append(seat)
    return found


def _place(
    seat: int,
    places: Sequence[tuple[int, int]],
    types: Mapping[int, Sequence[int]],
    of_place: dict[int, int],
    *,
    seen: set[int],
) -> bool:
    """Find the seat a place; whoever has it moves on, if there is another (augmenting paths, Kuhn)."""
    for place, (_, kind) in enumerate(places):
        if kind not in types[seat] or place in seen:
            continue
        seen.add(place)
        holder = of_place.get(place)
        if holder is None or _place(holder, places, types, of_place, seen=seen):
            of_place[place] = seat
            return True
    return False
