"""Orders that somebody looks at first: approve them, or decline. Their places are held meanwhile."""

from datetime import timedelta

from events_svc import clock
from events_svc.database import in_transaction
from events_svc.outbox.enqueue import enqueue
from events_svc.tickets.credit import make_valid
from events_svc.tickets.ending import end
from events_svc.tickets.errors import StateForbids
from events_svc.tickets.history import enter, locked_order
from events_svc.tickets.models import Order, OrderState

PAYABLE_FOR = timedelta(days=3)  # whoever was approved reads of it in a mail


async def approve(order: Order) -> Order:
    """The order may be paid from now on; when there is nothing to pay, its tickets are valid at once.

    StateForbids for one that does not wait for this.
    """
    async with in_transaction():
        locked = await _waiting(order)
        locked.state, locked.expires_at = OrderState.PENDING, clock.now() + PAYABLE_FOR
        await locked.save(update_fields=["state", "expires_at"])
        await enter(locked, "approved")
        if locked.total_minor:
            await enqueue("order.approved", order_id=locked.id)
        else:
            await make_valid(locked, provider="free", moved_minor=0)
    return locked


async def decline(order: Order, *, reason: str = "") -> Order:
    """The order is cancelled, its places return, and its buyer is told so."""
    async with in_transaction():
        locked = await _waiting(order)
        await enter(locked, "declined", reason=reason)
        await end(locked, OrderState.CANCELLED, action="cancelled")
        await enqueue("order.declined", order_id=locked.id)
    return locked


async def _waiting(order: Order) -> Order:
    locked = await locked_order(order.id)
    if locked.state is not OrderState.AWAITING_APPROVAL:
        raise StateForbids(locked.state)
    return locked
