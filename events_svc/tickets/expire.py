"""Holds that ran out return their places: by a clock, and at the moment when somebody needs them."""

from collections.abc import Collection

from tortoise.queryset import QuerySet

from events_svc import clock
from events_svc.database import in_transaction
from events_svc.tickets.ending import end
from events_svc.tickets.models import Order, OrderState

AT_ONCE = 100


async def expire_due() -> int:
    """End the pending orders whose hold is over, a hundred at a time; how many there were."""
    ended = 0
    while True:
        async with in_transaction():
            some = await _return(Order.filter(state=OrderState.PENDING))
        ended += some
        if some < AT_ONCE:
            return ended


async def return_due(event_ids: Collection[int]) -> int:
    """The same for these events, inside the running transaction.

    It waits for nobody: an order that somebody is just paying is left alone.
    """
    return await _return(Order.filter(state=OrderState.PENDING, event_id__in=event_ids))


async def _return(pending: QuerySet[Order]) -> int:
    due = await (
        pending.filter(expires_at__lte=clock.now())
        .order_by("id")
        .limit(AT_ONCE)
        .select_for_update(skip_locked=True)
    )
    for order in due:
        await end(order, OrderState.EXPIRED, action="expired")
    return len(due)
