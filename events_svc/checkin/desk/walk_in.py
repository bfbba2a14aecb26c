"""Register somebody who came without a ticket."""

from dataclasses import dataclass
from uuid import UUID

from events_svc.accounts import audit
from events_svc.checkin.desk.offers import offers
from events_svc.checkin.models import Gate
from events_svc.database import in_transaction
from events_svc.text import in_language
from events_svc.tickets.draft import Buyer, Holder, Line
from events_svc.tickets.errors import NotOnSale
from events_svc.tickets.models import Ticket
from events_svc.tickets.reserve import place


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who came, and which ticket it shall be."""

    name: str
    ticket_type_id: int
    variant_id: int | None = None
    organisation: str = ""
    phone: str = ""


async def register(gate: Gate, visitor: Visitor, *, walk_in_id: UUID, language: str) -> Ticket:
    """A ticket for the visitor with its order: paid when it costs nothing, else held until it is paid.

    The same `walk_in_id` with the same visitor gives the same ticket again. Raises NotADesk, NotOnSale for
    what is not offered here, and as `reserve.place` does.
    """
    await _refuse_unoffered(gate, visitor, language)
    line = Line(
        visitor.ticket_type_id,
        1,
        (Holder(visitor.name, organisation=visitor.organisation),),
        visitor.variant_id,
    )
    buyer = Buyer(
        visitor.name, phone=visitor.phone, organisation=visitor.organisation, language=language
    )
    placed = await place(
        gate.event.slug, [line], buyer=buyer, submission=f"walk-in:{walk_in_id}", source="organiser"
    )
    ticket = await _ticket(placed.order.id)
    if placed.tickets:  # not the second time
        await _record(gate, ticket)
    return ticket


async def _refuse_unoffered(gate: Gate, visitor: Visitor, language: str) -> None:
    wanted = (visitor.ticket_type_id, visitor.variant_id)
    for one in await offers(gate):
        if wanted == (one.ticket_type.id, one.variant.id if one.variant else None):
            return
    raise NotOnSale(f"#{visitor.ticket_type_id}", visitor.ticket_type_id)


async def _ticket(order_id: int) -> Ticket:
    found = Ticket.filter(order_id=order_id, addon_to_id=None).order_by("id")
    return await found.select_related("order", "ticket_type").get()


async def _record(gate: Gate, ticket: Ticket) -> None:
    async with in_transaction():
        await audit.record(
            "walk_in.registered",
            f"ticket:{ticket.id}",
            event_id=gate.event_id,
            gate=in_language(gate.name, "en"),
        )
