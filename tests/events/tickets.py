"""Ticket types as the public page of an event shows them."""

from events_svc.events.models import Event
from events_svc.tickets.product_models import Quota, QuotaTicketType, TicketType


async def make_offer(
    event: Event, name: str, *, price_minor: int, size: int, used: int = 0
) -> TicketType:
    ticket_type = await TicketType.create(event=event, name={"en": name}, price_minor=price_minor)
    quota = await Quota.create(event=event, name=name, size=size, used=used)
    await QuotaTicketType.create(quota=quota, ticket_type=ticket_type)
    return ticket_type
