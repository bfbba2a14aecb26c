"""Tickets change, are added and split off; what costs more waits until it is paid."""

import asyncio
from datetime import timedelta

import pytest

from events_svc import clock
from events_svc.tickets import check
from events_svc.tickets.assort import AddOnFacts, PartFacts, set_addons, set_bundle
from events_svc.tickets.cancel import cancel
from events_svc.tickets.draft import Buyer, Choice, Holder, Line
from events_svc.tickets.errors import (
    BundleWhole,
    NothingLeft,
    PriceChanged,
    SoldOut,
    StateForbids,
    StaysWithItsTicket,
)
from events_svc.tickets.hear import Notification, Outcome, Word, hear
from events_svc.tickets.life.account import account_of
from events_svc.tickets.life.change import add_tickets, change_ticket
from events_svc.tickets.life.changes import lapse_due
from events_svc.tickets.life.extend import extend
from events_svc.tickets.life.places_to_be import Wish
from events_svc.tickets.life.self_service import swap, swaps
from events_svc.tickets.life.set_rules import RuleFacts, set_rules
from events_svc.tickets.life.split import split
from events_svc.tickets.life.transfer import transfer
from events_svc.tickets.models import Order, Ticket
from events_svc.tickets.pay import Hand, begin_payment, mark_change_paid, mark_paid
from events_svc.tickets.payment_models import Payment, Refund
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.refund import give_back
from events_svc.tickets.reserve import reserve
from events_svc.tickets.vouchers.discounts import DiscountFacts, add_discount
from events_svc.tickets.vouchers.issue import VoucherFacts, issue
from events_svc.tickets.vouchers.models import Discount, Reduction
from tests.events.factories import make_event
from tests.tickets.factories import BUYER, history, make_order, make_type, quota_of, states

pytestmark = pytest.mark.usefixtures("database")


async def paid(count: int = 1) -> tuple[Order, TicketType, TicketType]:
    """An order of tickets of 100.00, paid in cash, and a dearer type of 150.00 with two places."""
    event = await make_event()
    plain = await make_type(event, price_minor=10000)
    dear = await make_type(event, "Dear", price_minor=15000, places=2)
    order = await make_order(event, plain, count)
    await mark_paid(order, hand=Hand.CASH)
    return await Order.get(id=order.id), plain, dear


async def first(order: Order) -> Ticket:
    found = await Ticket.filter(order_id=order.id).order_by("id").first()
    assert found
    return found


async def used(*kinds: TicketType) -> list[int]:
    return [(await quota_of(kind)).used for kind in kinds]


async def test_a_dearer_ticket_waits_for_its_difference_and_is_held_meanwhile() -> None:
    order, plain, dear = await paid()
    ticket = await first(order)
    change = await change_ticket(ticket, Wish(dear.id))
    assert change
    assert change.difference_minor == 5000
    assert (await used(plain, dear), (await Order.get(id=order.id)).total_minor) == ([1, 1], 10000)
    assert await states(order) == ("paid", ["valid", "held"], ["confirmed"])
    await mark_change_paid(change, hand=Hand.BANK)
    changed = await first(order)
    assert (changed.ticket_type_id, changed.price_minor, changed.serial) == (dear.id, 15000, 2)
    assert (changed.number, changed.secret) == (ticket.number, ticket.secret)
    assert (await used(plain, dear), (await Order.get(id=order.id)).total_minor) == ([0, 1], 15000)
    assert (await history(order))[2:] == [("change_proposed", 0), ("ticket_changed", 5000)]
    assert await check.broken() == []


async def test_a_difference_that_nobody_pays_lapses_and_its_late_money_lies_aside() -> None:
    order, plain, dear = await paid()
    change = await change_ticket(await first(order), Wish(dear.id))
    payment = await begin_payment(order, provider="test", change=change)
    clock.shift(timedelta(minutes=31))
    assert await lapse_due() == 1
    assert await used(plain, dear) == [1, 0]
    said = Notification("test", "1", payment.reference, Word.PAID, 5000, "CNY")
    assert await hear(said) is Outcome.LATE
    assert ((await account_of(order)).aside_minor, await check.broken()) == (5000, [])


async def test_a_cheaper_ticket_is_changed_at_once_and_leaves_a_surplus() -> None:
    order, plain, _dear = await paid()
    assert await change_ticket(await first(order), Wish(plain.id, price_minor=7000)) is None
    account = await account_of(await Order.get(id=order.id))
    assert (account.total_minor, account.surplus_minor, account.due_minor) == (7000, 3000, 0)
    assert await change_ticket(await first(order), Wish(plain.id, price_minor=9900)) is None
    assert (await account_of(await Order.get(id=order.id))).surplus_minor == 100
    assert await check.broken() == []


async def test_of_a_pending_order_what_is_due_changes_and_old_attempts_do_not_count() -> None:
    event = await make_event()
    plain, dear = await make_type(event, price_minor=100), await make_type(event, price_minor=300)
    order = await make_order(event, plain)
    old = await begin_payment(order, provider="test")
    await change_ticket(await first(order), Wish(dear.id))
    new = await begin_payment(order, provider="test")
    assert (old.amount_minor, new.amount_minor) == (100, 300)
    await hear(Notification("test", "1", old.reference, Word.PAID, 100, "CNY"))
    assert await states(order) == ("pending", ["held"], ["confirmed", "created"])
    assert (await begin_payment(order, provider="test")).amount_minor == 200
    assert await check.broken() == []


async def test_the_last_place_of_the_dearer_type_is_taken_once() -> None:
    order, plain, dear = await paid(3)
    tickets = await Ticket.filter(order_id=order.id).order_by("id")
    wishes = [change_ticket(one, Wish(dear.id, price_minor=10000)) for one in tickets]
    outcomes = await asyncio.gather(*wishes, return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["NoneType", "NoneType", "SoldOut"]
    assert (await used(plain, dear), await check.broken()) == ([1, 2], [])


async def test_added_tickets_are_valid_when_they_are_paid() -> None:
    order, _plain, dear = await paid()
    with pytest.raises(SoldOut):
        await add_tickets(order, [(Wish(dear.id), Holder("Grace"))] * 3)
    change = await add_tickets(order, [(Wish(dear.id), Holder("Grace"))] * 2)
    assert change
    await mark_change_paid(change, hand=Hand.CASH)
    assert (await states(order))[:2] == ("paid", ["valid"] * 3)
    assert ((await Order.get(id=order.id)).total_minor, await used(dear)) == (40000, [2])
    assert await check.broken() == []


async def test_a_split_order_takes_its_money_along_and_gives_it_back_by_its_origin() -> None:
    order, _, _ = await paid(3)
    ticket = await first(order)
    made = await split(order, [ticket.number])
    assert (made.total_minor, (await Order.get(id=order.id)).total_minor) == (10000, 20000)
    assert (await states(made), await history(made)) == (
        ("paid", ["valid"], ["confirmed"]),
        [("placed", 0), ("paid", 10000)],
    )
    assert (await first(made)).secret == ticket.secret
    money, old = await Payment.get(order_id=made.id), await Payment.get(order_id=order.id)
    assert (money.origin_id, money.received_minor, old.received_minor) == (old.id, 10000, 20000)
    await give_back(made, 2500)
    assert (await states(made))[0] == "partly_refunded"
    assert (await Refund.get()).payment_id == money.id
    with pytest.raises(NothingLeft):
        await split(made, [ticket.number])
    assert await check.broken() == []


async def test_what_was_taken_with_a_ticket_is_not_split_off_without_it() -> None:
    event = await make_event()
    kind, lunch = await make_type(event), await make_type(event, "Lunch", is_addon=True)
    await set_addons(kind, [AddOnFacts(lunch.id)])
    lines = [Line(kind.id, 2, addons=(Choice(lunch.id, 1),))]
    order = await reserve(event, lines, buyer=BUYER)
    eaten = await Ticket.filter(addon_to_id__isnull=False).order_by("id")
    with pytest.raises(StaysWithItsTicket):
        await split(order, [eaten[0].number])
    made = await split(order, [(await first(order)).number])
    assert await Ticket.filter(order_id=made.id).count() == 2
    assert await check.broken() == []


@pytest.mark.parametrize("given", [12000, 20000])
async def test_goodwill_that_a_rest_cannot_bear_goes_along_when_it_is_split(given: int) -> None:
    order, _, _ = await paid(2)
    await give_back(order, given)
    made = await split(order, [(await first(order)).number])
    rest = await Order.get(id=order.id)
    assert (rest.total_minor, made.total_minor) == (0, 20000 - given)
    assert ((await account_of(rest)).kept_minor, (await account_of(made)).due_minor) == (0, 0)
    assert await check.broken() == []


async def test_an_expired_order_is_extended_when_its_places_are_free() -> None:
    event = await make_event()
    kind = await make_type(event, price_minor=100, places=1)
    order = await make_order(event, kind)
    clock.shift(timedelta(minutes=31))
    other = await make_order(event, kind)
    with pytest.raises(SoldOut):
        await extend(order, clock.now() + timedelta(days=1))
    await cancel(other)
    await extend(order, clock.now() + timedelta(days=1))
    assert await states(order) == ("pending", ["held"], [])
    assert ((await quota_of(kind)).used, await check.broken()) == (1, [])


async def test_an_order_passes_to_another_buyer_with_another_link() -> None:
    order, _, _ = await paid()
    await transfer(order, Buyer("Grace", "grace@example.org", language="en"))
    present = await Order.get(id=order.id)
    assert (present.buyer_name, present.email) == ("Grace", "grace@example.org")
    assert present.secret != order.secret
    with pytest.raises(StateForbids):
        await extend(order, clock.now() + timedelta(days=1))


async def test_a_swap_costs_the_difference_to_what_was_really_paid() -> None:
    event = await make_event()
    plain = await make_type(event, price_minor=10000)
    dear = await make_type(event, "Dear", price_minor=11000)
    early = await add_discount(event, DiscountFacts({"en": "Early"}, 2000))
    order = await make_order(event, plain)
    await Discount.filter(id=early.id).update(is_active=False)
    await mark_paid(order, hand=Hand.CASH)
    await set_rules(event, RuleFacts(may_swap=True))
    ticket = await first(order)
    (choice,) = await swaps(event, ticket)
    assert (ticket.price_minor, choice.into.kind.id, choice.more_minor) == (8000, dear.id, 3000)
    with pytest.raises(PriceChanged):
        await swap(ticket, Wish(dear.id), more_minor=1000)
    change = await swap(ticket, Wish(dear.id), more_minor=3000)
    assert change
    assert change.difference_minor == 3000


async def test_a_list_price_that_fell_since_makes_no_swap_cheaper_than_what_was_paid() -> None:
    order, plain, dear = await paid()
    await TicketType.filter(id=plain.id).update(price_minor=5000)
    await TicketType.filter(id=dear.id).update(price_minor=9000)
    assert await swaps(await order.event, await first(order)) == []


async def test_a_voucher_for_all_goes_along_and_one_with_a_budget_gives_no_more() -> None:
    event = await make_event()
    plain = await make_type(event, price_minor=10000)
    dear = await make_type(event, "Dear", price_minor=20000)
    for code, budget_minor in (("HALF", None), ("SOME", 7000)):
        half = VoucherFacts(reduction=Reduction.PERCENT, value=5000, budget_minor=budget_minor)
        await issue(event, half, code=code)
        order = await reserve(event, [Line(plain.id, 1, voucher=code)], buyer=BUYER)
        await change_ticket(await first(order), Wish(dear.id))
        ticket = await first(order)
        paid_now = 10000 if budget_minor is None else 15000
        assert (ticket.price_minor, ticket.list_minor) == (paid_now, 20000)
    assert await check.broken() == []


async def test_no_ticket_becomes_a_bundle() -> None:
    order, plain, dear = await paid()
    await set_bundle(dear, [PartFacts(plain.id, price_minor=100)])
    with pytest.raises(BundleWhole):
        await change_ticket(await first(order), Wish(dear.id))
    assert await swaps(await order.event, await first(order)) == []


async def bundled() -> tuple[Order, TicketType, TicketType]:
    """A paid order of a ticket of 100.00, and a bundle of 150.00: two dinners of 40.00, of four there are."""
    order, _, bundle = await paid()
    event = await order.event
    dinner = await make_type(event, "Dinner", price_minor=6000, places=4)
    await set_bundle(bundle, [PartFacts(dinner.id, count=2, price_minor=4000)])
    return order, bundle, dinner


async def prices(order: Order) -> list[tuple[str, int, bool]]:
    found = await Ticket.filter(order_id=order.id).order_by("number")
    return [(one.state.value, one.price_minor, one.addon_to_id is not None) for one in found[1:]]


async def test_a_bundle_that_is_added_brings_its_parts_with_their_shares() -> None:
    order, bundle, dinner = await bundled()

    change = await add_tickets(order, [(Wish(bundle.id), Holder("Grace"))])

    assert change
    assert change.difference_minor == 15000
    assert await prices(order) == [
        ("held", 7000, False), ("held", 4000, True), ("held", 4000, True),
    ]  # fmt: skip
    assert await used(bundle, dinner) == [1, 2]
    await mark_change_paid(change, hand=Hand.BANK)
    assert [state for state, _, _ in await prices(order)] == ["valid"] * 3
    assert (await Order.get(id=order.id)).total_minor == 25000
    whole, *parts = await Ticket.filter(order_id=order.id, number__gt=1).order_by("number")
    assert {(one.addon_to_id, one.is_bundled, one.holder_name) for one in parts} == {
        (whole.id, True, "Grace")
    }
    assert await check.broken() == []


async def test_a_bundle_whose_parts_are_sold_out_is_not_added_at_all() -> None:
    order, bundle, dinner = await bundled()

    with pytest.raises(SoldOut):
        await add_tickets(order, [(Wish(bundle.id), Holder("Grace"))] * 3)

    assert (await used(bundle, dinner), await prices(order)) == ([0, 0], [])
    assert await check.broken() == []


async def test_an_added_bundle_that_nobody_pays_goes_with_its_parts() -> None:
    order, bundle, dinner = await bundled()
    await add_tickets(order, [(Wish(bundle.id), Holder("Grace"))])

    clock.shift(timedelta(minutes=31))
    await lapse_due()

    assert (await used(bundle, dinner), await check.broken()) == ([0, 0], [])


async def test_the_parts_of_a_bundle_for_less_share_what_there_is() -> None:
    order, bundle, _ = await bundled()

    await add_tickets(order, [(Wish(bundle.id, price_minor=5000), Holder("Grace"))])

    assert [price for _, price, _ in await prices(order)] == [0, 4000, 1000]
