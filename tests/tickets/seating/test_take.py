"""No seat twice: who takes, gives back and hands over, alone and many at once."""

import asyncio

import pytest

from events_svc import clock
from events_svc.database import in_transaction
from events_svc.database.at_once import write
from events_svc.events.models import Event
from events_svc.tickets.carts.models import Cart, CartItem
from events_svc.tickets.models import Ticket
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.seating import hall
from events_svc.tickets.seating.errors import FewSeats, NoSuchSeat, SeatOfOtherType, SeatTaken
from events_svc.tickets.seating.take import (
    Taking,
    handing_over,
    release,
    take,
    take_for_tickets,
)
from tests.events.factories import make_event
from tests.tickets.factories import make_order, make_type
from tests.tickets.seating.factories import make_map, seat_ids, seat_it, takings
from venues.seat_models import SeatMap

pytestmark = pytest.mark.usefixtures("database")


async def seated(*lengths: int) -> tuple[Event, TicketType, SeatMap]:
    event = await make_event()
    kind = await make_type(event, places=100)
    seat_map = await make_map(*lengths)
    await seat_it(event, seat_map, a=[kind])
    return event, kind, seat_map


async def test_of_many_who_want_a_seat_one_gets_it() -> None:
    event, _, seat_map = await seated(3)
    seats = await seat_ids(seat_map)

    async def want() -> None:
        async with in_transaction():
            await take([Taking(event.id, one) for one in seats[:2]])

    outcomes = await asyncio.gather(*(want() for _ in range(20)), return_exceptions=True)
    assert sorted(str(type(one)) for one in outcomes).count(str(type(None))) == 1
    assert {type(one) for one in outcomes} == {type(None), SeatTaken}
    assert await takings(event) == [(one, None) for one in seats[:2]]


async def test_buyers_who_come_at_once_sit_on_different_seats_until_none_is_left() -> None:
    event, kind, _ = await seated(5, 5)

    async def buy() -> None:
        async with in_transaction():
            chosen = (await hall.locked([event.id])).choose(event.id, kind.id, 2)
            await take([Taking(event.id, one) for one in chosen if one])

    outcomes = await asyncio.gather(*(buy() for _ in range(8)), return_exceptions=True)
    assert [type(one) for one in outcomes].count(FewSeats) == 3
    assert len(await takings(event)) == 10


async def test_whoever_loses_one_seat_of_several_takes_none() -> None:
    event, _, seat_map = await seated(3)
    one, two, three = await seat_ids(seat_map)
    async with in_transaction():
        await take([Taking(event.id, two)])
    with pytest.raises(SeatTaken) as refused:
        async with in_transaction():
            await take([Taking(event.id, seat) for seat in (one, two, three)])
    assert (refused.value.seat_id, refused.value.row, refused.value.number) == (two, "1", 2)
    assert await takings(event) == [(two, None)]


async def test_another_event_in_the_same_hall_has_its_own_seats() -> None:
    event, _, seat_map = await seated(1)
    other = await make_event("other", organisation=event.organisation)
    (seat,) = await seat_ids(seat_map)
    async with in_transaction():
        await take([Taking(event.id, seat), Taking(other.id, seat)])
    assert await takings(other) == [(seat, None)]


async def test_what_a_cart_held_is_the_tickets_and_outlives_the_cart() -> None:
    event, kind, seat_map = await seated(2)
    one, two = await seat_ids(seat_map)
    now = clock.now()
    cart = await Cart.create(event=event, secret="s", created_at=now, expires_at=now)
    items = [
        await CartItem.create(
            cart=cart, ticket_type=kind, seat_id=seat, own_minor=0, created_at=now
        )
        for seat in (one, two)
    ]
    ticket = await ticket_of(event, kind)
    async with in_transaction():
        await take([Taking(event.id, one, items[0].id), Taking(event.id, two, items[1].id)])
    async with in_transaction():
        await write([handing_over({items[0].id: ticket.id})])
    await cart.delete()
    assert await takings(event) == [(one, ticket.id)]


async def test_a_seat_given_back_is_free_and_the_ticket_still_says_which_it_was() -> None:
    event, kind, seat_map = await seated(2)
    seat = (await seat_ids(seat_map))[0]
    ticket = await ticket_of(event, kind)
    ticket.seat_id = seat
    await ticket.save(update_fields=["seat_id"])
    async with in_transaction():
        await take_for_tickets([ticket])
    taken = await takings(event)
    async with in_transaction():
        await release([ticket])
    assert (taken, await takings(event)) == ([(seat, ticket.id)], [])
    assert (await Ticket.get(id=ticket.id)).seat_id == seat


async def test_the_hall_gives_each_type_the_seats_of_its_categories() -> None:
    event = await make_event()
    front, back = await make_type(event, "Front"), await make_type(event, "Back")
    standing = await make_type(event, "Standing")
    seat_map = await make_map(2, 2, categories="ab")
    await seat_it(event, seat_map, a=[front], b=[back, front])
    seats = await seat_ids(seat_map)
    room = await hall.seen([event.id])
    assert room.choose(event.id, standing.id, 2) == [None, None]
    assert room.choose(event.id, back.id, 1, wanted=[seats[2]]) == [seats[2]]
    assert room.choose(event.id, front.id, 3) == [*seats[:2], seats[3]]
    assert [room.free_of(event.id, one.id) for one in (front, back, standing)] == [0, 0, 0]


async def test_what_cannot_be_chosen_leaves_the_hall_as_it_was() -> None:
    event = await make_event()
    kind, other = await make_type(event), await make_type(event, "Other")
    seat_map = await make_map(1, 1, categories="ab")
    await seat_it(event, seat_map, a=[kind], b=[other])
    mine, theirs = await seat_ids(seat_map)
    room = await hall.seen([event.id])
    for wanted, count, error in (
        ([theirs], 1, SeatOfOtherType),
        ([999], 1, NoSuchSeat),
        ([mine], 2, FewSeats),
    ):
        with pytest.raises(error):
            room.choose(event.id, kind.id, count, wanted=wanted)
    assert room.choose(event.id, kind.id, 1, wanted=[mine]) == [mine]
    with pytest.raises(SeatTaken):
        room.choose(event.id, kind.id, 1, wanted=[mine])
    room.give_back(event.id, [mine])
    assert room.free_of(event.id, kind.id) == 1


async def ticket_of(event: Event, kind: TicketType) -> Ticket:
    """A ticket of the type that has given up its seat."""
    ticket = await Ticket.get(order=await make_order(event, kind))
    await release([ticket])
    return ticket
