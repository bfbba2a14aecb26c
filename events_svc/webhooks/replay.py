"""Send again what was delivered, failed or was dropped."""

from events_svc import clock
from events_svc.accounts import audit
from events_svc.database import in_transaction, notices
from events_svc.webhooks.announce import NOTICE
from events_svc.webhooks.errors import EndpointEnded
from events_svc.webhooks.models import Delivery, DeliveryState, Endpoint

ENDED_BADLY = (DeliveryState.FAILED, DeliveryState.DROPPED)


async def replay(delivery: Delivery) -> None:
    """Deliver this message once more, with the same id, from now on as if for the first time.

    One that waits for its next attempt is tried at once. Raises EndpointEnded.
    """
    await _again(delivery.endpoint_id, delivery_id=delivery.id)


async def replay_missed(endpoint: Endpoint) -> int:
    """The same for everything that failed or was dropped, in its order; how many. Raises EndpointEnded."""
    return await _again(endpoint.id, delivery_id=None)


async def _again(endpoint_id: int, *, delivery_id: int | None) -> int:
    async with in_transaction():
        endpoint = await Endpoint.filter(id=endpoint_id).select_for_update().first()
        if endpoint is None or not endpoint.is_active:
            raise EndpointEnded
        mine = Delivery.filter(endpoint_id=endpoint_id)
        wanted = (
            mine.filter(id=delivery_id)
            if delivery_id is not None
            else mine.filter(state__in=ENDED_BADLY)
        )
        count = await wanted.update(
            state=DeliveryState.WAITING, attempts=0, due_at=clock.now(), ended_at=None
        )
        await audit.record(
            "webhook.replayed",
            f"webhook:{endpoint_id}",
            event_id=endpoint.event_id,
            organisation_id=endpoint.organisation_id,
            deliveries=count,
        )
        await notices.notify(NOTICE)
    return count
