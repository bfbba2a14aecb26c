"""Carts hold places for half an hour, and become orders."""

import asyncio
from datetime import timedelta

import pytest

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.database import is_postgres
from events_svc.events.models import Event
from events_svc.tickets import check
from events_svc.tickets.assort import AddOnFacts, set_addons
from events_svc.tickets.carts.drop import drop, empty
from events_svc.tickets.carts.fill import change, fill
from events_svc.tickets.carts.models import Cart, CartItem
from events_svc.tickets.carts.queries import Contents, contents, wish_of
from events_svc.tickets.draft import Choice, Holder, Line
from events_svc.tickets.errors import CartOver, NothingChosen, SoldOut, WrongCount
from events_svc.tickets.expire import REMEMBERED_FOR, expire_due
from events_svc.tickets.models import Order, Ticket
from events_svc.tickets.product_models import Quota, TicketType
from events_svc.tickets.reserve import order_cart, reserve
from events_svc.tickets.vouchers.issue import VoucherFacts, issue
from events_svc.tickets.vouchers.models import Reduction, Voucher
from tests.asked import asked
from tests.events.factories import make_event
from tests.tickets.factories import BUYER, make_type, quota_of
from tests.tickets.seating.factories import make_map, seat_ids, seat_it, takings

pytestmark = pytest.mark.usefixtures("database")


async def furnished(**facts: object) -> tuple[Event, TicketType]:
    event = await make_event()
    return event, await make_type(event, **facts)  # type: ignore[arg-type]  # facts of the factory


async def held(kind: TicketType) -> int:
    return (await quota_of(kind)).used


async def lines_of(event: Event, cart: Cart) -> Contents:
    return await contents(event.slug, cart.secret)


async def test_a_cart_holds_its_places_for_half_an_hour() -> None:
    event, kind = await furnished(price_minor=500, places=3)
    cart = await fill(event.slug, [Line(kind.id, 2)])
    found = await lines_of(event, cart)
    assert (await held(kind), found.total_minor, len(found.lines)) == (2, 1000, 2)
    assert found.cart.expires_at - found.cart.created_at == timedelta(minutes=30)
    with pytest.raises(SoldOut):
        await reserve(event, [Line(kind.id, 2)], buyer=BUYER)
    assert await check.broken() == []


async def test_what_was_in_a_cart_is_ordered_once() -> None:
    event, kind = await furnished(price_minor=500)
    cart = await fill(event.slug, [Line(kind.id, 2)])
    first = (await CartItem.filter(cart_id=cart.id).order_by("id"))[0]
    named = {first.id: Holder("Grace", "grace@example.org")}
    made = await order_cart(event.slug, cart.secret, buyer=BUYER, holders=named, submission="key")
    again = await order_cart(event.slug, cart.secret, buyer=BUYER, holders=named, submission="key")
    assert [t.holder_name for t in made.tickets] == ["Grace", "Ada"]
    assert (again.order.id, made.order.total_minor, await held(kind)) == (made.order.id, 1000, 2)
    with pytest.raises(CartOver):
        await order_cart(event.slug, cart.secret, buyer=BUYER, submission="another")
    assert (await Cart.all().count(), await Order.all().count()) == (0, 1)
    assert await check.broken() == []


async def test_what_is_put_in_later_is_added_and_the_hold_begins_anew() -> None:
    event, kind = await furnished(max_per_order=3)
    cart = await fill(event.slug, [Line(kind.id, 2)])
    clock.shift(timedelta(minutes=20))
    again = await fill(event.slug, [Line(kind.id, 1)], secret=cart.secret)
    assert (again.id, again.expires_at - cart.expires_at > timedelta(minutes=19)) == (cart.id, True)
    with pytest.raises(WrongCount):
        await fill(event.slug, [Line(kind.id, 1)], secret=cart.secret)
    assert (await held(kind), await CartItem.all().count()) == (3, 3)


async def test_a_cart_that_ran_out_returns_its_places_and_remembers_what_it_held() -> None:
    event, kind = await furnished()
    cart = await fill(event.slug, [Line(kind.id, 2)])
    clock.shift(timedelta(minutes=31))
    await expire_due()
    found = await lines_of(event, cart)
    assert (await held(kind), found.is_over, len(found.lines)) == (0, True, 2)
    with pytest.raises(CartOver):
        await order_cart(event.slug, cart.secret, buyer=BUYER)
    with pytest.raises(CartOver):
        await fill(event.slug, [Line(kind.id, 1)], secret=cart.secret)
    await change(event.slug, cart.secret, wish_of(found))
    assert (await held(kind), (await lines_of(event, cart)).is_over) == (2, False)
    assert await check.broken() == []


async def test_a_cart_is_forgotten_after_some_hours() -> None:
    event, kind = await furnished()
    await fill(event.slug, [Line(kind.id, 2)])
    clock.shift(timedelta(minutes=31))
    await expire_due()
    clock.shift(timedelta(minutes=32) + REMEMBERED_FOR)
    await expire_due()
    assert (await Cart.all().count(), await CartItem.all().count()) == (0, 0)


async def test_whoever_is_short_gets_what_carts_let_go() -> None:
    event, kind = await furnished(places=2)
    await fill(event.slug, [Line(kind.id, 2)])
    clock.shift(timedelta(minutes=31))
    order = await reserve(event, [Line(kind.id, 2)], buyer=BUYER)
    assert (order.state, await held(kind), await check.broken()) == ("paid", 2, [])


async def test_a_change_is_made_whole_or_not_at_all() -> None:
    event, kind = await furnished(places=3)
    few = await make_type(event, "Few", places=1)
    cart = await fill(event.slug, [Line(kind.id, 3)])
    with pytest.raises(SoldOut):
        await change(event.slug, cart.secret, [Line(few.id, 2)])
    assert (await held(kind), await held(few)) == (3, 0)
    await change(event.slug, cart.secret, [Line(few.id, 1), Line(kind.id, 1)])
    assert (await held(kind), await held(few), await check.broken()) == (1, 1, [])
    with pytest.raises(NothingChosen):
        await change(event.slug, cart.secret, [])


async def test_dropped_tickets_go_with_their_add_ons() -> None:
    event, kind = await furnished()
    dinner = await make_type(event, "Dinner", is_addon=True)
    await set_addons(kind, [AddOnFacts(dinner.id)])
    cart = await fill(event.slug, [Line(kind.id, 2, addons=(Choice(dinner.id, 1),))])
    items = await CartItem.filter(cart_id=cart.id).order_by("id")
    with pytest.raises(NotFound):
        await drop(event.slug, cart.secret, items[2].id)
    await drop(event.slug, cart.secret, items[0].id)
    assert (await held(kind), await held(dinner)) == (1, 1)
    assert wish_of(await lines_of(event, cart)) == [
        Line(kind.id, 1, addons=(Choice(dinner.id, 1),))
    ]
    await empty(event.slug, cart.secret)
    await empty(event.slug, cart.secret)
    assert (await held(kind), await held(dinner), await Cart.all().count()) == (0, 0, 0)


async def test_a_cart_is_of_one_event() -> None:
    event, kind = await furnished()
    other = await make_event("other", organisation=event.organisation)
    cart = await fill(event.slug, [Line(kind.id, 1)])
    with pytest.raises(NotFound):
        await contents(other.slug, cart.secret)
    outcomes = await asyncio.gather(
        order_cart(other.slug, cart.secret, buyer=BUYER),
        reserve(event, [Line(kind.id, 1)], buyer=BUYER),
        return_exceptions=True,
    )
    assert [type(one) for one in outcomes] == [CartOver, Order]


async def test_seats_stay_with_whoever_had_them_in_the_cart() -> None:
    event, kind = await furnished(places=10)
    seat_map = await make_map(3)
    await seat_it(event, seat_map, a=[kind])
    seats = await seat_ids(seat_map)
    cart = await fill(event.slug, [Line(kind.id, 2, seat_ids=(seats[2],))])
    await order_cart(event.slug, cart.secret, buyer=BUYER)
    taken = {t.seat_id: t.id for t in await Ticket.all()}
    assert seats[2] in taken
    assert dict(await takings(event)) == taken
    second = await fill(event.slug, [Line(kind.id, 1)])
    clock.shift(timedelta(minutes=31))
    await reserve(event, [Line(kind.id, 1)], buyer=BUYER)
    assert (len(await takings(event)), (await lines_of(event, second)).is_over) == (3, True)
    assert await check.broken() == []


async def test_many_at_one_cart_fill_it_one_after_the_other() -> None:
    event, kind = await furnished(places=5, max_per_order=4)
    cart = await fill(event.slug, [Line(kind.id, 1)])
    wishes = [fill(event.slug, [Line(kind.id, 1)], secret=cart.secret) for _ in range(6)]
    outcomes = await asyncio.gather(*wishes, return_exceptions=True)
    assert sum(isinstance(one, WrongCount) for one in outcomes) == 3
    assert (await held(kind), await CartItem.all().count(), await check.broken()) == (4, 4, [])


async def test_two_who_order_one_cart_get_one_order() -> None:
    event, kind = await furnished()
    cart = await fill(event.slug, [Line(kind.id, 2)])
    orders = [order_cart(event.slug, cart.secret, buyer=BUYER) for _ in range(5)]
    outcomes = await asyncio.gather(*orders, return_exceptions=True)
    assert sum(isinstance(one, CartOver) for one in outcomes) == 4
    assert (await Ticket.all().count(), await held(kind)) == (2, 2)


async def test_an_order_from_a_cart_with_vouchers_takes_few_statements() -> None:
    event, kind = await furnished(price_minor=500)
    await issue(event, VoucherFacts(max_uses=3, reduction=Reduction.LESS, value=100), code="LESS")
    async with asked() as filling:
        cart = await fill(event.slug, [Line(kind.id, 2, voucher="less")])
    async with asked() as ordering:
        made = await order_cart(event.slug, cart.secret, buyer=BUYER, submission="key")
    voucher = await Voucher.get(code="LESS")
    assert (made.order.total_minor, voucher.used, voucher.spent_minor) == (800, 2, 200)
    assert await check.broken() == []
    most = 12 if is_postgres() else 16
    assert len(filling) <= most, "\n".join(one[:90] for one in filling)
    assert len(ordering) <= most, "\n".join(one[:90] for one in ordering)


async def test_every_place_is_in_one_cart_or_order() -> None:
    event, kind = await furnished(places=7)

    async def buy(number: int) -> None:
        if number % 2:
            await reserve(event, [Line(kind.id, 1)], buyer=BUYER)
            return
        cart = await fill(event.slug, [Line(kind.id, 2)])
        if number % 4:
            await order_cart(event.slug, cart.secret, buyer=BUYER)
        else:
            await empty(event.slug, cart.secret)

    await asyncio.gather(*(buy(number) for number in range(30)), return_exceptions=True)
    quota = await Quota.get(size=7)
    assert (quota.used, await check.broken()) == (await Ticket.all().count(), [])


async def test_a_price_that_changes_is_not_that_of_a_cart_which_holds_already() -> None:
    event, kind = await furnished(price_minor=500)
    cart = await fill(event.slug, [Line(kind.id, 2)])
    await TicketType.filter(id=kind.id).update(price_minor=900)
    shown = (await lines_of(event, cart)).total_minor
    order = (await order_cart(event.slug, cart.secret, buyer=BUYER)).order
    later = await reserve(event, [Line(kind.id, 1)], buyer=BUYER)
    assert (shown, order.total_minor, later.total_minor) == (1000, 1000, 900)
    assert await check.broken() == []
