"""What the door knows of tickets, which ticketing itself does not see."""

from collections.abc import Collection
from datetime import datetime

from events_svc.checkin.models import Admission
from events_svc.tickets.models import Order, Ticket


async def first_entry(ticket: Ticket) -> datetime | None:
    """When somebody came in with this ticket for the first time."""
    entered = Admission.filter(ticket_id=ticket.id, entries__gt=0)
    admission = await entered.order_by("first_at").first()
    return admission.first_at if admission else None


async def has_entered(order: Order) -> bool:
    """Whether somebody came in with a ticket of this order."""
    return await Admission.filter(ticket__order_id=order.id, entries__gt=0).exists()


async def have_entered(tickets: Collection[Ticket]) -> bool:
    """Whether somebody came in with one of these tickets."""
    ids = [one.id for one in tickets]
    return await Admission.filter(ticket_id__in=ids, entries__gt=0).exists()
