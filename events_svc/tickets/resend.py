"""Send the buyer the mail of the order once more."""

from events_svc.database import in_transaction
from events_svc.outbox.enqueue import enqueue
from events_svc.tickets.errors import StateForbids
from events_svc.tickets.history import enter, locked_order
from events_svc.tickets.models import Order, OrderState

KINDS = {
    OrderState.PENDING: "order.placed",
    OrderState.PAID: "order.paid",
    OrderState.CANCELLED: "order.cancelled",
    OrderState.REFUNDED: "order.refunded",
}


async def resend(order: Order) -> None:
    """Enqueue the mail that fits the order's state."""
    async with in_transaction():
        locked = await locked_order(order.id)
        kind = KINDS.get(locked.state)
        if kind is None:
            raise StateForbids(locked.state)
        await enqueue(kind, order_id=locked.id)
        await enter(locked, "mail_again")
