"""The lookups of ticketing: what belongs to an event, or is behind a secret; else NotFound."""

from events_svc.accounts.errors import there
from events_svc.events.models import Event
from events_svc.tickets.models import Order, OrderChange, Ticket
from events_svc.tickets.payment_models import Payment, Refund
from events_svc.tickets.product_models import Quota, TaxRule, TicketType, Variant


async def order_behind(secret: str) -> Order:
    """The order whose link has this secret, with its event and organisation."""
    order = Order.get_or_none(secret=secret)
    return there(await order.select_related("event__organisation"))


async def ticket_behind(secret: str) -> Ticket:
    """The ticket whose link has this secret, with all that is printed on it."""
    ticket = Ticket.get_or_none(secret=secret)
    return there(
        await ticket.select_related(
            "event__venue", "event__organisation", "ticket_type", "order", "seat"
        )
    )


async def order_of(event: Event, code: str) -> Order:
    """The event's order with this code."""
    return there(await Order.get_or_none(event_id=event.id, code=code))


async def ticket_of(order: Order, number: int) -> Ticket:
    """The order's ticket with this number."""
    return there(await Ticket.get_or_none(order_id=order.id, number=number))


async def ticket_numbered(event: Event, number: int) -> Ticket:
    """The event's ticket with this number, with its type."""
    found = Ticket.get_or_none(event_id=event.id, number=number)
    return there(await found.select_related("ticket_type"))


async def payment_of(order: Order, payment_id: int) -> Payment:
    """The order's payment with this id."""
    return there(await Payment.get_or_none(order_id=order.id, id=payment_id))


async def refund_of(order: Order, refund_id: int) -> Refund:
    """The order's refund with this id."""
    return there(await Refund.get_or_none(order_id=order.id, id=refund_id))


async def change_of(order: Order, change_id: int) -> OrderChange:
    """The order's change with this id."""
    return there(await OrderChange.get_or_none(order_id=order.id, id=change_id))


async def payment_behind(order: Order, reference: str) -> Payment:
    """The order's payment with this reference, which the provider gives back."""
    return there(await Payment.get_or_none(order_id=order.id, reference=reference))


async def type_of(event: Event, type_id: int) -> TicketType:
    """The event's ticket type with this id."""
    return there(await TicketType.get_or_none(event_id=event.id, id=type_id))


async def quota_of(event: Event, quota_id: int) -> Quota:
    """The event's quota with this id."""
    return there(await Quota.get_or_none(event_id=event.id, id=quota_id))


async def variant_of(event: Event, variant_id: int) -> Variant:
    """The event's variant, of whichever type, with this id."""
    return there(await Variant.get_or_none(ticket_type__event_id=event.id, id=variant_id))


async def tax_of(event: Event, tax_id: int) -> TaxRule:
    """The event's tax rule with this id."""
    return there(await TaxRule.get_or_none(event_id=event.id, id=tax_id))
