"""Give money back: decided in one operation, done by the provider, written in another."""

from events_svc.database import in_transaction
from events_svc.outbox.enqueue import enqueue
from events_svc.tickets.ending import end
from events_svc.tickets.errors import NotRefundable
from events_svc.tickets.history import enter, locked_order
from events_svc.tickets.models import Order, OrderState
from events_svc.tickets.pay import Hand
from events_svc.tickets.payment_models import Payment, PaymentState

WITH_MONEY = {PaymentState.CONFIRMED, PaymentState.LATE, PaymentState.MISMATCHED}


async def begin_refund(payment: Payment) -> Payment:
    """Decide that the whole money of `payment` goes back; an order that it paid ends.

    What came by hand went back by hand and is written at once; a provider is asked by the worker.
    """
    async with in_transaction():
        order = await locked_order(payment.order_id)
        payment = await Payment.get(id=payment.id)
        if payment.state not in WITH_MONEY or not payment.received_minor:
            raise NotRefundable
        if order.state is OrderState.PAID and payment.state is PaymentState.CONFIRMED:
            await end(order, OrderState.CANCELLED, action="cancelled")
        payment.state = PaymentState.REFUNDING
        await payment.save(update_fields=["state"])
        await enter(order, "refund_started", provider=payment.provider)
        if payment.provider in set(Hand):
            await _write(order, payment)
        else:
            await enqueue("payment.refund", payment_id=payment.id)
    return payment


async def finish_refund(payment_id: int) -> None:
    """The provider has given the money back; a second time changes nothing."""
    async with in_transaction():
        payment = await Payment.get(id=payment_id)
        order = await locked_order(payment.order_id)
        payment = await Payment.get(id=payment_id)
        if payment.state is PaymentState.REFUNDING:
            await _write(order, payment)


async def _write(order: Order, payment: Payment) -> None:
    payment.state = PaymentState.REFUNDED
    payment.refunded_minor = payment.received_minor
    await payment.save(update_fields=["state", "refunded_minor"])
    if order.state is OrderState.CANCELLED and payment.confirmed_at is not None:
        order.state = OrderState.REFUNDED
        await order.save(update_fields=["state"])
    await enter(order, "refunded", amount_minor=-payment.received_minor, provider=payment.provider)
    await enqueue("order.refunded", order_id=order.id)
