"""The seats of an event, locked for the running transaction, as `Shelf` is for its quotas.

Whoever gives out seats holds the rows of the event's seatings; they are locked last of all, after the
quotas and vouchers. That nobody sits on another's lap is also a constraint: `seat_taken_once`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from events_svc.database import is_postgres, rows
from events_svc.database.at_once import Row, Statement, among, listed
from events_svc.tickets.seating.best import Vacancy
from events_svc.tickets.seating.errors import (
    FewSeats,
    MoreSeatsThanTickets,
    NoSuchSeat,
    SeatOfOtherType,
    SeatTaken,
)
from venues.plan import Plan, plan_of

KEPT = 32  # vacancies in memory


@dataclass(slots=True)
class House:
    """One map that an event sells: its plan, and the categories in which each ticket type sits."""

    plan: Plan
    categories: dict[int, set[str]]  # by ticket type

    def seats_of(self, ticket_type_id: int) -> set[int]:
        """The ids of the seats on which tickets of this type may sit."""
        wanted = self.categories.get(ticket_type_id, set())
        return {spot.id for spot in self.plan.spots if spot.category in wanted}


@dataclass(slots=True)
class Hall:
    """The houses by event, and who sits where; what is chosen here is stored with `take`."""

    houses: dict[int, list[House]] = field(default_factory=dict)
    taken: dict[int, set[int]] = field(default_factory=dict)  # seats by event
    _vacancies: dict[tuple[int, int], list[Vacancy]] = field(default_factory=dict)  # by house

    def is_seated(self, event_id: int, ticket_type_id: int) -> bool:
        """Whether everybody with a ticket of this type has a seat."""
        return any(ticket_type_id in one.categories for one in self.houses.get(event_id, ()))

    def choose(
        self,
        event_id: int,
        ticket_type_id: int,
        count: int,
        *,
        wanted: Sequence[int] = (),
        name: str = "",
    ) -> list[int | None]:
        """The seats of `count` tickets of a type: those that are `wanted`, the best free ones for the
        rest; None for each where the type is not seated. They are taken in this hall from now on.

        Raises SeatTaken, NoSuchSeat, SeatOfOtherType (with the type's `name`), FewSeats,
        MoreSeatsThanTickets, and then takes nothing.
        """
        if len(wanted) > count or len(set(wanted)) < len(wanted):
            raise MoreSeatsThanTickets
        if not self.is_seated(event_id, ticket_type_id):
            if wanted:
                raise NoSuchSeat
            return [None] * count
        for seat_id in wanted:
            self._check(event_id, ticket_type_id, seat_id, name)
        self.take(event_id, wanted)
        best = self._best(event_id, ticket_type_id, count - len(wanted))
        if len(wanted) + len(best) < count:
            self.give_back(event_id, wanted)
            raise FewSeats(name, ticket_type_id, len(wanted) + len(best))
        self.take(event_id, best)
        return [*wanted, *best]

    def take(self, event_id: int, seat_ids: Iterable[int]) -> None:
        """These seats are taken in this hall."""
        gone = {*seat_ids}
        self.taken.setdefault(event_id, set()).update(gone)
        for one in self._vacancies_of(event_id):
            one.take(gone)

    def give_back(self, event_id: int, seat_ids: Iterable[int | None]) -> None:
        """These seats are free in this hall again: what was chosen is not going to be stored."""
        back = {one for one in seat_ids if one}
        self.taken.get(event_id, set()).difference_update(back)
        for one in self._vacancies_of(event_id):
            one.give_back(back)

    def free_of(self, event_id: int, ticket_type_id: int) -> int:
        """How many seats are free for tickets of this type."""
        houses, taken = self.houses.get(event_id, ()), self.taken.get(event_id, ())
        return sum(len(house.seats_of(ticket_type_id).difference(taken)) for house in houses)

    def _check(self, event_id: int, ticket_type_id: int, seat_id: int, name: str) -> None:
        for house in self.houses[event_id]:
            spot = house.plan.by_id.get(seat_id)
            if spot is None:
                continue
            if spot.category not in house.categories.get(ticket_type_id, set()):
                raise SeatOfOtherType(spot.row, spot.number, name)
            if seat_id in self.taken.get(event_id, ()):
                raise SeatTaken(spot.row, spot.number, seat_id=seat_id)
            return
        raise NoSuchSeat

    def _best(self, event_id: int, ticket_type_id: int, count: int) -> list[int]:
        """The best seats for those who chose none: all in the first house that has room for them."""
        key, found = (event_id, ticket_type_id), list[int]()
        if count and key not in self._vacancies:
            taken = self.taken.get(event_id, ())
            self._vacancies[key] = _borrowed(key, self.houses[event_id], taken)
        for vacancy in self._vacancies.get(key, ()):
            found += vacancy.best(count - len(found))
        return found

    def put_away(self) -> None:
        """Nothing is chosen here any more: whoever comes next goes on with what was found out of the seats."""
        for key, some in self._vacancies.items():
            _put_away[key] = [
                (house, one) for house, one in zip(self.houses[key[0]], some, strict=True)
            ]
        self._vacancies.clear()
        while len(_put_away) > KEPT:
            del _put_away[next(iter(_put_away))]

    def _vacancies_of(self, event_id: int) -> Iterator[Vacancy]:
        return (one for key, some in self._vacancies.items() if key[0] == event_id for one in some)


async def locked(event_ids: Iterable[int]) -> Hall:
    """The seats of these events, which nobody else gives out until the transaction ends: one statement
    where no event is seated, one more where one is.
    """
    return await _read(event_ids, _LOCK)


async def seen(event_ids: Iterable[int]) -> Hall:
    """The seats as they are now, for pages: others may take them at any moment."""
    return await _read(event_ids, "")


async def _read(event_ids: Iterable[int], lock: str) -> Hall:
    ids = sorted({int(one) for one in event_ids})
    if not ids:
        return Hall()
    seatings, taken = _queries(ids, lock)
    held = await rows(seatings.sql, seatings.values)
    return await found(held, await rows(taken.sql, taken.values) if held else ())


def queries(event_ids: Collection[int]) -> list[Statement]:
    """What `found` makes a hall of, locked as `locked` does: for who has locked the quotas, so that seats
    are taken in between by nobody but an organiser, whom `seat_taken_once` stops.
    """
    return _queries(sorted(event_ids), _LOCK)


async def found(seatings: Sequence[Row], taken: Sequence[Row]) -> Hall:
    """The answers to `queries`."""
    hall = Hall()
    for row in seatings:
        plan = await plan_of(row["seat_map_id"], row["guid"], row["revision"])
        house = House(plan, _by_type(_decoded(row["types"])))
        hall.houses.setdefault(row["event_id"], []).append(house)
    for row in taken:
        hall.taken[row["event_id"]] = {*_decoded(row["seats"])}
    return hall


def _queries(ids: Sequence[int], lock: str) -> list[Statement]:
    gathered, held = ("json_agg", lock) if is_postgres() else ("json_group_array", "")
    of, values = among(1, "BIGINT"), [listed(ids)]
    return [
        Statement(_SEATINGS.format(of) + held, values, not ids),
        Statement(_TAKEN.format(gathered, of), values, not ids),
    ]


def _decoded(value: Any) -> Any:
    return msgspec.json.decode(value) if isinstance(value, str) else value


def _borrowed(
    key: tuple[int, int], houses: Sequence[House], taken: Collection[int]
) -> list[Vacancy]:
    """The vacancies of the houses, with what is known of them: who has them is the only one."""
    known = _put_away.pop(key, [])
    if len(known) == len(houses) and all(
        house.plan is one.plan and house.categories == one.categories
        for house, (one, _) in zip(houses, known, strict=True)
    ):
        for _, vacancy in known:
            vacancy.become(taken)
        return [vacancy for _, vacancy in known]
    return [Vacancy(house.plan, house.seats_of(key[1]), taken) for house in houses]


def _by_type(types: Mapping[str, Sequence[int]]) -> dict[int, set[str]]:
    """{"a": [1, 2]} as {1: {"a"}, 2: {"a"}}."""
    found: dict[int, set[str]] = {}
    for category, ticket_type_ids in types.items():
        for one in ticket_type_ids:
            found.setdefault(one, set()).add(category)
    return found


_put_away: dict[tuple[int, int], list[tuple[House, Vacancy]]] = {}  # by event and type

_SEATINGS = """
SELECT seating.event_id, seating.seat_map_id, seating.types, seat_map.guid, seat_map.revision
FROM seating JOIN seat_map ON seat_map.id = seating.seat_map_id
WHERE seating.event_id {} ORDER BY seating.id"""

_LOCK = " FOR UPDATE OF seating FOR SHARE OF seat_map"

_TAKEN = """
SELECT event_id, {}(seat_id) AS seats FROM seat_taking WHERE event_id {} GROUP BY event_id"""
