"""How a refund ends: the provider gave the money back, or refuses for good and a person decides."""

from events_svc import clock
from events_svc.database import in_transaction
from events_svc.outbox.enqueue import enqueue
from events_svc.tickets.errors import NotRefundable
from events_svc.tickets.history import enter, locked_order
from events_svc.tickets.life.account import account_of, recount
from events_svc.tickets.life.carry_out import charge
from events_svc.tickets.life.money_moves import fetch_back, left_of
from events_svc.tickets.models import Order, OrderState
from events_svc.tickets.pay import Hand
from events_svc.tickets.payment_models import (
    Payment,
    PaymentState,
    Refund,
    RefundState,
    RefundWay,
)
from events_svc.tickets.reach import ENTITLED


async def finish_refund(refund_id: int) -> None:
    """The provider has given the money back; a second time changes nothing.

    Also when it had refused before: then it has thought better of it. Was the money given in another way
    meanwhile, or does the order need it again, then it is `BEYOND`, and a person decides.
    """
    async with in_transaction():
        order, payment, refund = await _locked(refund_id)
        if refund.state is RefundState.CREATED:
            await complete(order, payment, refund)
        elif refund.state is RefundState.FAILED and not await _carried_out(order, payment, refund):
            await _note_beyond(order, payment, refund)
        elif refund.way is RefundWay.HAND and payment.provider not in {*Hand}:
            await _note_twice(order, payment, refund)


async def settle_refund(refund: Refund) -> None:
    """What was given beyond what was owed is written: what the order has too much, and the rest as a reduction
    of what it costs. NotRefundable when it keeps not so much.
    """
    async with in_transaction():
        order, payment, refund = await _locked(refund.id)
        if refund.state is not RefundState.BEYOND:
            raise NotRefundable
        goodwill = refund.amount_minor - (await account_of(order)).surplus_minor
        if goodwill > 0:
            await charge(order, "allowance", -goodwill)
            await recount(order)
            await enter(order, "allowance", allowance=goodwill, total_minor=order.total_minor)
            await enqueue("order.changed", order_id=order.id)
        if not await _carried_out(order, payment, refund):
            raise NotRefundable


async def fail_refund(refund_id: int, reason: str) -> None:
    """The provider refuses for good: the money is still here, and a person decides."""
    async with in_transaction():
        order, payment, refund = await _locked(refund_id)
        if refund.state is RefundState.CREATED:
            refund.state, refund.refusal = RefundState.FAILED, reason[:500]
            await refund.save(update_fields=["state", "refusal"])
            said = {"provider": payment.provider, "refund": refund.amount_minor}
            await enter(order, "refund_failed", **said, reason=refund.refusal)


async def retry_refund(refund: Refund) -> None:
    """Ask the provider once more for a refund that it refused; it is the same one to it."""
    async with in_transaction():
        order, payment, refund = await _locked(refund.id)
        if refund.state is not RefundState.FAILED or await left_of(payment) < refund.amount_minor:
            raise NotRefundable
        refund.state, refund.refusal = RefundState.CREATED, ""
        await refund.save(update_fields=["state", "refusal"])
        said = {"provider": payment.provider, "refund": refund.amount_minor}
        await enter(order, "refund_started", **said)
        await enqueue("refund.send", refund_id=refund.id)


async def hand_over(refund: Refund) -> None:
    """The provider refused, and the organiser has given the money back in another way."""
    async with in_transaction():
        order, payment, refund = await _locked(refund.id)
        if refund.state is not RefundState.FAILED or await left_of(payment) < refund.amount_minor:
            raise NotRefundable
        refund.way = RefundWay.HAND
        await refund.save(update_fields=["way"])
        await complete(order, payment, refund)


async def complete(order: Order, payment: Payment, refund: Refund) -> None:
    """Write that the money of the refund went back. The order is locked."""
    refund.state, refund.done_at = RefundState.DONE, clock.now()
    await refund.save(update_fields=["state", "done_at"])
    payment.refunded_minor += refund.amount_minor
    if payment.refunded_minor == payment.received_minor:
        payment.state = PaymentState.REFUNDED
    await payment.save(update_fields=["state", "refunded_minor"])
    if payment.confirmed_at is not None:
        await _restate(order)
    said = {"provider": payment.provider} if refund.way is not RefundWay.VOUCHER else {}
    await enter(order, "refunded", amount_minor=-refund.amount_minor, way=refund.way.value, **said)
    await enqueue("order.refunded", order_id=order.id)


async def _carried_out(order: Order, payment: Payment, refund: Refund) -> bool:
    """Write the refund that had failed, if its money is there and not needed. What a split has taken to another
    order is exchanged for what this one has.
    """
    missing = refund.amount_minor - await left_of(payment)
    if payment.confirmed_at is not None:
        surplus_minor = (await account_of(order)).surplus_minor
        if refund.amount_minor > surplus_minor:
            return False
        if missing > 0 and not await fetch_back(order, payment, missing):
            return False
    elif missing > 0:
        return False
    await complete(order, payment, refund)
    return True


async def _note_beyond(order: Order, payment: Payment, refund: Refund) -> None:
    refund.state = RefundState.BEYOND
    await refund.save(update_fields=["state"])
    await enter(order, "refund_beyond", provider=payment.provider, refund=refund.amount_minor)


async def _note_twice(order: Order, payment: Payment, refund: Refund) -> None:
    """It was given by hand, and by the provider: another refund says so."""
    reference = f"{refund.reference[:32]}-again"
    if not await Refund.exists(reference=reference):
        again = await Refund.create(
            order_id=order.id,
            payment_id=payment.id,
            reference=reference,
            way=RefundWay.PROVIDER,
            amount_minor=refund.amount_minor,
            reason=refund.reason,
            created_at=clock.now(),
        )
        await _note_beyond(order, payment, again)


async def _restate(order: Order) -> None:
    """A standing order is partly refunded; a cancelled one refunded when all that is to go back went."""
    account = await account_of(order)
    is_settled = account.kept_minor <= account.total_minor and not account.returning_minor
    if order.state in ENTITLED:
        order.state = OrderState.PARTLY_REFUNDED
    elif order.state is OrderState.CANCELLED and is_settled:
        order.state = OrderState.REFUNDED
    await order.save(update_fields=["state"])


async def _locked(refund_id: int) -> tuple[Order, Payment, Refund]:
    found = await Refund.get(id=refund_id)
    order = await locked_order(found.order_id)
    return order, await Payment.get(id=found.payment_id), await Refund.get(id=refund_id)
