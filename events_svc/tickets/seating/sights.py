"""The plans of an event as people look at them: rows of seats, categories, and what is free."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from events_svc.events.models import Event
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.seating import hall
from events_svc.tickets.seating.hall import House
from venues.plan import Plan, Spot


@dataclass(frozen=True, slots=True)
class Category:
    """A category of a plan: `tone` (1 to 8) is its colour and pattern, `kinds` who sits there."""

    key: str
    name: dict[str, str]
    tone: int
    kinds: list[TicketType]
    free: int


@dataclass(frozen=True, slots=True)
class Sight:
    """One plan: its seats by row, its categories by key, and the ids of seats that are taken."""

    plan: Plan
    categories: dict[str, Category]
    taken: frozenset[int]

    @property
    def rows(self) -> list[list[Spot]]:
        return self.plan.rows

    def tone(self, spot: Spot) -> int:
        """The tone of a seat that is offered; 0 when nobody can sit there."""
        category = self.categories.get(spot.category)
        return category.tone if category and category.kinds else 0

    def is_offered(self, spot: Spot) -> bool:
        return self.tone(spot) > 0


async def sights(
    event: Event, kinds: Sequence[TicketType], *, mine: Collection[int] = ()
) -> list[Sight]:
    """The plans that the event sells, for these ticket types; `mine` are not taken for whoever looks."""
    room = await hall.seen([event.id])
    taken = frozenset(room.taken.get(event.id, ())) - {*mine}
    return [_sight(house, kinds, taken) for house in room.houses.get(event.id, ())]


async def taken_seats(event: Event) -> list[int]:
    """The ids of all seats that nobody can take now, in their order."""
    room = await hall.seen([event.id])
    return sorted(room.taken.get(event.id, ()))


async def types_by_seat(event: Event, seat_ids: Iterable[int]) -> dict[int, list[int]]:
    """The types (by id, in their order) that may sit on these seats; a seat of nobody is left out."""
    room = await hall.seen([event.id])
    offered = TicketType.filter(event_id=event.id, is_active=True)
    order = [one.id for one in await offered.order_by("is_hidden", "position", "id")]
    found: dict[int, list[int]] = {}
    for seat_id in seat_ids:
        for house in room.houses.get(event.id, ()):
            spot = house.plan.by_id.get(seat_id)
            if spot is not None:
                found[seat_id] = [
                    one for one in order if spot.category in house.categories.get(one, ())
                ]
    return {seat_id: types for seat_id, types in found.items() if types}


def _sight(house: House, kinds: Sequence[TicketType], taken: frozenset[int]) -> Sight:
    categories: dict[str, Category] = {}
    for tone, one in enumerate(house.plan.categories, start=1):
        key = str(one["key"])
        mine = [kind for kind in kinds if key in house.categories.get(kind.id, ())]
        spots = (spot for spot in house.plan.spots if spot.category == key)
        free = sum(spot.id not in taken for spot in spots)
        categories[key] = Category(key, one["name"], tone, mine, free)
    return Sight(house.plan, categories, taken)
