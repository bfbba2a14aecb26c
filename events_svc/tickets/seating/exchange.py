"""Seats of tickets that stand: what becomes of them when tickets end, come back or change their type."""

from collections.abc import Collection

from events_svc.tickets.models import Ticket
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.seating import hall
from events_svc.tickets.seating.errors import NoSuchSeat, SeatOfOtherType
from events_svc.tickets.seating.take import release, take_for_tickets


async def exchange(before: Collection[Ticket], after: Collection[Ticket]) -> None:
    """The seats of the tickets as they were are free, and they sit as they become, all or none.

    A ticket sits where it says; one that names no seat, or a seat which its type does not have, gets the
    best that is free, and none when its type is not seated: its `seat_id` is set and stored. Raises
    SeatTaken and FewSeats, which are kinds of SoldOut.
    """
    await release(before)
    room = await hall.locked({one.event_id for one in after})
    for ticket in sorted(after, key=lambda one: one.seat_id is None):
        seat_id = await _seat(room, ticket)
        if seat_id != ticket.seat_id:
            ticket.seat_id = seat_id
            await Ticket.filter(id=ticket.id).update(seat_id=seat_id)
    await take_for_tickets(after)


async def _seat(room: hall.Hall, ticket: Ticket) -> int | None:
    if not room.is_seated(ticket.event_id, ticket.ticket_type_id):
        return None
    kind = await TicketType.get(id=ticket.ticket_type_id)
    name = " / ".join(kind.name.values())
    try:
        return room.choose(
            kind.event_id, kind.id, 1, wanted=[one for one in [ticket.seat_id] if one], name=name
        )[0]
    except (SeatOfOtherType, NoSuchSeat):
        return room.choose(kind.event_id, kind.id, 1, name=name)[0]
