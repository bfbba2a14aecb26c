"""Whom an event can tell something by mail: buyers whose order holds tickets."""

from tortoise.queryset import QuerySet

from events_svc.tickets.models import Order, OrderState

ENTITLED = (OrderState.PAID, OrderState.PARTLY_REFUNDED)


def reachable(event_id: int) -> QuerySet[Order]:
    """The paid orders of the event that left an e-mail, in the order of their making."""
    return Order.filter(event_id=event_id, state__in=ENTITLED).exclude(email="").order_by("id")
