"""Cancel an order: its tickets fall and their places return."""

from events_svc.database import in_transaction
from events_svc.outbox.enqueue import enqueue
from events_svc.tickets.ending import end
from events_svc.tickets.errors import StateForbids
from events_svc.tickets.history import locked_order
from events_svc.tickets.models import Order, OrderState


async def cancel(order: Order) -> Order:
    """Cancel a pending or paid order. Money that came stays until it is refunded."""
    return await _cancel(order, {OrderState.PENDING, OrderState.PAID})


async def withdraw(order: Order) -> Order:
    """Cancel as its buyer may: while nothing was paid for it."""
    return await _cancel(order, withdrawable(order))


def withdrawable(order: Order) -> set[OrderState]:
    """The states in which the buyer may cancel this order."""
    return {OrderState.PENDING} if order.total_minor else {OrderState.PENDING, OrderState.PAID}


async def _cancel(order: Order, allowed: set[OrderState]) -> Order:
    async with in_transaction():
        locked = await locked_order(order.id)
        if locked.state not in allowed:
            raise StateForbids(locked.state)
        await end(locked, OrderState.CANCELLED, action="cancelled")
        await enqueue("order.cancelled", order_id=locked.id)
    return locked
