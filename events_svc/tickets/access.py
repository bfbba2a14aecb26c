"""The lookups of ticketing: what belongs to an event, or is behind a secret; else NotFound."""

from typing import TypeVar

from events_svc.accounts.errors import NotFound
from events_svc.events.models import Event
from events_svc.tickets.models import Order, OrderChange, Ticket
from events_svc.tickets.payment_models import Payment, Refund
from events_svc.tickets.product_models import Quota, TicketType

Row = TypeVar("Row")


async def order_behind(secret: str) -> Order:
    """The order whose link has this secret, with its event and organisation."""
    order = Order.get_or_none(secret=secret)
    return _there(await order.select_related("event__organisation"))


async def ticket_behind(secret: str) -> Ticket:
    """The ticket whose link has this secret, with all that is printed on it."""
    ticket = Ticket.get_or_none(secret=secret)
    return _there(
        await ticket.select_related(
            "event__venue", "event__organisation", "ticket_type", "order", "seat"
        )
    )


async def order_of(event: Event, code: str) -> Order:
    """The event's order with this code."""
    return _there(await Order.get_or_none(event_id=event.id, code=code))


async def ticket_of(order: Order, number: int) -> Ticket:
    """The order's ticket with this number."""
    return _there(await Ticket.get_or_none(order_id=order.id, number=number))


async def ticket_numbered(event: Event, number: int) -> Ticket:
    """The event's ticket with this number, with its type."""
    found = Ticket.get_or_none(event_id=event.id, number=number)
    return _there(await found.select_related("ticket_type"))


async def payment_of(order: Order, payment_id: int) -> Payment:
    """The order's payment with this id."""
    return _there(await Payment.get_or_none(order_id=order.id, id=payment_id))


async def refund_of(order: Order, refund_id: int) -> Refund:
    """The order's refund with this id."""
    return _there(await Refund.get_or_none(order_id=order.id, id=refund_id))


async def change_of(order: Order, change_id: int) -> OrderChange:
    """The order's change with this id."""
    return _there(await OrderChange.get_or_none(order_id=order.id, id=change_id))


async def payment_behind(order: Order, reference: str) -> Payment:
    """The order's payment with this reference, which the provider gives back."""
    return _there(await Payment.get_or_none(order_id=order.id, reference=reference))


async def type_of(event: Event, type_id: int) -> TicketType:
    """The event's ticket type with this id."""
    return _there(await TicketType.get_or_none(event_id=event.id, id=type_id))


async def quota_of(event: Event, quota_id: int) -> Quota:
    """The event's quota with this id."""
    return _there(await Quota.get_or_none(event_id=event.id, id=quota_id))


def _there(found: Row | None) -> Row:
    if found is None:
        raise NotFound
    return found
