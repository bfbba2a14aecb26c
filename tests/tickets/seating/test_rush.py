"""Carts and orders want the same seats at once: everybody has one of their own, and nobody two people."""

import asyncio

import pytest

from events_svc.tickets import check
from events_svc.tickets.cancel import cancel
from events_svc.tickets.carts.fill import fill
from events_svc.tickets.carts.models import Cart
from events_svc.tickets.draft import Line
from events_svc.tickets.errors import SoldOut
from events_svc.tickets.models import Order, Ticket, TicketState
from events_svc.tickets.reserve import order_cart, reserve
from events_svc.tickets.seating import setup
from tests.events.factories import make_event
from tests.tickets.factories import BUYER, make_type
from tests.tickets.seating.factories import make_map, seat_ids, takings

pytestmark = pytest.mark.usefixtures("database")


async def test_of_carts_and_orders_that_come_at_once_each_seat_has_one() -> None:
    event = await make_event()
    kind = await make_type(event, places=100)
    seat_map = await make_map(5, 5)
    await setup.use(event, seat_map, {"a": [kind.id]})
    seats = await seat_ids(seat_map)
    wishes = [Line(kind.id, 1, seat_ids=(seats[n % 4],)) for n in range(8)]
    outcomes = await asyncio.gather(
        *(reserve(event, [wish], buyer=BUYER) for wish in wishes[:4]),
        *(fill(event.slug, [wish]) for wish in wishes[4:]),
        *(reserve(event, [Line(kind.id, 2)], buyer=BUYER) for _ in range(4)),
        return_exceptions=True,
    )
    got = [one for one in outcomes if isinstance(one, Order | Cart)]
    assert all(isinstance(one, SoldOut) for one in outcomes if one not in got)
    taken = [seat for seat, _ in await takings(event)]
    assert len(taken) == len({*taken}) == 10
    assert await check.broken() == []


async def test_seats_go_with_their_cart_into_the_order_and_return_with_its_end() -> None:
    event = await make_event()
    kind = await make_type(event, places=100)
    seat_map = await make_map(4)
    await setup.use(event, seat_map, {"a": [kind.id]})
    seats = await seat_ids(seat_map)
    cart = await fill(event.slug, [Line(kind.id, 2, seat_ids=(seats[0], seats[3]))])
    order = (await order_cart(event.slug, cart.secret, buyer=BUYER)).order
    tickets = await Ticket.filter(order_id=order.id).order_by("id")
    assert await takings(event) == [(one.seat_id, one.id) for one in tickets]
    assert [one.seat_id for one in tickets] == [seats[0], seats[3]]
    await cancel(order)
    assert (await takings(event), await check.broken()) == ([], [])
    assert {one.state for one in await Ticket.all()} == {TicketState.CANCELLED}
