"""Another seat for a ticket that stands."""

from events_svc.database import in_transaction
from events_svc.tickets.history import enter, locked_order
from events_svc.tickets.models import Ticket, TicketState
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.seating import hall
from events_svc.tickets.seating.errors import NotSeated
from events_svc.tickets.seating.take import release, take_for_tickets
from venues.seat_models import Seat

SEATED = (TicketState.HELD, TicketState.VALID)


async def change_seat(ticket: Ticket, seat_id: int) -> Ticket:
    """The ticket sits there from now on, and its old seat is free. Its own seat again changes nothing.

    Raises NotSeated when the ticket is not valid any more, and what `Hall.choose` refuses; then it keeps
    the seat that it has.
    """
    async with in_transaction():
        order = await locked_order(ticket.order_id)
        present = await Ticket.get(id=ticket.id)
        if present.state not in SEATED:
            raise NotSeated
        if present.seat_id == seat_id:
            return present
        kind = await TicketType.get(id=present.ticket_type_id)
        room = await hall.locked([present.event_id])
        name = " / ".join(kind.name.values())
        room.choose(present.event_id, kind.id, 1, wanted=[seat_id], name=name)
        await release([present])
        before, present.seat_id = present.seat_id, seat_id
        await present.save(update_fields=["seat_id"])
        await take_for_tickets([present])
        await enter(
            order,
            "seat_changed",
            ticket=present.number,
            before=await _called(before),
            after=await _called(seat_id),
        )
    return present


async def _called(seat_id: int | None) -> str:
    seat = await Seat.get_or_none(id=seat_id) if seat_id else None
    return f"{seat.zone} {seat.row}-{seat.number}".strip() if seat else ""
