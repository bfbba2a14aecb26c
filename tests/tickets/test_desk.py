"""What a batch at the desk does: how often it goes to the database, and what it does not do twice."""

import asyncio
from itertools import chain, repeat

import pytest

from events_svc.database import is_postgres
from events_svc.tickets import check, drafted
from events_svc.tickets.carts.drop import empty
from events_svc.tickets.carts.fill import fill
from events_svc.tickets.carts.models import CartItem
from events_svc.tickets.draft import Line
from events_svc.tickets.errors import FewLeft, SoldOut, VoucherUnknown
from events_svc.tickets.models import Order, Ticket
from events_svc.tickets.open import CODES_TRIED, CodesExhausted
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.reserve import place, reserve
from events_svc.tickets.seating.models import SeatTaking
from events_svc.tickets.vouchers.issue import VoucherFacts, issue
from tests.asked import asked
from tests.events.factories import make_event
from tests.tickets.factories import BUYER, make_type, quota_of
from tests.tickets.seating.factories import make_map, seat_ids, seat_it

pytestmark = pytest.mark.usefixtures("database")


async def sold_out() -> TicketType:
    """A type of which the desk knows that the last place is gone."""
    event = await make_event()
    kind = await make_type(event, places=1)
    await reserve(event, [Line(kind.id, 1)], buyer=BUYER, submission="mine")
    with pytest.raises(SoldOut):
        await reserve(event, [Line(kind.id, 1)], buyer=BUYER)
    return kind


async def test_who_comes_too_late_waits_for_no_lock() -> None:
    kind = await sold_out()
    async with asked() as statements:
        with pytest.raises(SoldOut):
            await place("summit", [Line(kind.id, 1)], buyer=BUYER)
    assert len(statements) == (2 if is_postgres() else 4)
    assert not any("FOR UPDATE" in one or "INSERT" in one for one in statements)


async def test_who_was_served_before_gets_the_same_order_when_all_is_gone() -> None:
    kind = await sold_out()
    event = await kind.event
    again = await reserve(event, [Line(kind.id, 1)], buyer=BUYER, submission="mine")
    assert [again.id] == await Order.all().values_list("id", flat=True)


async def test_a_voucher_that_keeps_a_place_buys_it_when_all_is_gone() -> None:
    event = await make_event()
    kind = await make_type(event, places=2)
    facts = VoucherFacts(max_uses=1, ticket_type_id=kind.id, reserves_quota=True)
    await issue(event, facts, code="KEPT")
    await reserve(event, [Line(kind.id, 1)], buyer=BUYER)
    for voucher, error in (("", SoldOut), ("NONE", VoucherUnknown)) * 2:
        with pytest.raises(error):
            await fill(event.slug, [Line(kind.id, 1, voucher=voucher)])
    await fill(event.slug, [Line(kind.id, 1, voucher="kept")])
    assert ((await quota_of(kind)).used, await check.broken()) == (2, [])


async def test_a_place_that_returns_is_sold_at_once() -> None:
    event = await make_event()
    kind = await make_type(event, places=2)
    cart = await fill(event.slug, [Line(kind.id, 2)])
    for _ in range(2):
        with pytest.raises(SoldOut):
            await fill(event.slug, [Line(kind.id, 1)])
    await empty(event.slug, cart.secret)
    with pytest.raises(FewLeft):
        await fill(event.slug, [Line(kind.id, 3)])
    await fill(event.slug, [Line(kind.id, 2)])
    assert ((await quota_of(kind)).used, await check.broken()) == (2, [])


async def test_a_code_that_the_event_has_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    event = await make_event()
    kind = await make_type(event)
    codes = chain(repeat("TAKEN2", 3), ["FREE22"], repeat("TAKEN2"))
    monkeypatch.setattr(drafted, "new_code", lambda: next(codes))
    made = [await reserve(event, [Line(kind.id, 1)], buyer=BUYER) for _ in range(2)]
    with pytest.raises(CodesExhausted):
        await reserve(event, [Line(kind.id, 1)], buyer=BUYER)
    assert [one.code for one in made] == ["TAKEN2", "FREE22"]
    assert ((await quota_of(kind)).used, CODES_TRIED, await check.broken()) == (2, 8, [])


async def test_a_seat_passes_from_a_cart_to_whoever_comes_with_its_end() -> None:
    event = await make_event()
    kind = await make_type(event, places=2)
    seat_map = await make_map(2)
    await seat_it(event, seat_map, a=[kind])
    carts = [await fill(event.slug, [Line(kind.id, 1)]) for _ in range(2)]
    await asyncio.gather(
        *(empty(event.slug, cart.secret) for cart in carts),
        place(event.slug, [Line(kind.id, 1)], buyer=BUYER),
        fill(event.slug, [Line(kind.id, 1)]),
    )
    ticket, item = await Ticket.get(), await CartItem.get()
    taken = await SeatTaking.all().values_list("ticket_id", "cart_item_id")
    assert {*taken} == {(None, item.id), (ticket.id, None)}
    assert {ticket.seat_id, item.seat_id} == {*await seat_ids(seat_map)}
    assert ((await quota_of(kind)).used, await check.broken()) == (2, [])
