"""How a refund ends: the provider gave the money back, or refuses for good and a person decides."""

from events_svc import clock
from events_svc.database import in_transaction
from events_svc.outbox.enqueue import enqueue
from events_svc.tickets.errors import NotRefundable
from events_svc.tickets.history import enter, locked_order
from events_svc.tickets.life.account import account_of
from events_svc.tickets.models import Order, OrderState
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

    Also when it had refused before: then it has thought better of it.
    """
    async with in_transaction():
        order, payment, refund = await _locked(refund_id)
        if refund.state is not RefundState.DONE and _fits(payment, refund):
            await complete(order, payment, refund)


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
        if refund.state is not RefundState.FAILED or not await _is_left(payment, refund):
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
        if refund.state is not RefundState.FAILED or not await _is_left(payment, refund):
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


def _fits(payment: Payment, refund: Refund) -> bool:
    return bool(refund.amount_minor <= payment.received_minor - payment.refunded_minor)


async def _is_left(payment: Payment, refund: Refund) -> bool:
    """Whether what was refused is still there, and not going back by another refund."""
    begun = await Refund.filter(payment_id=payment.id, state=RefundState.CREATED)
    left = payment.received_minor - payment.refunded_minor - sum(b.amount_minor for b in begun)
    return bool(refund.amount_minor <= left)
