"""Cancel an order: its tickets fall and their places return. Of a paid one the organiser decides."""

from collections.abc import Awaitable, Callable, Collection
from typing import Any

from events_svc import clock
from events_svc.database import in_transaction
from events_svc.outbox.enqueue import enqueue
from events_svc.tickets.ending import end
from events_svc.tickets.errors import SomebodyEntered, StateForbids
from events_svc.tickets.history import enter, locked_order
from events_svc.tickets.models import Order, OrderState

CANCELLABLE = {OrderState.PENDING, OrderState.PAID}

Entered = Callable[[Order], Awaitable[bool]]


async def cancel(order: Order) -> Order:
    """Cancel a pending or paid order. Money that came stays until it is refunded."""
    async with in_transaction():
        locked = await _locked(order, CANCELLABLE)
        await _end(locked)
    return locked


async def withdraw(order: Order, *, entered: Entered) -> Order:
    """Cancel as its buyer may: while nothing was paid for it, and nobody has come in with it, which the
    door's `entered` knows (SomebodyEntered).
    """
    async with in_transaction():
        locked = await _locked(order, withdrawable(order))
        if await entered(locked):
            raise SomebodyEntered
        await _end(locked)
    return locked


async def call_off(order: Order) -> None:
    """Its event was cancelled: an order that was not paid ends. The mail about the event tells of it."""
    async with in_transaction():
        locked = await locked_order(order.id)
        if locked.state is OrderState.PENDING:
            await end(locked, OrderState.CANCELLED, action="cancelled")


async def ask_to_cancel(order: Order, *, reason: str = "") -> Order:
    """The buyer of a paid order asks; the organiser refunds it or declines. Asking twice is once."""
    async with in_transaction():
        locked = await _locked(order, {OrderState.PAID})
        if locked.cancel_asked_at is None:
            await _note_wish(locked, "cancellation_asked", reason=reason)
    return locked


async def decline(order: Order) -> Order:
    """The order stays as it is, and its buyer is told so; StateForbids when nobody has asked."""
    async with in_transaction():
        locked = await _locked(order, {OrderState.PAID})
        if locked.cancel_asked_at is None:
            raise StateForbids(locked.state)
        await _note_wish(locked, "cancellation_declined")
        await enqueue("order.cancellation_declined", order_id=locked.id)
    return locked


def withdrawable(order: Order) -> set[OrderState]:
    """The states in which the buyer may cancel this order."""
    return {OrderState.PENDING} if order.total_minor else CANCELLABLE


async def _locked(order: Order, allowed: Collection[OrderState]) -> Order:
    locked = await locked_order(order.id)
    if locked.state not in allowed:
        raise StateForbids(locked.state)
    return locked


async def _end(locked: Order) -> None:
    await end(locked, OrderState.CANCELLED, action="cancelled")
    await enqueue("order.cancelled", order_id=locked.id)


async def _note_wish(locked: Order, action: str, **detail: Any) -> None:
    """The wish begins, or ends without what was wished."""
    locked.cancel_asked_at = None if locked.cancel_asked_at else clock.now()
    await locked.save(update_fields=["cancel_asked_at"])
    await enter(locked, action, **detail)
