"""Put ticket types on sale and size their quotas."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.database import in_transaction, rows
from events_svc.events.models import Event
from events_svc.text import Text
from events_svc.tickets.errors import QuotaTooSmall
from events_svc.tickets.product_models import Quota, QuotaTicketType, TicketType


@dataclass(frozen=True, slots=True)
class TypeFacts:
    """What an organiser says of a ticket type; `price_minor` in the event's currency."""

    name: Text
    price_minor: int = 0
    description: Text = field(default_factory=dict)
    sale_starts_at: datetime | None = None
    sale_ends_at: datetime | None = None
    min_per_order: int = 1
    max_per_order: int = 10
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    is_admission: bool = True  # its holder comes to the door, and is expected there
    is_hidden: bool = False
    is_active: bool = True


_COLUMNS = tuple(TypeFacts.__dataclass_fields__)


async def add_type(event: Event, facts: TypeFacts, *, places: int | None = None) -> TicketType:
    """A new ticket type, the last in the list; with `places`, in a quota of its own of that size."""
    async with in_transaction():
        position = await TicketType.filter(event_id=event.id).count()
        kind = await TicketType.create(event_id=event.id, position=position, **_values(facts))
        await audit.record("ticket_type.created", f"ticket_type:{kind.id}", event_id=event.id)
        if places is not None:
            await _quota(event, _any(facts.name), places, [kind.id])
    return kind


async def change_type(kind: TicketType, facts: TypeFacts) -> TicketType:
    """Change a ticket type. Orders that stand keep the price at which they were made."""
    async with in_transaction():
        await TicketType.filter(id=kind.id).update(**_values(facts))
        await audit.record("ticket_type.changed", f"ticket_type:{kind.id}", event_id=kind.event_id)
    return await TicketType.get(id=kind.id)


async def add_quota(event: Event, name: str, *, size: int, ticket_type_ids: Sequence[int]) -> Quota:
    """A quota for ticket types of the event; tickets that exist take their places in it at once.

    Raises QuotaTooSmall when there are more of them than places.
    """
    async with in_transaction():
        return await _quota(event, name, size, ticket_type_ids)


async def change_quota(
    quota: Quota, *, name: str, size: int, ticket_type_ids: Sequence[int]
) -> Quota:
    """Another name, size or set of ticket types; QuotaTooSmall when more places are taken."""
    async with in_transaction():
        before = await QuotaTicketType.filter(quota_id=quota.id).values_list(
            "ticket_type_id", flat=True
        )
        await _lock_types(quota.event_id, [*before, *ticket_type_ids])  # type: ignore[list-item]  # values_list(flat=True) gives ids, is typed as rows
        await Quota.filter(id=quota.id).select_for_update().first()
        await QuotaTicketType.filter(quota_id=quota.id).delete()
        await _fill(quota, size, ticket_type_ids)
        await Quota.filter(id=quota.id).update(name=name)
        await audit.record("quota.changed", f"quota:{quota.id}", event_id=quota.event_id, size=size)
    return await Quota.get(id=quota.id)


async def _quota(event: Event, name: str, size: int, ticket_type_ids: Sequence[int]) -> Quota:
    await _lock_types(event.id, ticket_type_ids)
    quota = await Quota.create(event_id=event.id, name=name, size=size)
    await _fill(quota, size, ticket_type_ids)
    await audit.record("quota.created", f"quota:{quota.id}", event_id=event.id, size=size)
    return await Quota.get(id=quota.id)


async def _lock_types(event_id: int, ticket_type_ids: Sequence[int]) -> None:
    """Wait until nobody sells these types; NotFound when one is not of the event."""
    ids = sorted(set(ticket_type_ids))
    found = (
        await TicketType.filter(id__in=ids, event_id=event_id).order_by("id").select_for_update()
    )
    if len(found) != len(ids):
        raise NotFound


async def _fill(quota: Quota, size: int, ticket_type_ids: Sequence[int]) -> None:
    ids = sorted(set(ticket_type_ids))
    for ticket_type_id in ids:
        await QuotaTicketType.create(quota_id=quota.id, ticket_type_id=ticket_type_id)
    (row,) = await rows(_USED, [quota.id])
    if row["used"] > size:
        raise QuotaTooSmall(row["used"])
    await Quota.filter(id=quota.id).update(size=size, used=row["used"])


def _values(facts: TypeFacts) -> dict[str, Any]:
    return {column: getattr(facts, column) for column in _COLUMNS}


def _any(name: Text) -> str:
    return " / ".join(name.values())[:200]


_USED = """
SELECT COUNT(*) AS used FROM ticket
JOIN quota_ticket_type AS member ON member.ticket_type_id = ticket.ticket_type_id
WHERE member.quota_id = $1 AND ticket.state IN ('held', 'valid', 'blocked')"""
