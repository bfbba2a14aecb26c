"""Forget messages that nobody waits for any more."""

from datetime import timedelta

from events_svc import clock
from events_svc.database import execute
from events_svc.webhooks.models import DeliveryState

KEPT = timedelta(days=30)


async def purge() -> int:
    """Delete messages older than KEPT, with their deliveries and attempts, but for those still waiting;
    how many.
    """
    return await execute(_OLD, [clock.now() - KEPT, DeliveryState.WAITING.value])


_OLD = """
DELETE FROM webhook_message WHERE happened_at < $1 AND NOT EXISTS (
  SELECT 1 FROM webhook_delivery d WHERE d.message_id = webhook_message.id AND d.state = $2)"""
