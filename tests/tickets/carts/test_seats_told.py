"""Whoever has a seat plan open sees at once that a seat of a cart is free again."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from events_svc.database import notices
from events_svc.events.models import Event
from events_svc.tickets.carts.drop import drop, empty
from events_svc.tickets.carts.fill import change, fill
from events_svc.tickets.carts.models import Cart, CartItem
from events_svc.tickets.draft import Line
from events_svc.tickets.product_models import TicketType
from tests.events.factories import make_event
from tests.tickets.factories import make_type
from tests.tickets.seating.factories import make_map, seat_it, takings

pytestmark = pytest.mark.usefixtures("app", "database")

Ending = Callable[[Event, Cart, TicketType], Awaitable[object]]


async def dropping(event: Event, cart: Cart, _: TicketType) -> None:
    item = await CartItem.all().get()
    await drop(event.slug, cart.secret, item.id)


async def emptying(event: Event, cart: Cart, _: TicketType) -> None:
    await empty(event.slug, cart.secret)


async def exchanging(event: Event, cart: Cart, unseated: TicketType) -> None:
    await change(event.slug, cart.secret, [Line(unseated.id, 1)])


@pytest.mark.parametrize("end", [dropping, emptying, exchanging], ids=lambda one: one.__name__)
async def test_the_open_plan_hears_that_a_seat_is_free(
    end: Ending, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "MOMENT", 0.001)
    event = await make_event()
    seated, unseated = await make_type(event), await make_type(event)
    await seat_it(event, await make_map(2), a=[seated])
    async with notices.listening(f"seats:{event.id}") as told:
        cart = await fill(event.slug, [Line(seated.id, 1)])
        await asyncio.wait_for(told.wait(), timeout=5)
        before = len(await takings(event))
        told.clear()

        await end(event, cart, unseated)

        await asyncio.wait_for(told.wait(), timeout=5)
    assert (before, len(await takings(event))) == (1, 0)
