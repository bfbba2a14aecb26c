"""Orders with tickets as rows, for what is printed and mailed of them."""

import secrets
from typing import Any

from events_svc import clock
from events_svc.events.models import Event
from events_svc.tickets.models import Order, OrderState, Ticket, TicketState
from events_svc.tickets.product_models import TicketType
from tests.events.factories import make_event


async def make_ticket_type(event: Event, **columns: Any) -> TicketType:
    defaults: dict[str, Any] = {
        "name": {"zh": "标准票", "en": "Standard"},
        "price_minor": 120_000,
    }
    return await TicketType.create(event=event, **{**defaults, **columns})


async def make_order(event: Event, **columns: Any) -> Order:
    """A paid order of Ada's without tickets."""
    defaults: dict[str, Any] = {
        "code": secrets.token_hex(3).upper(),
        "secret": secrets.token_urlsafe(24),
        "state": OrderState.PAID,
        "buyer_name": "Ada Lovelace",
        "email": "ada@example.org",
        "language": "en",
        "currency": "CNY",
        "total_minor": 120_000,
        "created_at": clock.now(),
        "paid_at": clock.now(),
    }
    return await Order.create(event=event, **{**defaults, **columns})


async def make_ticket(
    event: Event | None = None, *, order: Order | None = None, **columns: Any
) -> Ticket:
    """A valid ticket of Ada's, with the next number of its event."""
    event = event or await make_event()
    kind = await TicketType.filter(event=event).first() or await make_ticket_type(event)
    defaults: dict[str, Any] = {
        "number": await Ticket.filter(event=event).count() + 1,
        "secret": secrets.token_urlsafe(24),
        "state": TicketState.VALID,
        "holder_name": "Ada Lovelace",
        "price_minor": kind.price_minor,
        "created_at": clock.now(),
    }
    order = order or await make_order(event)
    return await Ticket.create(
        event=event, order=order, ticket_type=kind, **{**defaults, **columns}
    )
