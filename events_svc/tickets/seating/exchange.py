"""Seats of tickets that stand: what becomes of them when tickets end, come back or change their type."""

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby

from events_svc.tickets.models import Ticket
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.seating import hall
from events_svc.tickets.seating.errors import NoSuchSeat, SeatOfOtherType
from events_svc.tickets.seating.take import release, take_for_tickets


async def exchange(before: Collection[Ticket], after: Collection[Ticket]) -> None:
    """The seats of the tickets as they were are free, and they sit as they become, all or none.

    A ticket sits where it says; those that name no seat, or a seat which their type does not have, get the
    best that are free, an order's side by side, and none when their type is not seated: their `seat_id` is
    set and stored. Raises SeatTaken and FewSeats, which are kinds of SoldOut.
    """
    await release(before)
    if not after:
        return
    room = await hall.locked({one.event_id for one in after})
    names = await _names(room, after)
    for ticket, seat_id in [*_seated(room, after, names)]:
        if seat_id != ticket.seat_id:
            ticket.seat_id = seat_id
            await Ticket.filter(id=ticket.id).update(seat_id=seat_id)
    await take_for_tickets(after)


async def _names(room: hall.Hall, tickets: Iterable[Ticket]) -> dict[int, str]:
    """How the types are called, in case they are short of seats."""
    if not room.houses:
        return {}
    found = await TicketType.filter(id__in={one.ticket_type_id for one in tickets})
    return {one.id: " / ".join(one.name.values()) for one in found}


def _seated(
    room: hall.Hall, tickets: Collection[Ticket], names: dict[int, str]
) -> Iterator[tuple[Ticket, int | None]]:
    """Each ticket with its seat: first those that have one, then the others by order and type."""
    waiting = []
    for ticket in tickets:
        if ticket.seat_id is None or not _keeps(room, ticket, names):
            waiting.append(ticket)
        else:
            yield ticket, ticket.seat_id
    waiting.sort(key=_party)
    for (event_id, _, kind_id), some in groupby(waiting, _party):
        party = [*some]
        name = names.get(kind_id, "")
        yield from zip(party, room.choose(event_id, kind_id, len(party), name=name), strict=True)


def _keeps(room: hall.Hall, ticket: Ticket, names: dict[int, str]) -> bool:
    """Whether the ticket's seat is one of its type; it is taken then."""
    assert ticket.seat_id is not None
    kind_id = ticket.ticket_type_id
    name = names.get(kind_id, "")
    try:
        room.choose(ticket.event_id, kind_id, 1, wanted=[ticket.seat_id], name=name)
    except (SeatOfOtherType, NoSuchSeat):
        return False
    return True


def _party(ticket: Ticket) -> tuple[int, int, int]:
    return ticket.event_id, ticket.order_id, ticket.ticket_type_id
