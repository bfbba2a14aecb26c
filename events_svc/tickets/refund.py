"""Give money back: decided in one operation, done by the provider, written in another (refund_end)."""

from dataclasses import dataclass

from events_svc import clock
from events_svc.database import in_transaction
from events_svc.outbox.enqueue import enqueue
from events_svc.tickets.ending import end
from events_svc.tickets.errors import NotRefundable
from events_svc.tickets.history import enter, locked_order
from events_svc.tickets.life.account import account_of, recount
from events_svc.tickets.life.carry_out import charge
from events_svc.tickets.life.money_moves import left_of
from events_svc.tickets.models import Order, OrderState
from events_svc.tickets.pay import Hand, new_reference
from events_svc.tickets.payment_models import (
    Payment,
    PaymentState,
    Refund,
    RefundWay,
)
from events_svc.tickets.reach import ENTITLED
from events_svc.tickets.refund_end import complete, fail_refund, finish_refund
from events_svc.tickets.refund_voucher import voucher_for
from events_svc.tickets.vouchers.models import Voucher

__all__ = [
    "WITH_MONEY",
    "Back",
    "begin_refund",
    "fail_refund",
    "finish_refund",
    "give_back",
    "spread",
]

WITH_MONEY = {PaymentState.CONFIRMED, PaymentState.LATE, PaymentState.MISMATCHED}


@dataclass(frozen=True, slots=True)
class Back:
    """Where money goes back to, and why: the way it came, or into a voucher; `by_hand` when the organiser
    has given it back already, whatever way it came.
    """

    way: RefundWay = RefundWay.PROVIDER
    reason: str = ""


async def begin_refund(payment: Payment, *, reason: str = "") -> Payment:
    """Decide that all that is left of `payment` goes back; an order that stands by it is cancelled.

    What came by hand went back by hand and is written at once; a provider is asked by the worker.
    """
    async with in_transaction():
        order = await locked_order(payment.order_id)
        payment = await Payment.get(id=payment.id)
        left = await left_of(payment)
        if left <= 0:
            raise NotRefundable
        if order.state in ENTITLED and payment.confirmed_at is not None:
            await end(order, OrderState.CANCELLED, action="cancelled")
            await enqueue("order.cancelled", order_id=order.id)
        await _begin(order, payment, left, back=Back(reason=reason))
    return await Payment.get(id=payment.id)


async def give_back(order: Order, amount_minor: int, *, back: Back = Back()) -> Order:
    """Give back a part of what came for the order, or all of it: what it has too much first. What goes
    beyond that is goodwill, and the order costs so much less; its tickets stay as they are.
    """
    async with in_transaction():
        locked = await locked_order(order.id)
        account = await account_of(locked)
        if not 0 < amount_minor <= account.kept_minor:
            raise NotRefundable
        goodwill = amount_minor - account.surplus_minor
        if goodwill > 0:
            await charge(locked, "allowance", -goodwill)
            await recount(locked)
            await enter(locked, "allowance", allowance=goodwill, total_minor=locked.total_minor)
            await enqueue("order.changed", order_id=locked.id)
        await spread(locked, amount_minor, back=back)
    return locked


async def spread(order: Order, amount_minor: int, *, back: Back) -> None:
    """Give the amount back out of the payments that count for the locked order, the latest first."""
    voucher = await _voucher(order, amount_minor, back)
    found = await Payment.filter(order_id=order.id, confirmed_at__isnull=False).order_by("-id")
    for payment in found:
        part = min(await left_of(payment), amount_minor)
        if part > 0:
            await _begin(order, payment, part, back=back, voucher=voucher)
            amount_minor -= part
    if amount_minor:
        raise NotRefundable


async def refunds_of(order: Order) -> list[Refund]:
    """What was decided to go back, with its payment and voucher, by time."""
    found = Refund.filter(order_id=order.id).order_by("id")
    return await found.select_related("payment", "voucher")


async def _voucher(order: Order, amount_minor: int, back: Back) -> Voucher | None:
    if back.way is not RefundWay.VOUCHER:
        return None
    return await voucher_for(order, amount_minor)


async def _begin(
    order: Order, payment: Payment, amount_minor: int, *, back: Back, voucher: Voucher | None = None
) -> None:
    refund = await Refund.create(
        order_id=order.id,
        payment_id=payment.id,
        reference=new_reference(),
        way=_way(payment, back),
        amount_minor=amount_minor,
        reason=back.reason,
        voucher_id=voucher.id if voucher else None,
        created_at=clock.now(),
    )
    await enter(
        order,
        "refund_started",
        provider=payment.provider,
        refund=amount_minor,
        reason=back.reason,
    )
    if refund.way is RefundWay.PROVIDER:
        await enqueue("refund.send", refund_id=refund.id)
    else:
        await complete(order, payment, refund)


def _way(payment: Payment, back: Back) -> RefundWay:
    """Nobody can be asked to give back what came by hand: the organiser has."""
    if back.way is RefundWay.PROVIDER and payment.provider in set(Hand):
        return RefundWay.HAND
    return back.way
