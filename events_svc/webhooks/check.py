"""The audit of webhooks: what was to be told is told, in its order."""

from datetime import timedelta

from events_svc import clock
from events_svc.webhooks.models import Delivery, DeliveryState

FORGOTTEN = timedelta(hours=1)


async def broken() -> list[str]:
    """Deliveries that are long due and that nobody takes, and those that wait for an ended endpoint."""
    waiting = Delivery.filter(state=DeliveryState.WAITING)
    overdue = await waiting.filter(
        due_at__lt=clock.now() - FORGOTTEN, endpoint__is_active=True
    ).values("id")
    stranded = await waiting.filter(endpoint__is_active=False).values("id")
    return [
        *(f"webhook delivery {one['id']} is overdue" for one in overdue),
        *(f"webhook delivery {one['id']} waits for a webhook that is off" for one in stranded),
    ]
