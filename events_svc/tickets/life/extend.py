"""More time: to pay, for orders that wait and for those whose time ran out; to decide, for those that wait for that."""

from datetime import datetime

from events_svc import clock
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.outbox.enqueue import enqueue
from events_svc.tickets import places
from events_svc.tickets.errors import StateForbids, TooLongHold
from events_svc.tickets.history import enter, locked_order
from events_svc.tickets.models import Order, OrderState, Ticket, TicketState

JOBS = {
    OrderState.PENDING: "order.placed",
    OrderState.AWAITING_APPROVAL: "order.awaiting_approval",
}


async def extend(order: Order, until: datetime) -> Order:
    """The places are held until `until`; an order that expired takes them again, or raises SoldOut. One that
    waits for an approval goes on waiting.
    """
    async with in_transaction():
        locked = await locked_order(order.id)
        event = await Event.get(id=locked.event_id)
        if not clock.now() < until <= event.ends_at:
            raise TooLongHold
        if locked.state is OrderState.EXPIRED:
            await _revive(locked)
        elif locked.state not in JOBS:
            raise StateForbids(locked.state)
        locked.expires_at, locked.ended_at = until, None
        await locked.save(update_fields=["state", "expires_at", "ended_at"])
        await enter(locked, "extended", until=until.isoformat())
        await enqueue(JOBS[locked.state], order_id=locked.id)
    return locked


async def _revive(order: Order) -> None:
    mine = Ticket.filter(order_id=order.id, cancelled_at=None, change_id=None)
    await places.take(await mine)
    await mine.update(state=TicketState.HELD)
    order.state = OrderState.PENDING
