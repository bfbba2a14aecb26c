"""Money goes back in full, in part, as a voucher; it fails in sight of a person; buyers cancel by the rules."""

from datetime import timedelta

import pytest

from events_svc import clock
from events_svc.outbox.models import Job
from events_svc.tickets import check
from events_svc.tickets.cancel import Terms, cancel, cancel_tickets
from events_svc.tickets.draft import Holder
from events_svc.tickets.errors import FeeTooHigh, NotAllowed, NotRefundable, SomebodyEntered
from events_svc.tickets.hear import Notification, Word, hear
from events_svc.tickets.life.account import account_of
from events_svc.tickets.life.change import add_tickets
from events_svc.tickets.life.models import CancelRight, RefundTo
from events_svc.tickets.life.places_to_be import Wish
from events_svc.tickets.life.self_service import cancel_own, swap
from events_svc.tickets.life.set_rules import RuleFacts, set_rules
from events_svc.tickets.life.split import split
from events_svc.tickets.models import Order, OrderFee, Ticket
from events_svc.tickets.pay import Hand, accept, begin_payment, book, mark_paid
from events_svc.tickets.payment_models import Payment, Refund, RefundWay
from events_svc.tickets.refund import Back, fail_refund, finish_refund, give_back
from events_svc.tickets.refund_end import hand_over, retry_refund, settle_refund
from events_svc.tickets.vouchers.models import Voucher
from tests.events.factories import make_event
from tests.tickets.factories import history, make_order, make_type, states

pytestmark = pytest.mark.usefixtures("database")


async def online(count: int = 2) -> Order:
    """An order of tickets of 100.00 that a provider was paid for."""
    kind = await make_type(await make_event(), price_minor=10000)
    order = await make_order(await kind.event, kind, count)
    payment = await begin_payment(order, provider="test")
    amount = payment.amount_minor
    await hear(Notification("test", "1", payment.reference, Word.PAID, amount, "CNY"))
    return await Order.get(id=order.id)


async def nobody(_: object) -> bool:
    return False


async def somebody(_: object) -> bool:
    return True


async def numbers(order: Order) -> list[int]:
    return [one.number for one in await Ticket.filter(order_id=order.id).order_by("id")]


async def test_a_part_out_of_goodwill_lowers_what_the_order_costs() -> None:
    order = await online()
    await give_back(order, 3000, back=Back(reason="no lunch"))
    refund = await Refund.get()
    assert (refund.amount_minor, refund.way, refund.state) == (3000, "provider", "created")
    assert (await Job.filter(kind="refund.send").first()).payload == {"refund_id": refund.id}  # type: ignore[union-attr]  # there is one
    assert (await Order.get(id=order.id)).total_minor == 17000
    await finish_refund(refund.id)
    assert await states(order) == ("partly_refunded", ["valid", "valid"], ["confirmed"])
    assert (await history(order))[2:] == [
        ("allowance", 0),
        ("refund_started", 0),
        ("refunded", -3000),
    ]
    with pytest.raises(NotRefundable):
        await give_back(order, 17001)
    await cancel(order, terms=Terms(back=Back()))
    await finish_refund((await Refund.all().order_by("-id").first()).id)  # type: ignore[union-attr]  # there is one
    assert await states(order) == ("refunded", ["cancelled"] * 2, ["refunded"])
    assert await check.broken() == []


async def test_one_ticket_is_cancelled_for_a_fee() -> None:
    order = await online()
    one, two = await numbers(order)
    with pytest.raises(FeeTooHigh):
        await cancel_tickets(order, [one], terms=Terms(10001))
    await cancel_tickets(order, [one], terms=Terms(2000, Back()))
    assert (await Refund.get()).amount_minor == 8000
    assert (await Order.get(id=order.id)).total_minor == 12000
    assert (await states(order))[:2] == ("paid", ["cancelled", "valid"])
    await cancel_tickets(order, [two])
    account = await account_of(await Order.get(id=order.id))
    assert (account.total_minor, account.surplus_minor) == (2000, 10000)
    assert (await states(order))[0] == "cancelled"
    assert await OrderFee.all().values_list("kind", "amount_minor") == [("cancellation", 2000)]
    assert await check.broken() == []


async def test_money_goes_back_as_a_voucher_of_its_value() -> None:
    order = await online()
    await cancel(order, terms=Terms(500, Back(RefundWay.VOUCHER)))
    voucher = await Voucher.get()
    assert (voucher.value, voucher.budget_minor, voucher.reduction) == (19500, 19500, "less")
    assert await states(order) == ("refunded", ["cancelled"] * 2, ["confirmed"])
    assert ((await Refund.get()).voucher_id, await check.broken()) == (voucher.id, [])


async def test_a_refused_refund_is_tried_again_or_given_by_hand() -> None:
    order = await online(1)
    await cancel(order, terms=Terms(back=Back()))
    refund = await Refund.get()
    await fail_refund(refund.id, "card closed")
    assert (await account_of(await Order.get(id=order.id))).surplus_minor == 10000
    await retry_refund(refund)
    assert (await Refund.get()).reference == refund.reference
    await fail_refund(refund.id, "card closed")
    await hand_over(refund)
    with pytest.raises(NotRefundable):
        await hand_over(refund)
    assert await states(order) == ("refunded", ["cancelled"], ["refunded"])
    assert ((await Refund.get()).way, await check.broken()) == ("hand", [])


async def test_parts_pay_an_order_and_too_much_is_seen() -> None:
    kind = await make_type(await make_event(), price_minor=10000)
    order = await make_order(await kind.event, kind)
    await book(order, 4000)
    assert (await states(order))[0] == "pending"
    await book(order, 7000)
    account = await account_of(await Order.get(id=order.id))
    assert ((await states(order))[0], account.surplus_minor) == ("paid", 1000)
    late = await book(order, 500)
    assert late.state == "late"
    await accept(late)
    assert (await account_of(await Order.get(id=order.id))).surplus_minor == 1500
    await give_back(order, 1500)
    assert ((await states(order))[0], await OrderFee.all().count()) == ("partly_refunded", 0)
    assert await check.broken() == []


async def test_another_amount_is_accepted_as_a_part() -> None:
    kind = await make_type(await make_event(), price_minor=10000)
    order = await make_order(await kind.event, kind)
    payment = await begin_payment(order, provider="test")
    await hear(Notification("test", "1", payment.reference, Word.PAID, 9000, "CNY"))
    await accept(await Payment.get(id=payment.id))
    assert ((await states(order))[0], (await account_of(order)).due_minor) == ("pending", 1000)
    await mark_paid(order, hand=Hand.CASH)
    assert ((await states(order))[0], await check.broken()) == ("paid", [])


async def test_a_buyer_cancels_by_the_steps_and_not_after_them() -> None:
    order = await online()
    event, one = await order.event, (await numbers(order))[0]
    with pytest.raises(NotAllowed):
        await cancel_own(order, [one], entered=nobody)
    until = clock.now() + timedelta(days=1)
    step = {"until": until.isoformat(), "fee_bp": 1000, "fee_minor": 500}
    facts = RuleFacts(cancel=CancelRight.SELF, cancel_steps=[step], refunds_to=RefundTo.PAYER)
    await set_rules(event, facts)
    with pytest.raises(SomebodyEntered):
        await cancel_own(order, [one], entered=somebody)
    await cancel_own(order, [one], entered=nobody, way=RefundWay.VOUCHER)
    refund = await Refund.get()
    assert (refund.amount_minor, refund.way) == (8500, "provider")
    clock.shift(timedelta(days=2))
    with pytest.raises(NotAllowed):
        await cancel_own(order, [(await numbers(order))[1]], entered=nobody)
    assert await check.broken() == []


async def test_a_buyer_swaps_only_when_the_rules_allow_it() -> None:
    order = await online(1)
    event = await order.event
    dear = await make_type(event, "Dear", price_minor=12000)
    ticket = await Ticket.get(order_id=order.id)
    with pytest.raises(NotAllowed):
        await swap(ticket, Wish(dear.id))
    await set_rules(event, RuleFacts(may_swap=True, swap_fee_minor=300))
    change = await swap(ticket, Wish(dear.id, price_minor=0))
    assert change
    assert change.difference_minor == 2300


async def test_a_refund_done_after_all_is_carried_through_though_a_split_took_its_money() -> None:
    order = await online()
    await give_back(order, 10000)
    refund = await Refund.get()
    await fail_refund(refund.id, "card closed")
    await accept(await book(order, 15000))
    kind = (await Ticket.first().select_related("ticket_type")).ticket_type  # type: ignore[union-attr]  # there is one
    await add_tickets(order, [(Wish(kind.id), Holder("Lin"))])
    made = await split(order, (await numbers(order))[:2])
    assert (await Payment.get(id=refund.payment_id)).received_minor == 0
    await finish_refund(refund.id)
    account = await account_of(await Order.get(id=order.id))
    assert (account.refunded_minor, account.surplus_minor, account.due_minor) == (10000, 5000, 0)
    parts = await Payment.filter(order_id=made.id).order_by("id")
    assert [(one.provider, one.received_minor) for one in parts] == [
        ("test", 10000),
        ("bank", 10000),
    ]
    assert (await history(made))[-1] == ("money_exchanged", 0)
    assert ((await Refund.get()).state, await check.broken()) == ("done", [])


async def test_a_refund_done_after_it_was_given_by_hand_is_seen_and_settled() -> None:
    order = await online()
    await give_back(order, 5000)
    refund = await Refund.get()
    await fail_refund(refund.id, "card closed")
    await hand_over(refund)
    await finish_refund(refund.id)
    await finish_refund(refund.id)
    by_hand, again = await Refund.all().order_by("id")
    assert (by_hand.state, again.state, again.amount_minor) == ("done", "beyond", 5000)
    assert await check.broken() == []
    await settle_refund(again)
    assert (await account_of(await Order.get(id=order.id))).refunded_minor == 10000
    assert (await Order.get(id=order.id)).total_minor == 10000
    with pytest.raises(NotRefundable):
        await settle_refund(again)
    assert await check.broken() == []


async def test_a_refund_done_after_all_which_the_order_needs_waits_for_a_person() -> None:
    order = await online(1)
    await give_back(order, 4000)
    refund = await Refund.get()
    await fail_refund(refund.id, "card closed")
    await give_back(order, 4000)
    await finish_refund((await Refund.all().order_by("-id").first()).id)  # type: ignore[union-attr]  # there is one
    await finish_refund(refund.id)
    assert (await Refund.get(id=refund.id)).state == "beyond"
    await book(order, 3000)
    payment = await Payment.filter(state="late").get()
    await accept(payment)
    await settle_refund(refund)
    account = await account_of(await Order.get(id=order.id))
    assert (account.total_minor, account.kept_minor) == (5000, 5000)
    assert await check.broken() == []
