"""Everything that events know of one person, by e-mail address."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tortoise.expressions import Q

from events_svc.letters.models import Letter
from events_svc.privacy.errors import NobodyKnown
from events_svc.tickets.models import Order, Ticket
from events_svc.tickets.waiting.models import WaitingEntry


@dataclass(slots=True)
class Known:
    """What belongs to a person: orders as a buyer, tickets as a holder, waits; at which events."""

    email: str
    event_ids: list[int]
    orders: list[Order] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)
    waiting: list[WaitingEntry] = field(default_factory=list)
    letters: list[int] = field(default_factory=list)

    @property
    def about(self) -> frozenset[str]:
        """Of what mails to the person may tell."""
        return frozenset(
            [f"order:{one.id}" for one in self.orders]
            + [f"order:{one.order_id}" for one in self.tickets]
            + [f"ticket:{one.id}" for one in self.tickets]
            + [f"waiting:{one.id}" for one in self.waiting]
            + [f"letter:{one}" for one in self.letters]
        )

    @property
    def addresses(self) -> list[str]:
        """The address as it was typed here and there."""
        typed = {one.email for one in self.orders} | {one.holder_email for one in self.tickets}
        return sorted((typed | {one.email for one in self.waiting} | {self.email}) - {""})


async def known(email: str, event_ids: Sequence[int]) -> Known:
    """What these events know of the person; NobodyKnown when they know nothing. A ticket is the person's by
    its address, or as the buyer's own.
    """
    found = Known(email, [*event_ids])
    orders = Order.filter(event_id__in=found.event_ids, email__iexact=email)
    found.orders = await orders.order_by("id").select_related("event")
    own = [Q(order_id=one.id, holder_email="", holder_name=one.buyer_name) for one in found.orders]
    theirs = Q(event_id__in=found.event_ids, holder_email__iexact=email)
    found.tickets = (
        await Ticket.filter(Q(theirs, *own, join_type="OR"))
        .order_by("id")
        .select_related("event", "ticket_type", "order")
    )
    waiting = WaitingEntry.filter(event_id__in=found.event_ids, email__iexact=email)
    found.waiting = await waiting.order_by("id").select_related("event")
    if not (found.orders or found.tickets or found.waiting):
        raise NobodyKnown
    letters: list[dict[str, Any]] = await Letter.filter(event_id__in=found.event_ids).values("id")
    found.letters = [one["id"] for one in letters]
    return found
