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
from events_svc.tickets.product_models import (
    Quota,
    QuotaTicketType,
    TaxRule,
    TicketType,
    Variant,
)


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
    tax_rule_id: int | None = None
    is_admission: bool = True  # its holder comes to the door, and is expected there
    is_personalised: bool = True  # its holder has a name
    is_addon: bool = False  # only together with another ticket
    is_hidden: bool = False
    is_active: bool = True
    needs_approval: bool = False
    approval_days: int = 14  # then the order ends of which nobody decided
    needs_voucher: bool = False


_COLUMNS = tuple(TypeFacts.__dataclass_fields__)


async def add_type(event: Event, facts: TypeFacts, *, places: int | None = None) -> TicketType:
    """A new ticket type, the last in the list; with `places`, in a quota of its own of that size."""
    async with in_transaction():
        await _check_tax(event.id, facts.tax_rule_id)
        position = await TicketType.filter(event_id=event.id).count()
        kind = await TicketType.create(event_id=event.id, position=position, **_values(facts))
        await audit.record("ticket_type.created", f"ticket_type:{kind.id}", event_id=event.id)
        if places is not None:
            await _quota(event, _any(facts.name), places, Members([kind.id]))
    return kind


async def change_type(kind: TicketType, facts: TypeFacts) -> TicketType:
    """Change a ticket type. Orders that stand keep the price at which they were made."""
    async with in_transaction():
        await _check_tax(kind.event_id, facts.tax_rule_id)
        await TicketType.filter(id=kind.id).update(**_values(facts))
        await audit.record("ticket_type.changed", f"ticket_type:{kind.id}", event_id=kind.event_id)
    return await TicketType.get(id=kind.id)


@dataclass(frozen=True, slots=True)
class Members:
    """What takes places of a quota: whole types, and single variants of others."""

    ticket_type_ids: Sequence[int] = ()
    variant_ids: Sequence[int] = ()


async def add_quota(
    event: Event,
    name: str,
    *,
    size: int,
    ticket_type_ids: Sequence[int] = (),
    variant_ids: Sequence[int] = (),
) -> Quota:
    """A quota for types and variants of the event; tickets that exist take their places in it at once.

    Raises QuotaTooSmall when there are more of them than places.
    """
    async with in_transaction():
        return await _quota(event, name, size, Members(ticket_type_ids, variant_ids))


async def change_quota(
    quota: Quota,
    *,
    name: str,
    size: int,
    ticket_type_ids: Sequence[int] = (),
    variant_ids: Sequence[int] = (),
) -> Quota:
    """Another name, size or set of types and variants; QuotaTooSmall when more places are taken."""
    members = Members(ticket_type_ids, variant_ids)
    async with in_transaction():
        before = await QuotaTicketType.filter(quota_id=quota.id)
        keys = await _keys(quota.event_id, members)
        await _lock_types(quota.event_id, [one.ticket_type_id for one in before] + [*_types(keys)])
        await Quota.filter(id=quota.id).select_for_update().first()
        await QuotaTicketType.filter(quota_id=quota.id).delete()
        await _fill(quota, size, keys)
        await Quota.filter(id=quota.id).update(name=name)
        await audit.record("quota.changed", f"quota:{quota.id}", event_id=quota.event_id, size=size)
    return await Quota.get(id=quota.id)


async def _quota(event: Event, name: str, size: int, members: Members) -> Quota:
    keys = await _keys(event.id, members)
    await _lock_types(event.id, _types(keys))
    quota = await Quota.create(event_id=event.id, name=name, size=size)
    await _fill(quota, size, keys)
    await audit.record("quota.created", f"quota:{quota.id}", event_id=event.id, size=size)
    return await Quota.get(id=quota.id)


async def _keys(event_id: int, members: Members) -> list[tuple[int, int | None]]:
    """Type and variant of each member; of a type that is in as a whole, no single variants."""
    keys: list[tuple[int, int | None]] = [(one, None) for one in sorted({*members.ticket_type_ids})]
    wanted = {*members.variant_ids}
    found = Variant.filter(id__in=sorted(wanted), ticket_type__event_id=event_id)
    variants = await found.order_by("id")
    if len(variants) != len(wanted):
        raise NotFound
    whole = {*members.ticket_type_ids}
    keys += [(one.ticket_type_id, one.id) for one in variants if one.ticket_type_id not in whole]
    return keys


def _types(keys: Sequence[tuple[int, int | None]]) -> list[int]:
    return [ticket_type_id for ticket_type_id, _ in keys]


async def _lock_types(event_id: int, ticket_type_ids: Sequence[int]) -> None:
    """Wait until nobody sells these types; NotFound when one is not of the event."""
    ids = sorted(set(ticket_type_ids))
    found = (
        await TicketType.filter(id__in=ids, event_id=event_id).order_by("id").select_for_update()
    )
    if len(found) != len(ids):
        raise NotFound


async def _fill(quota: Quota, size: int, keys: Sequence[tuple[int, int | None]]) -> None:
    for ticket_type_id, variant_id in keys:
        await QuotaTicketType.create(
            quota_id=quota.id, ticket_type_id=ticket_type_id, variant_id=variant_id
        )
    (row,) = await rows(USED.format("$1"), [quota.id])
    if row["used"] > size:
        raise QuotaTooSmall(row["used"])
    await Quota.filter(id=quota.id).update(size=size, used=row["used"])


async def _check_tax(event_id: int, tax_rule_id: int | None) -> None:
    if tax_rule_id is not None and not await TaxRule.exists(id=tax_rule_id, event_id=event_id):
        raise NotFound


def _values(facts: TypeFacts) -> dict[str, Any]:
    return {column: getattr(facts, column) for column in _COLUMNS}


def _any(name: Text) -> str:
    return " / ".join(name.values())[:200]


_MEMBER = """EXISTS (SELECT 1 FROM quota_ticket_type AS member WHERE member.quota_id = {{0}}
  AND member.ticket_type_id = {0}.ticket_type_id
  AND (member.variant_id IS NULL OR member.variant_id = {0}.variant_id))"""

# What takes places of a quota, format it with the quota's id: tickets, carts, and vouchers that keep some.
USED = f"""
SELECT (SELECT COUNT(*) FROM ticket WHERE ticket.state IN ('held', 'valid', 'blocked')
    AND {_MEMBER.format("ticket")})
  + (SELECT COUNT(*) FROM cart_item JOIN cart ON cart.id = cart_item.cart_id
    WHERE cart.ended_at IS NULL AND {_MEMBER.format("cart_item")})
  + (SELECT COALESCE(SUM(reserved), 0) FROM voucher WHERE reserved > 0
    AND (voucher.quota_id = {{0}} OR (voucher.quota_id IS NULL AND {_MEMBER.format("voucher")})))
  AS used"""  # noqa: S608 ours
