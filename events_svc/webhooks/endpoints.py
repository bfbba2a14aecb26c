"""Register, change, renew and end the addresses that are told of what happens."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.sealing import opened, sealed
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.webhooks.announce import News, tell
from events_svc.webhooks.errors import EndpointEnded, TooManyEndpoints
from events_svc.webhooks.models import Delivery, DeliveryState, Endpoint
from events_svc.webhooks.signing import new_secret
from events_svc.webhooks.topics import Topic

MOST = 20
SEALED_AS = "webhook"


@dataclass(frozen=True, slots=True)
class EndpointFacts:
    """What an organiser says of a webhook; no `topics` are all of them."""

    name: str
    url: str
    topics: Sequence[Topic] = ()


async def register(event: Event, facts: EndpointFacts, *, secret_key: str) -> tuple[Endpoint, str]:
    """A webhook for `event`, and the secret that its receiver needs. Raises TooManyEndpoints."""
    return await _register(event, facts, event.id, secret_key)


async def register_for_all(
    event: Event, facts: EndpointFacts, *, secret_key: str
) -> tuple[Endpoint, str]:
    """A webhook for every event of the organisation of `event`, also those to come."""
    return await _register(event, facts, None, secret_key)


async def change(endpoint: Endpoint, facts: EndpointFacts) -> None:
    """Another address or other topics, for what happens from now on and what still waits."""
    async with in_transaction():
        await Endpoint.filter(id=endpoint.id).update(**_values(facts))
        await _record("changed", endpoint)


async def switch_on(endpoint: Endpoint) -> None:
    """Tell of what happens from now on; what was dropped can be replayed."""
    async with in_transaction():
        await Endpoint.filter(id=endpoint.id).update(is_active=True, ended_at=None)
        await _record("switched_on", endpoint)


async def switch_off(endpoint: Endpoint) -> None:
    """Tell no more; what waits is dropped and can be replayed later."""
    async with in_transaction():
        await end(endpoint.id)
        await _record("switched_off", endpoint)


async def end(endpoint_id: int) -> None:
    """Within the running transaction: nothing goes to the endpoint any more."""
    now = clock.now()
    await Endpoint.filter(id=endpoint_id, is_active=True).update(is_active=False, ended_at=now)
    waiting = Delivery.filter(endpoint_id=endpoint_id, state=DeliveryState.WAITING)
    await waiting.update(state=DeliveryState.DROPPED, ended_at=now, locked_until=None)


async def renew_secret(endpoint: Endpoint, *, secret_key: str) -> str:
    """Another secret; everything that is sent from now on is signed with it."""
    secret = new_secret()
    async with in_transaction():
        kept = sealed(secret, secret_key, name=SEALED_AS)
        await Endpoint.filter(id=endpoint.id).update(secret=kept)
        await _record("secret_renewed", endpoint)
    return secret


async def send_test(endpoint: Endpoint, event: Event) -> None:
    """A message of the topic `test` to this endpoint alone. Raises EndpointEnded when it is off."""
    async with in_transaction():
        locked = await Endpoint.filter(id=endpoint.id).select_for_update().first()
        if locked is None or not locked.is_active:
            raise EndpointEnded
        subject = f"webhook:{endpoint.id}"
        news = News(Topic.TEST, event.id, subject, {"webhook": endpoint.name})
        await tell(endpoint.id, news, slug=event.slug)


def secret_of(endpoint: Endpoint, *, secret_key: str) -> str:
    """The secret in clear; raises SealBroken."""
    return opened(endpoint.secret, secret_key, name=SEALED_AS)


async def _register(
    event: Event, facts: EndpointFacts, event_id: int | None, secret_key: str
) -> tuple[Endpoint, str]:
    secret = new_secret()
    async with in_transaction():
        if await Endpoint.filter(organisation_id=event.organisation_id).count() >= MOST:
            raise TooManyEndpoints(MOST)
        endpoint = await Endpoint.create(
            organisation_id=event.organisation_id,
            event_id=event_id,
            secret=sealed(secret, secret_key, name=SEALED_AS),
            created_at=clock.now(),
            **_values(facts),
        )
        await _record("registered", endpoint)
    return endpoint, secret


def _values(facts: EndpointFacts) -> dict[str, Any]:
    topics = [topic.value for topic in facts.topics]
    return {"name": facts.name, "url": facts.url, "topics": topics}


async def _record(action: str, endpoint: Endpoint) -> None:
    await audit.record(
        f"webhook.{action}",
        f"webhook:{endpoint.id}",
        event_id=endpoint.event_id,
        organisation_id=endpoint.organisation_id,
    )
