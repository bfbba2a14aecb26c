"""Webhooks that tests need, and a worker's courier that goes round until nothing is due."""

from dataclasses import replace
from datetime import timedelta

from events_svc import clock
from events_svc.config import Settings
from events_svc.events.models import Event
from events_svc.gateways import fetching
from events_svc.jobs.webhooks import Courier
from events_svc.webhooks.endpoints import EndpointFacts, register
from events_svc.webhooks.models import Delivery, DeliveryState, Endpoint
from events_svc.webhooks.topics import Topic


async def make_endpoint(
    event: Event,
    settings: Settings,
    url: str = "https://example.org/hook",
    *,
    topics: tuple[Topic, ...] = (),
) -> Endpoint:
    """A webhook of the event."""
    facts = EndpointFacts("Ledger", url, topics)
    return (await register(event, facts, secret_key=settings.secret_key))[0]


async def go_round(settings: Settings, *, times: int = 1) -> None:
    """Deliver what is due, again and again until nothing is; `times` over, as if each pause had passed."""
    allowed = replace(settings, fetch_allowed_hosts=frozenset({"127.0.0.1"}))
    async with fetching.fetcher(allowed.fetch_allowed_hosts) as fetcher:
        courier = Courier(allowed, fetcher)
        for _ in range(times):
            while await courier.start_due():
                await courier.settle()
            past = clock.now() - timedelta(seconds=1)
            await Delivery.filter(state=DeliveryState.WAITING).update(due_at=past)


async def states() -> list[tuple[str, int]]:
    """State and attempts of every delivery, in order."""
    found = await Delivery.all().order_by("id")
    return [(one.state.value, one.attempts) for one in found]
