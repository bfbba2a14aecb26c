"""What pages read of webhooks."""

from collections.abc import Sequence
from dataclasses import dataclass

from tortoise.expressions import Q

from events_svc.accounts.errors import NotFound
from events_svc.database import rows
from events_svc.events.models import Event
from events_svc.webhooks.models import Attempt, Delivery, Endpoint


@dataclass(frozen=True, slots=True)
class Health:
    """How the deliveries of an endpoint stand."""

    waiting: int = 0
    delivered: int = 0
    failed: int = 0
    dropped: int = 0


async def endpoints_of(event: Event) -> list[Endpoint]:
    """The webhooks that hear of `event`: its own and those of all events of its organisation."""
    whole = Q(event_id=None, organisation_id=event.organisation_id)
    return await Endpoint.filter(Q(event_id=event.id) | whole).order_by("id")


async def endpoint_of(event: Event, endpoint_id: int) -> Endpoint:
    """The webhook with this id that hears of `event`; else NotFound."""
    for endpoint in await endpoints_of(event):
        if endpoint.id == endpoint_id:
            return endpoint
    raise NotFound


async def health_of(endpoints: Sequence[Endpoint]) -> dict[int, Health]:
    """By id of the endpoint."""
    ids = [one.id for one in endpoints]
    counts: dict[int, dict[str, int]] = {one: {} for one in ids}
    if ids:
        listed = ", ".join(str(int(one)) for one in ids)
        for row in await rows(_HEALTH.format(listed)):
            counts[row["endpoint_id"]][row["state"]] = row["n"]
    return {one: Health(**counts[one]) for one in ids}


async def deliveries_of(
    endpoint: Endpoint, event: Event, *, before: int | None = None, limit: int = 50
) -> list[Delivery]:
    """The deliveries about `event`, the newest first; at most `limit` + 1, to see if more follow."""
    found = Delivery.filter(endpoint_id=endpoint.id, message__event_id=event.id)
    if before is not None:
        found = found.filter(id__lt=before)
    return await found.order_by("-id").limit(limit + 1).select_related("message")


async def delivery_of(endpoint: Endpoint, event: Event, delivery_id: int) -> Delivery:
    """The endpoint's delivery with this id, about `event`; else NotFound."""
    mine = Delivery.filter(endpoint_id=endpoint.id, message__event_id=event.id, id=delivery_id)
    delivery = await mine.select_related("message", "endpoint").first()
    if delivery is None:
        raise NotFound
    return delivery


async def attempts_of(delivery: Delivery) -> list[Attempt]:
    """The attempts, the newest first; at most fifty."""
    return await Attempt.filter(delivery_id=delivery.id).order_by("-id").limit(50)


_HEALTH = """
SELECT endpoint_id, state, COUNT(*) AS n FROM webhook_delivery
WHERE endpoint_id IN ({}) GROUP BY endpoint_id, state"""
