"""What becomes of seats when tickets end, come back or change their type."""

import pytest

from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.tickets.errors import SoldOut
from events_svc.tickets.models import Ticket
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.seating.exchange import exchange
from events_svc.tickets.seating.take import Taking, release, take
from tests.events.factories import make_event
from tests.tickets.factories import make_order, make_type
from tests.tickets.seating.factories import make_map, seat_ids, seat_it, takings

pytestmark = pytest.mark.usefixtures("database")


async def hall_of_two_categories() -> tuple[Event, TicketType, TicketType, list[int]]:
    event = await make_event()
    front, back = await make_type(event, "Front"), await make_type(event, "Back")
    seat_map = await make_map(2, 2, categories="ab")
    await seat_it(event, seat_map, a=[front], b=[back])
    return event, front, back, await seat_ids(seat_map)


async def ticket_on(event: Event, kind: TicketType, seat_id: int) -> Ticket:
    """A ticket that is to sit there, but does not yet."""
    ticket = await Ticket.get(order=await make_order(event, kind))
    await release([ticket])
    ticket.seat_id = seat_id
    await ticket.save(update_fields=["seat_id"])
    return ticket


async def test_a_ticket_of_another_type_moves_to_the_best_seat_of_its_category() -> None:
    event, front, back, seats = await hall_of_two_categories()
    ticket = await Ticket.get(order=await make_order(event, front))
    async with in_transaction():
        await exchange([ticket], [])
        ticket.ticket_type_id = back.id
        await exchange([], [ticket])
    assert await takings(event) == [(seats[2], ticket.id)]
    assert (await Ticket.get(id=ticket.id)).seat_id == seats[2]


async def test_a_ticket_that_comes_back_sits_where_it_sat_unless_another_sits_there() -> None:
    event, front, _, seats = await hall_of_two_categories()
    ticket = await ticket_on(event, front, seats[1])
    async with in_transaction():
        await exchange([ticket], [])
    async with in_transaction():
        await exchange([], [ticket])
    assert await takings(event) == [(seats[1], ticket.id)]
    async with in_transaction():
        await exchange([ticket], [])
        await take([Taking(event.id, seats[1])])
    with pytest.raises(SoldOut):
        async with in_transaction():
            await exchange([], [ticket])
    assert await takings(event) == [(seats[1], None)]


async def test_a_type_without_seats_gets_none_and_gives_its_seat_up() -> None:
    event, front, _, seats = await hall_of_two_categories()
    standing = await make_type(event, "Standing")
    ticket = await ticket_on(event, front, seats[0])
    async with in_transaction():
        ticket.ticket_type_id = standing.id
        await exchange([ticket], [ticket])
    assert (await takings(event), (await Ticket.get(id=ticket.id)).seat_id) == ([], None)
