"""The history of an order: one entry for every change, in the transaction of the change."""

from typing import Any

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.tickets.models import Order, OrderEntry
from events_svc.tickets.news import news_of
from events_svc.webhooks.announce import announce_all


async def enter(order: Order, action: str, *, amount_minor: int = 0, **detail: Any) -> None:
    """Write who did `action`, when; `amount_minor` is the money that moved: in positive, out negative."""
    actor = audit.acting.get()
    await OrderEntry.create(
        order_id=order.id,
        at=clock.now(),
        actor=actor.key,
        action=action,
        amount_minor=amount_minor,
        detail={
            **detail,
            **actor.beside,
            "state": order.state.value,
        },  # in which the change left the order
    )
    await audit.record(
        f"order.{action}",
        f"order:{order.id}",
        event_id=order.event_id,
        amount_minor=amount_minor,
        **detail,
    )
    await announce_all([news_of(vars(order), action, amount_minor=amount_minor)])


async def locked_order(order_id: int) -> Order:
    """The order as it is now, which nobody else changes until the transaction ends."""
    order = await Order.filter(id=order_id).select_for_update().first()
    if order is None:
        raise NotFound
    return order
