"""Holds that ran out return their places: by a clock, and at the moment when somebody needs them."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from events_svc import clock
from events_svc.database import in_transaction, rows
from events_svc.database.raw import places
from events_svc.outbox.enqueue import enqueue
from events_svc.tickets import shelf as shelves
from events_svc.tickets.carts.models import Cart, CartItem
from events_svc.tickets.ending import OCCUPYING, end
from events_svc.tickets.history import enter
from events_svc.tickets.models import Order, OrderState, Ticket
from events_svc.tickets.seating import take as seating
from events_svc.tickets.vouchers.models import Voucher
from events_svc.tickets.vouchers.places import let_go

AT_ONCE = 100
HOLDING = (OrderState.PENDING, OrderState.AWAITING_APPROVAL)
REMEMBERED_FOR = timedelta(hours=12)  # what was in a cart that is over


async def expire_due() -> int:
    """End the orders and carts whose hold is over, and let vouchers go of the places that they
    kept, a hundred at a time; how many orders there were.
    """
    ended = 0
    while some := await _return_orders():
        ended += some
    while await _return_carts():
        pass
    while await _return_vouchers():
        pass
    await Cart.filter(ended_at__lt=clock.now() - REMEMBERED_FOR).delete()
    return ended


async def return_due(slugs: Collection[str]) -> int:
    """The same for the events with these slugs, once; how many holds there were.

    It waits for nobody: an order that somebody is just paying is left alone.
    """
    if not await rows(_DUE.format(places(slugs, after=1)), [clock.now(), *slugs]):
        return 0
    orders = await _return_orders(event__slug__in=slugs)
    carts = await _return_carts(event__slug__in=slugs)
    return orders + carts + await _return_vouchers(event__slug__in=slugs)


async def _return_orders(**where: Any) -> int:
    due = {"state__in": HOLDING, "expires_at__lte": clock.now(), **where}
    if not await Order.filter(**due).exists():
        return 0
    async with in_transaction():
        some = Order.filter(**due).order_by("id").limit(AT_ONCE)
        locked = await some.select_for_update(skip_locked=True)
        await _lock_places(locked)
        for order in locked:
            await _end(order)
    return len(locked)


async def _end(order: Order) -> None:
    """The time to pay ran out, or nobody decided about it in time."""
    if order.state is OrderState.PENDING:
        await end(order, OrderState.EXPIRED, action="expired")
    else:
        await enter(order, "approval_lapsed")
        await end(order, OrderState.CANCELLED, action="cancelled")
        await enqueue("order.approval_lapsed", order_id=order.id)


async def _lock_places(orders: Sequence[Order]) -> None:
    """All at once, in the order of all locks: order by order they might be in another."""
    held = Ticket.filter(order_id__in=[one.id for one in orders], state__in=OCCUPYING)
    await shelves.locked_for(await held)


async def _return_carts(**where: Any) -> int:
    due = {"ended_at": None, "expires_at__lte": clock.now(), **where}
    if not await Cart.filter(**due).exists():
        return 0
    async with in_transaction():
        held = Cart.filter(**due).order_by("id").limit(AT_ONCE)
        locked = await held.select_for_update(skip_locked=True)
        ids = [one.id for one in locked]
        items = await CartItem.filter(cart_id__in=ids)
        shelf = await shelves.locked_for(items)
        shelf.give_back(items)
        await shelf.store()
        for event_id in sorted({one.event_id for one in locked}):
            mine = {one.id for one in locked if one.event_id == event_id}
            seated = [one.id for one in items if one.cart_id in mine and one.seat_id]
            if seated:
                await seating.release_items(event_id, seated)
        await Cart.filter(id__in=ids).update(ended_at=clock.now())
    return len(locked)


async def _return_vouchers(**where: Any) -> int:
    due = Voucher.filter(valid_until__lte=clock.now(), reserved__gt=0, **where)
    some = await due.order_by("id").limit(AT_ONCE)
    if some:
        async with in_transaction():
            await let_go(some)
    return len(some)


_DUE = """
SELECT event.id FROM event WHERE event.slug IN ({}) AND (
  EXISTS (SELECT 1 FROM "order" WHERE "order".event_id = event.id
    AND "order".state IN ('pending', 'awaiting_approval') AND "order".expires_at <= $1)
  OR EXISTS (SELECT 1 FROM cart WHERE cart.event_id = event.id
    AND cart.ended_at IS NULL AND cart.expires_at <= $1)
  OR EXISTS (SELECT 1 FROM voucher WHERE voucher.event_id = event.id
    AND voucher.reserved > 0 AND voucher.valid_until <= $1))"""
