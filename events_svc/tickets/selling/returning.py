"""When places that are held and not paid for may come back: for those who find everything sold."""

from datetime import datetime

from events_svc import clock
from events_svc.events.models import Event
from events_svc.tickets.carts.models import Cart
from events_svc.tickets.models import Order, OrderState


async def next_return(event: Event) -> datetime | None:
    """When the next hold of the event runs out, of a cart or an order; None when nothing is held."""
    now = clock.now()
    carts = Cart.filter(event_id=event.id, ended_at=None, expires_at__gt=now)
    orders = Order.filter(event_id=event.id, state=OrderState.PENDING, expires_at__gt=now)
    cart = await carts.order_by("expires_at").first()
    order = await orders.order_by("expires_at").first()
    held = [cart.expires_at if cart else None, order.expires_at if order else None]
    return min((one for one in held if one is not None), default=None)
