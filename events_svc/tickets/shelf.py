"""The places of quotas, locked for the running transaction.

Locks are taken in one order everywhere: order, ticket types (shared), quotas by id. So nobody waits in a
circle, and who changes which quotas a type is in waits until nobody sells it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from events_svc.database import execute, is_postgres, rows
from events_svc.tickets.product_models import TicketType


@dataclass(slots=True)
class Shelf:
    """Ticket types and what their quotas have left; changes are kept until `store`."""

    types: dict[int, TicketType]
    quotas: dict[int, list[int]]  # ids of the quotas that a type is in
    left: dict[int, int]  # places by id of the quota
    taken: Counter[int] = field(default_factory=Counter)

    def left_of(self, ticket_type_id: int) -> int:
        """How many tickets of the type there are still; none for a type that is in no quota."""
        quotas = self.quotas.get(ticket_type_id)
        return min(self.left[quota] for quota in quotas) if quotas else 0

    def lacks(self, counts: Mapping[int, int]) -> int | None:
        """The first type for which there is no place when `counts` are taken together."""
        needed: Counter[int] = Counter()
        for ticket_type_id, count in counts.items():
            if not self.quotas.get(ticket_type_id):
                return ticket_type_id
            for quota in self.quotas[ticket_type_id]:
                needed[quota] += count
                if needed[quota] > self.left[quota]:
                    return ticket_type_id
        return None

    def take(self, counts: Mapping[int, int]) -> None:
        """Take places; negative counts give them back."""
        for ticket_type_id, count in counts.items():
            for quota in self.quotas.get(ticket_type_id, ()):
                self.left[quota] -= count
                self.taken[quota] += count

    async def store(self) -> None:
        """Write what was taken and given back. The database refuses what would oversell."""
        for quota, count in sorted(self.taken.items()):
            if count:
                await execute("UPDATE quota SET used = used + $1 WHERE id = $2", [count, quota])
        self.taken.clear()


async def locked(ticket_type_ids: Iterable[int]) -> Shelf:
    """The shelf of these ticket types, which nobody else changes until the transaction ends."""
    return await _locked("id", ticket_type_ids)


async def locked_of_events(event_ids: Iterable[int]) -> Shelf:
    """The shelf of all ticket types of these events."""
    return await _locked("event_id", event_ids)


async def _locked(column: str, wanted: Iterable[int]) -> Shelf:
    ids = sorted({int(one) for one in wanted})
    if not ids:
        return Shelf({}, {}, {})
    listed = ", ".join(str(one) for one in ids)
    share, update = (" FOR SHARE", " FOR UPDATE OF quota") if is_postgres() else ("", "")
    types: list[TicketType] = await TicketType.raw(
        f"SELECT * FROM ticket_type WHERE {column} IN ({listed}) ORDER BY id{share}"  # noqa: S608 our column, numbers
    )
    found = await rows(_PLACES.format(column, listed) + update)
    quotas: dict[int, list[int]] = {}
    for row in found:
        quotas.setdefault(row["ticket_type_id"], []).append(row["id"])
    left = {row["id"]: row["size"] - row["used"] for row in found}
    return Shelf({one.id: one for one in types}, quotas, left)


_PLACES = """
SELECT quota.id, quota.size, quota.used, member.ticket_type_id
FROM quota JOIN quota_ticket_type AS member ON member.quota_id = quota.id
JOIN ticket_type ON ticket_type.id = member.ticket_type_id
WHERE ticket_type.{} IN ({}) ORDER BY quota.id"""
