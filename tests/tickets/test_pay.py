import asyncio
from datetime import timedelta

import pytest

from events_svc import clock
from events_svc.outbox.models import Job
from events_svc.tickets import check
from events_svc.tickets.cancel import cancel, withdraw
from events_svc.tickets.errors import HoldOver, NotRefundable, SoldOut, StateForbids
from events_svc.tickets.expire import expire_due
from events_svc.tickets.hear import Notification, Outcome, Word, hear
from events_svc.tickets.key_models import RevokedCode
from events_svc.tickets.models import Order
from events_svc.tickets.pay import Hand, accept, begin_payment, mark_paid
from events_svc.tickets.payment_models import Payment, PaymentNotification, Refund
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.refund import begin_refund, finish_refund
from tests.events.factories import make_event
from tests.tickets.factories import history, make_order, make_type, quota_of, states

pytestmark = pytest.mark.usefixtures("database")


async def placed(places: int = 10) -> tuple[Order, Payment, TicketType]:
    """A pending order of 120.00, and the payment that its buyer has begun."""
    event = await make_event()
    kind = await make_type(event, price_minor=12000, places=places)
    order = await make_order(event, kind)
    return order, await begin_payment(order, provider="test"), kind


def said(payment: Payment, word: Word = Word.PAID, *, key: str = "1", **other: int) -> Notification:
    amount = other.get("amount_minor", payment.amount_minor)
    return Notification("test", key, payment.reference, word, amount, payment.currency, "c-1")


async def test_a_notification_pays_the_order() -> None:
    order, payment, _ = await placed()
    assert await hear(said(payment)) is Outcome.PAID
    assert await states(order) == ("paid", ["valid"], ["confirmed"])
    assert await history(order) == [("placed", 0), ("paid", 12000)]
    assert await Job.all().order_by("id").values_list("kind", flat=True) == [
        "order.placed",
        "order.paid",
    ]
    assert await check.broken() == []


async def test_begun_twice_is_one_payment() -> None:
    order, payment, _ = await placed()
    assert (await begin_payment(order, provider="test")).id == payment.id


async def test_the_same_notification_twice_at_once_counts_once() -> None:
    order, payment, _ = await placed()
    outcomes = await asyncio.gather(*(hear(said(payment)) for _ in range(8)))
    assert sorted(outcomes) == [Outcome.PAID, *[Outcome.REPEATED] * 7]
    assert await history(order) == [("placed", 0), ("paid", 12000)]
    assert await PaymentNotification.all().count() == 1


async def test_another_notification_of_the_same_payment_is_nothing_new() -> None:
    order, payment, _ = await placed()
    await hear(said(payment))
    assert await hear(said(payment, key="2")) is Outcome.NOTHING_NEW
    assert await hear(said(payment, Word.DECLINED, key="3")) is Outcome.NOTHING_NEW
    assert await states(order) == ("paid", ["valid"], ["confirmed"])
    assert await history(order) == [("placed", 0), ("paid", 12000)]


async def test_declined_then_paid_is_paid() -> None:
    order, payment, _ = await placed()
    assert await hear(said(payment, Word.DECLINED)) is Outcome.DECLINED
    assert await states(order) == ("pending", ["held"], ["declined"])
    assert await hear(said(payment, key="2")) is Outcome.PAID
    assert await states(order) == ("paid", ["valid"], ["confirmed"])


async def test_an_unknown_reference_is_kept_and_changes_nothing() -> None:
    order, _, _ = await placed()
    other = Notification("test", "1", "nobody", Word.PAID, 12000, "CNY")
    assert await hear(other) is Outcome.UNKNOWN
    assert await states(order) == ("pending", ["held"], ["created"])
    assert await PaymentNotification.all().values_list("outcome", flat=True) == ["unknown"]


@pytest.mark.parametrize("amount_minor", [11999, 12001])
async def test_another_amount_waits_for_a_person(amount_minor: int) -> None:
    order, payment, _ = await placed()
    assert await hear(said(payment, amount_minor=amount_minor)) is Outcome.MISMATCHED
    assert await states(order) == ("pending", ["held"], ["mismatched"])
    assert await history(order) == [("placed", 0), ("payment_mismatched", amount_minor)]
    assert await check.broken() == []


async def test_money_that_comes_late_takes_the_places_again() -> None:
    order, payment, kind = await placed()
    clock.shift(timedelta(minutes=31))
    assert await expire_due() == 1
    assert (await states(order), (await quota_of(kind)).used) == (
        ("expired", ["cancelled"], ["created"]),
        0,
    )
    assert await hear(said(payment)) is Outcome.PAID
    assert await states(order) == ("paid", ["valid"], ["confirmed"])
    assert ((await quota_of(kind)).used, await check.broken()) == (1, [])


async def test_money_that_comes_when_the_places_are_gone_waits_for_a_person() -> None:
    order, payment, kind = await placed(places=1)
    clock.shift(timedelta(minutes=31))
    other = await make_order(await kind.event, kind)
    assert await hear(said(payment)) is Outcome.LATE
    assert await states(order) == ("expired", ["cancelled"], ["late"])
    assert await states(other) == ("pending", ["held"], [])
    assert await history(order) == [("placed", 0), ("expired", 0), ("payment_late", 12000)]
    assert await check.broken() == []
    await begin_refund(await Payment.get(id=payment.id))
    await finish_refund((await Refund.get()).id)
    assert await states(order) == ("expired", ["cancelled"], ["refunded"])
    assert await check.broken() == []


async def test_a_person_takes_late_money_when_there_is_place_again() -> None:
    order, payment, kind = await placed(places=1)
    clock.shift(timedelta(minutes=31))
    other = await make_order(await kind.event, kind)
    await hear(said(payment))
    with pytest.raises(SoldOut):
        await accept(payment)
    assert await states(order) == ("expired", ["cancelled"], ["late"])
    await cancel(other)
    await accept(payment)
    with pytest.raises(StateForbids):
        await accept(payment)
    assert await states(order) == ("paid", ["valid"], ["confirmed"])
    assert [money for _, money in await history(order)] == [0, 0, 12000, 0]
    assert ((await quota_of(kind)).used, await check.broken()) == (1, [])


async def test_money_for_a_cancelled_order_waits_for_a_person() -> None:
    order, payment, _ = await placed()
    await cancel(order)
    assert await hear(said(payment)) is Outcome.LATE
    assert await states(order) == ("cancelled", ["cancelled"], ["late"])


async def test_expiry_and_payment_at_the_same_moment_agree() -> None:
    order, payment, kind = await placed()
    clock.shift(timedelta(minutes=31))
    await asyncio.gather(expire_due(), hear(said(payment)), expire_due())
    assert await states(order) == ("paid", ["valid"], ["confirmed"])
    assert ((await quota_of(kind)).used, await check.broken()) == (1, [])


async def test_a_hold_that_is_over_cannot_be_paid_any_more() -> None:
    order, _, _ = await placed()
    clock.shift(timedelta(minutes=31))
    with pytest.raises(HoldOver):
        await begin_payment(order, provider="test")
    await expire_due()
    with pytest.raises(HoldOver):
        await begin_payment(order, provider="test")
    assert await Payment.all().count() == 1


async def test_the_organiser_marks_an_order_as_paid() -> None:
    order, _, _ = await placed()
    await mark_paid(order, hand=Hand.BANK)
    assert await states(order) == ("paid", ["valid"], ["created", "confirmed"])
    with pytest.raises(StateForbids):
        await mark_paid(order, hand=Hand.CASH)
    assert await history(order) == [("placed", 0), ("paid", 12000)]
    assert await check.broken() == []


async def test_an_expired_order_is_marked_paid_only_while_there_is_place() -> None:
    order, _, kind = await placed(places=1)
    clock.shift(timedelta(minutes=31))
    await make_order(await kind.event, kind)
    with pytest.raises(SoldOut):
        await mark_paid(order, hand=Hand.CASH)
    assert await states(order) == ("expired", ["cancelled"], ["created"])
    assert await check.broken() == []


async def test_a_cancelled_order_returns_its_places_and_refuses_its_codes() -> None:
    order, payment, kind = await placed()
    await hear(said(payment))
    await cancel(order)
    assert await states(order) == ("cancelled", ["cancelled"], ["confirmed"])
    assert ((await quota_of(kind)).used, await RevokedCode.all().count()) == (0, 1)
    with pytest.raises(StateForbids):
        await cancel(order)
    assert (await history(order))[2:] == [("cancelled", 0)]


async def nobody(_order: Order) -> bool:
    """Nobody has come in."""
    return False


async def test_a_buyer_cancels_only_what_was_not_paid() -> None:
    order, payment, _ = await placed()
    await hear(said(payment))
    with pytest.raises(StateForbids):
        await withdraw(order, entered=nobody)
    assert await states(order) == ("paid", ["valid"], ["confirmed"])


async def test_twenty_cancellations_at_once_return_the_places_once() -> None:
    order, _, kind = await placed()
    attempts = [cancel(order) for _ in range(20)]
    outcomes = await asyncio.gather(*attempts, return_exceptions=True)
    assert sum(isinstance(one, Order) for one in outcomes) == 1
    assert ((await quota_of(kind)).used, await check.broken()) == (0, [])


async def test_a_refund_is_decided_then_done_by_the_worker() -> None:
    order, payment, kind = await placed()
    await hear(said(payment))
    await begin_refund(payment)
    assert await states(order) == ("cancelled", ["cancelled"], ["confirmed"])
    job, refund = await Job.get(kind="refund.send"), await Refund.get()
    assert job.payload == {"refund_id": refund.id}
    await asyncio.gather(*(finish_refund(refund.id) for _ in range(5)))
    assert await states(order) == ("refunded", ["cancelled"], ["refunded"])
    assert [money for _, money in await history(order)] == [0, 12000, 0, 0, -12000]
    assert ((await quota_of(kind)).used, await check.broken()) == (0, [])


async def test_money_from_the_hand_goes_back_at_once_and_only_once() -> None:
    order, _, _ = await placed()
    await mark_paid(order, hand=Hand.CASH)
    payment = await Payment.get(provider="cash")
    await begin_refund(payment)
    with pytest.raises(NotRefundable):
        await begin_refund(payment)
    assert await states(order) == ("refunded", ["cancelled"], ["created", "refunded"])
    assert await check.broken() == []


async def test_what_was_never_received_is_not_given_back() -> None:
    order, payment, _ = await placed()
    with pytest.raises(NotRefundable):
        await begin_refund(payment)
    assert await states(order) == ("pending", ["held"], ["created"])
