"""Ids and numbers for what is going to be written: got before, so that all of it is written at once."""

from collections import Counter as Count
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tortoise.models import Model

from events_svc.database import is_postgres, rows
from events_svc.database.at_once import Row, Statement, among, ids_for, listed, read, table, told
from events_svc.tickets.carts.models import Cart, CartItem
from events_svc.tickets.items import Item
from events_svc.tickets.models import Order, Ticket

Wanted = Mapping[type[Model], int]
NUMBERED: tuple[type[Model], ...] = (Order, Ticket, Cart, CartItem)


@dataclass(slots=True)
class Numbers:
    """Ids that nobody else uses, and the last ticket numbers of events, whose rows are locked."""

    ids: dict[type[Model], list[int]] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)
    moved: set[int] = field(default_factory=set)

    async def reach(self, wanted: Wanted) -> None:
        """There are ids enough for so many rows."""
        if any(len(self.ids.get(one, ())) < count for one, count in wanted.items()):
            (found,) = await read([ids_for(_all(wanted))])
            self.ids = _sorted(found)

    def give(self, model: type[Model], records: Sequence[dict[str, Any]]) -> None:
        """Each of the records has its id, in their order."""
        mine = self.ids.get(model, [])
        for record in records:
            record["id"] = mine.pop(0)

    def relate(self, model: type[Model], pairs: Sequence[tuple[Item, dict[str, Any]]]) -> None:
        """Each item's row has its id, those that are taken with another after all others, and says which."""
        alone = [row for item, row in pairs if item.addon_to is None]
        self.give(model, alone + [row for item, row in pairs if item.addon_to is not None])
        ids = {item: row["id"] for item, row in pairs}
        for item, row in pairs:
            row["addon_to_id"] = ids[item.addon_to] if item.addon_to else None

    async def number(self, tickets: Sequence[dict[str, Any]]) -> None:
        """Give the tickets the next numbers of their events."""
        wanted = Count(ticket["event_id"] for ticket in tickets)
        following = {one: await self._following(one, wanted[one]) for one in sorted(wanted)}
        for ticket in tickets:
            ticket["number"] = next(following[ticket["event_id"]])

    def changes(self) -> list[Statement]:
        """Keep the numbers that were given."""
        kept = [{"event_id": one, "last_number": self.last[one]} for one in sorted(self.moved)]
        self.moved.clear()
        return [Statement(_MOVE.format(table(1, _MOVED)), [told(kept)], not kept)]

    async def _following(self, event_id: int, count: int) -> Iterator[int]:
        if event_id in self.last:
            self.last[event_id] += count
            self.moved.add(event_id)
            last = self.last[event_id]
        else:
            (row,) = await rows(_COUNT, [event_id, count])
            last = row["last_number"]
        return iter(range(last - count + 1, last + 1))


def queries(wanted: Wanted, event_ids: Collection[int]) -> list[Statement]:
    """What `found` makes Numbers of: on SQLite, ticket numbers are counted when they are needed."""
    lock = Statement(_LAST.format(among(1, "BIGINT")), [listed(sorted(event_ids))])
    return [ids_for(_all(wanted)), lock if is_postgres() else Statement("", is_idle=True)]


def found(ids: Sequence[Row], last: Sequence[Row]) -> Numbers:
    """The answers to `queries`."""
    return Numbers(_sorted(ids), {row["event_id"]: row["last_number"] for row in last})


def _all(wanted: Wanted) -> dict[type[Model], int]:
    return {one: wanted.get(one, 0) for one in NUMBERED}


def _sorted(ids: Sequence[Row]) -> dict[type[Model], list[int]]:
    made: dict[type[Model], list[int]] = {one: [] for one in NUMBERED}
    for row in ids:
        made[NUMBERED[row["n"]]].append(row["id"])
    return {one: sorted(some) for one, some in made.items()}


_LAST = """
SELECT event_id, last_number FROM ticket_counter WHERE event_id {} ORDER BY event_id FOR UPDATE"""

_COUNT = """
INSERT INTO ticket_counter (event_id, last_number)
VALUES ($1, $2 + (SELECT COALESCE(MAX(number), 0) FROM ticket WHERE event_id = $1))
ON CONFLICT (event_id) DO UPDATE SET last_number = ticket_counter.last_number + $2
RETURNING last_number"""

_MOVED = {"event_id": "BIGINT", "last_number": "BIGINT"}
_MOVE = """
UPDATE ticket_counter SET last_number = told.last_number FROM {}
WHERE ticket_counter.event_id = told.event_id"""
