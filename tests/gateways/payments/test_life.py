"""Every provider through everything that happens to payments: order and money are right each time, and
nothing is charged twice. Each test runs against the local server of each provider, with its signatures.
"""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from events_svc import clock
from events_svc.gateways.payments import ProviderAway, Returned, calling
from events_svc.gateways.payments.dealing import ask, give_up, read_book, send_refund
from events_svc.jobs import payments as jobs
from events_svc.outbox.models import Job
from events_svc.tickets import check
from events_svc.tickets.expire import expire_due
from events_svc.tickets.life.split import split
from events_svc.tickets.models import Ticket
from events_svc.tickets.paying.accounts import Entered, keep, withdraw
from events_svc.tickets.paying.models import BookDifference
from events_svc.tickets.paying.reconcile import Kind
from events_svc.tickets.payment_models import (
    Payment,
    PaymentNotification,
    PaymentState,
    Refund,
    RefundState,
)
from events_svc.tickets.refund import Back, give_back
from tests.accounts.factories import make_organisation
from tests.gateways.payments.conftest import Shop
from tests.gateways.payments.ledger import OPENS, REFUNDS
from tests.tickets.factories import history, make_order, states

PAID = ("paid", ["valid"], ["confirmed"])
WAITS = ("pending", ["held"], ["created"])
GIVEN_UP = {"stripe": "declined", "wechat": "declined", "alipay": "closed"}


async def outcomes() -> list[str]:
    """What came of every notification that was kept."""
    found = await PaymentNotification.all().order_by("id").values("outcome")
    return [one["outcome"] for one in found]


async def test_paid(shop: Shop) -> None:
    payment = await shop.pay()
    assert await states(shop.order) == PAID
    assert await history(shop.order) == [("placed", 0), ("paid", 12000)]
    assert (payment.account_id, payment.received_minor) == (shop.account.id, 12000)
    assert await check.broken() == []


async def test_declined_then_tried_again(shop: Shop) -> None:
    payment = await shop.begin()
    shop.provider.decline(payment.reference)
    answer = await shop.tell(shop.provider.told(payment.reference))
    assert answer.status_code == 200
    given_up = GIVEN_UP[shop.provider.name]
    assert await states(shop.order) == ("pending", ["held"], [given_up])
    await shop.choose()
    latest = await Payment.filter(order_id=shop.order.id).order_by("-id").first()
    assert latest is not None
    shop.provider.pay(latest.reference)
    await shop.tell(shop.provider.told(latest.reference, number=2))
    paid, tickets, attempts = await states(shop.order)
    assert (paid, tickets, attempts[-1]) == ("paid", ["valid"], "confirmed")
    assert await check.broken() == []


async def test_late(shop: Shop) -> None:
    """The hold is over and the places are sold: the money waits for a person."""
    payment = await shop.begin()
    shop.provider.pay(payment.reference)
    clock.shift(timedelta(minutes=31))
    await expire_due()
    kind = await (await Ticket.get(order_id=shop.order.id)).ticket_type
    await make_order(await kind.event, kind, 10)
    answer = await shop.tell(shop.provider.told(payment.reference))
    assert (answer.status_code, await outcomes()) == (200, ["late"])
    assert await states(shop.order) == ("expired", ["cancelled"], ["late"])
    assert (await Payment.get(id=payment.id)).received_minor == 12000
    assert await check.broken() == []


async def test_twice_and_at_once(shop: Shop) -> None:
    payment = await shop.begin()
    shop.provider.pay(payment.reference)
    told = shop.provider.told(payment.reference)
    answers = await asyncio.gather(*(shop.tell(told) for _ in range(4)))
    await shop.tell(shop.provider.told(payment.reference, number=2))
    assert {answer.status_code for answer in answers} == {200}
    assert await outcomes() == ["paid", "nothing_new"]
    assert await history(shop.order) == [("placed", 0), ("paid", 12000)]


async def test_out_of_order(shop: Shop) -> None:
    """What was told before the payment comes after it."""
    payment = await shop.begin()
    shop.provider.decline(payment.reference)
    before = shop.provider.told(payment.reference)
    shop.provider.pay(payment.reference)
    await shop.tell(shop.provider.told(payment.reference, number=2))
    await shop.tell(before)
    assert await outcomes() == ["paid", "nothing_new"]
    assert await states(shop.order) == PAID


async def test_forged(shop: Shop) -> None:
    payment = await shop.begin()
    shop.provider.pay(payment.reference)
    answers = [await shop.tell(one) for one in shop.provider.forgeries(payment.reference)]
    assert {answer.status_code for answer in answers} == {403}
    assert await states(shop.order) == WAITS
    assert await outcomes() == []


async def test_forged_by_another_organisation(shop: Shop) -> None:
    """Whoever has an account of their own signs as well as ours does, but not for our payments."""
    payment = await shop.begin()
    shop.provider.pay(payment.reference)
    merchant, facts, secrets = shop.provider.account()
    entered, key = Entered(merchant, facts, secrets), shop.context.settings.secret_key
    other = await make_organisation("another")
    theirs = await keep(other, shop.provider.name, entered, secret_key=key)
    ours, shop.account = shop.account, theirs
    assert (await shop.tell(shop.provider.told(payment.reference))).status_code == 200
    assert (await states(shop.order), await outcomes()) == (WAITS, ["unknown"])
    shop.account = ours
    assert (await shop.tell(shop.provider.told(payment.reference))).status_code == 200
    assert await states(shop.order) == PAID


@pytest.mark.parametrize("amount", [11999, 12001])
async def test_wrong_amount(shop: Shop, amount: int) -> None:
    payment = await shop.begin()
    shop.provider.pay(payment.reference, amount=amount)
    assert (await shop.tell(shop.provider.told(payment.reference))).status_code == 200
    assert await states(shop.order) == ("pending", ["held"], ["mismatched"])
    assert (await Payment.get(id=payment.id)).received_minor == amount
    assert await check.broken() == []


async def test_missing_notification(shop: Shop) -> None:
    """Nobody told us: the worker asks after two minutes, and finds the money."""
    payment = await shop.begin()
    await jobs.ask_again(shop.context)
    assert await states(shop.order) == WAITS
    shop.provider.pay(payment.reference)
    clock.shift(timedelta(minutes=3))
    await jobs.ask_again(shop.context)
    assert await states(shop.order) == PAID
    assert (await shop.tell(shop.provider.told(payment.reference))).status_code == 200
    assert await outcomes() == ["paid", "nothing_new"]


async def test_partial_refund(shop: Shop) -> None:
    payment = await shop.pay()
    for amount in (2000, 3000):
        await give_back(shop.order, amount, back=Back(reason="the room was cold"))
    for job in await Job.filter(kind="refund.send").order_by("id"):
        await jobs.send(shop.context, job.payload)
        await jobs.send(shop.context, job.payload)
    assert shop.provider.given_back(payment.reference) == 5000
    assert [one.state for one in await Refund.all()] == [RefundState.DONE] * 2
    found = await Payment.get(id=payment.id)
    assert (found.state, found.refunded_minor) == (PaymentState.CONFIRMED, 5000)
    assert (await states(shop.order))[1] == ["valid"]
    assert await check.broken() == []


async def test_a_refund_of_what_was_split_off(shop: Shop) -> None:
    """The provider knows the money under the payment through which it came, in its whole amount."""
    kind = await (await Ticket.get(order_id=shop.order.id)).ticket_type
    shop.order = await make_order(await kind.event, kind, 2)
    payment = await shop.pay()
    numbers = (
        await Ticket.filter(order_id=shop.order.id).order_by("id").values_list("number", flat=True)
    )
    made = await split(shop.order, [int(numbers[1])])
    await give_back(made, 5000)
    await jobs.send(shop.context, {"refund_id": (await Refund.get()).id})
    assert (await Refund.get()).state is RefundState.DONE
    assert shop.provider.given_back(payment.reference) == 5000
    assert await read_book(shop.account, shop.provider.today(), shop.dealing) == []


async def test_a_refund_that_takes_its_time(shop: Shop) -> None:
    payment = await shop.pay()
    await give_back(shop.order, 2000)
    refund = await Refund.get()
    shop.provider.slow_refunds = True
    assert await send_refund(refund.id, shop.dealing) is Returned.PENDING
    assert (await Refund.get()).state is RefundState.CREATED
    shop.provider.slow_refunds = False
    clock.shift(timedelta(minutes=11))
    await jobs.ask_refunds(shop.context)
    assert (await Refund.get()).state is RefundState.DONE
    assert shop.provider.given_back(payment.reference) == 2000


async def test_a_refund_that_is_refused_is_seen(shop: Shop) -> None:
    payment = await shop.pay()
    await give_back(shop.order, 2000)
    shop.provider.refusal = "the balance is too low"
    await jobs.send(shop.context, {"refund_id": (await Refund.get()).id})
    refund = await Refund.get()
    assert (refund.state, "the balance is too low" in refund.refusal) == (RefundState.FAILED, True)
    assert shop.provider.given_back(payment.reference) == 0
    assert (await Payment.get(id=payment.id)).refunded_minor == 0
    assert await check.broken() == []


async def test_no_answer_to_the_beginning(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The charge was opened, and we never heard so: pressed again, it is the same one."""
    monkeypatch.setattr(calling.send, "__kwdefaults__", {"seconds": 0.2})
    shop.provider.hangs_on = (OPENS[shop.provider.name],)
    assert (await shop.choose()).status_code == 503
    shop.provider.hangs_on = ()
    payment = await shop.begin()
    assert [*shop.provider.charges] == [payment.reference]
    shop.provider.pay(payment.reference)
    await shop.tell(shop.provider.told(payment.reference))
    assert await states(shop.order) == PAID


async def test_no_answer_to_a_refund(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was given back, and we never heard so: asked again, it is not given twice."""
    payment = await shop.pay()
    await give_back(shop.order, 2000)
    refund = {"refund_id": (await Refund.get()).id}
    monkeypatch.setattr(calling.send, "__kwdefaults__", {"seconds": 0.2})
    shop.provider.hangs_on = (REFUNDS[shop.provider.name],)
    with pytest.raises(ProviderAway):
        await jobs.send(shop.context, refund)
    shop.provider.hangs_on = ()
    clock.shift(timedelta(days=2))  # longer than Stripe keeps a key
    await jobs.send(shop.context, refund)
    assert shop.provider.given_back(payment.reference) == 2000
    assert (await Refund.get()).state is RefundState.DONE
    assert await check.broken() == []


async def test_away(shop: Shop) -> None:
    shop.provider.is_away = True
    assert (await shop.choose()).status_code == 503
    assert await states(shop.order) == WAITS
    shop.provider.is_away = False
    await shop.pay()
    assert await states(shop.order) == PAID


async def test_what_nobody_needs_any_more_is_closed_there(shop: Shop) -> None:
    payment = await shop.begin()
    clock.shift(timedelta(minutes=31))
    await expire_due()
    await jobs.close(shop.context)
    assert await states(shop.order) == ("expired", ["cancelled"], ["closed"])
    asked = len(shop.provider.asked)
    await jobs.close(shop.context)
    assert len(shop.provider.asked) == asked
    assert (await Payment.get(id=payment.id)).state is PaymentState.CLOSED


async def test_paid_in_the_moment_of_closing(shop: Shop) -> None:
    payment = await shop.begin()
    shop.provider.pay(payment.reference)
    await give_up(payment, shop.dealing)
    assert await states(shop.order) == PAID
    assert await ask(payment, shop.dealing) is not None
    assert await outcomes() == ["paid"]


async def test_another_attempt_closes_the_first(shop: Shop) -> None:
    """Who goes from one provider to the other cannot pay both; the first is asked also when it is not
    offered any more.
    """
    await shop.begin()
    await withdraw(shop.account)
    page = f"/orders/{shop.order.secret}"
    token = (await shop.client.get(page)).text.partition('name="csrf" value="')[2].partition('"')[0]
    await shop.client.post(f"{page}/pay/test", data={"csrf": token})
    assert await states(shop.order) == ("pending", ["held"], ["closed", "created"])


async def test_paid_there_and_then_begun_elsewhere(shop: Shop) -> None:
    """The money of the first attempt is found when the second would begin: nothing is charged twice."""
    payment = await shop.begin()
    shop.provider.pay(payment.reference)
    await withdraw(shop.account)
    page = f"/orders/{shop.order.secret}"
    token = (await shop.client.get(page)).text.partition('name="csrf" value="')[2].partition('"')[0]
    answer = await shop.client.post(f"{page}/pay/test", data={"csrf": token})
    assert answer.headers["location"] == page
    assert await states(shop.order) == ("paid", ["valid"], ["confirmed", "created"])


async def test_the_books_are_compared(shop: Shop) -> None:
    """What is in both books is no difference; what only the provider knows stands there once."""
    payment = await shop.pay()
    await give_back(shop.order, 2000)
    await jobs.send(shop.context, {"refund_id": (await Refund.get()).id})
    shop.provider.charges["elsewhere"] = replace(
        shop.provider.charges[payment.reference], reference="elsewhere", id="9", amount=500
    )
    read = read_book(shop.account, shop.provider.today(), shop.dealing)
    found = [(one.reference, one.kind, one.ours_minor, one.theirs_minor) for one in await read]
    assert found == [("elsewhere", Kind.PAID_THERE, 0, 500)]
    await read_book(shop.account, shop.provider.today(), shop.dealing)
    assert await BookDifference.all().count() == len(found)
