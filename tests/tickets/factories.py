"""Ticket types, quotas and orders that tests need."""

from typing import Any

from events_svc.database import rows
from events_svc.events.models import Event
from events_svc.tickets.draft import Buyer, Line
from events_svc.tickets.models import Order, Ticket
from events_svc.tickets.offer import TypeFacts, add_type
from events_svc.tickets.payment_models import Payment
from events_svc.tickets.product_models import Quota, TicketType
from events_svc.tickets.reserve import reserve

BUYER = Buyer("Ada", "ada@example.org", language="en")


async def make_type(
    event: Event, name: str = "Standard", *, price_minor: int = 0, places: int = 10, **facts: Any
) -> TicketType:
    """A ticket type in a quota of its own."""
    texts = {"zh": f"{name}票", "en": name}
    return await add_type(event, TypeFacts(texts, price_minor=price_minor, **facts), places=places)


async def make_order(
    event: Event, kind: TicketType, count: int = 1, *, buyer: Buyer = BUYER
) -> Order:
    return await reserve(event, [Line(kind.id, count)], buyer=buyer)


async def quota_of(kind: TicketType) -> Quota:
    return await Quota.get(members__ticket_type_id=kind.id)


async def states(order: Order) -> tuple[str, list[str], list[str]]:
    """What stands in the database: state of the order, of its tickets, of its payments."""
    return (
        (await Order.get(id=order.id)).state.value,
        [t.state.value for t in await Ticket.filter(order_id=order.id).order_by("id")],
        [p.state.value for p in await Payment.filter(order_id=order.id).order_by("id")],
    )


async def history(order: Order) -> list[tuple[str, int]]:
    """Action and money of every entry, in order."""
    sql = "SELECT action, amount_minor FROM order_entry WHERE order_id = $1 ORDER BY id"
    return [(row["action"], row["amount_minor"]) for row in await rows(sql, [order.id])]
