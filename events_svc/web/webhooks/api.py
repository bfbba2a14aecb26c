"""Webhooks in the API."""

from typing import Annotated

import msgspec
from starlette.routing import BaseRoute

from events_svc.accounts.errors import NotFound
from events_svc.web import paging
from events_svc.web.api import operation
from events_svc.web.state import Request
from events_svc.web.webhooks import found
from events_svc.web.webhooks.form import Name, Url, facts
from events_svc.webhooks import endpoints
from events_svc.webhooks.models import Delivery, DeliveryState, Endpoint
from events_svc.webhooks.queries import deliveries_of, endpoints_of
from events_svc.webhooks.replay import replay
from events_svc.webhooks.topics import Topic

PAGE = 100


class WebhookDraft(msgspec.Struct):
    """A webhook to be; no topics are all. `for_all`: for every event of the organisation."""

    name: Name
    url: Url
    topics: Annotated[list[Topic], msgspec.Meta(max_length=20)] = []
    for_all: bool = False


class WebhookView(msgspec.Struct):
    """A webhook; its secret is on the organiser's page and in the answer that made it."""

    id: int
    name: str
    url: str
    topics: list[str]
    for_all: bool
    is_active: bool
    secret: str | None = None


class WebhookList(msgspec.Struct):
    """The webhooks that hear of an event."""

    items: list[WebhookView]


class WebhookDeliveryView(msgspec.Struct):
    """A message on its way, and what it says."""

    id: int
    message: str
    topic: str
    subject: str
    state: DeliveryState
    attempts: int
    happened_at: str


class WebhookDeliveryList(msgspec.Struct):
    """Deliveries, the newest first."""

    items: list[WebhookDeliveryView]
    next: str | None


class WebhookDeliveriesQuery(msgspec.Struct):
    """Where the page begins."""

    cursor: Annotated[str, msgspec.Meta(max_length=20)] = ""


async def webhooks(request: Request) -> WebhookList:
    """List the webhooks that hear of the event."""
    event = await found.event_of(request)
    return WebhookList([_view(one) for one in await endpoints_of(event)])


async def register(request: Request, draft: WebhookDraft) -> WebhookView:
    """Register a webhook; this answer tells its secret."""
    event = await found.event_of(request)
    settings = request.state["settings"]
    said = facts(draft.name, draft.url, draft.topics, settings)
    if draft.for_all and not await found.may_whole(request, event):
        raise NotFound
    act = endpoints.register_for_all if draft.for_all else endpoints.register
    made, secret = await act(event, said, secret_key=settings.secret_key)
    return _view(made, secret)


async def switch_off(request: Request) -> None:
    """Switch a webhook off; what waits is not sent."""
    event = await found.event_of(request)
    await endpoints.switch_off(await found.endpoint(request, event))


async def deliveries(request: Request, query: WebhookDeliveriesQuery) -> WebhookDeliveryList:
    """List what was sent to a webhook about the event."""
    event = await found.event_of(request)
    endpoint = await found.endpoint(request, event)
    before = paging.number(query.cursor)
    listed = await deliveries_of(endpoint, event, before=before, limit=PAGE)
    shown, after = paging.cut(listed, PAGE)
    return WebhookDeliveryList([_delivery(one) for one in shown], after)


async def send_again(request: Request) -> WebhookDeliveryView:
    """Send a message again."""
    event = await found.event_of(request)
    delivery = await found.delivery(request, event)
    await replay(delivery)
    return _delivery(await found.delivery(request, event))


def _view(endpoint: Endpoint, secret: str | None = None) -> WebhookView:
    return WebhookView(
        id=endpoint.id,
        name=endpoint.name,
        url=endpoint.url,
        topics=list(endpoint.topics),
        for_all=endpoint.event_id is None,
        is_active=endpoint.is_active,
        secret=secret,
    )


def _delivery(delivery: Delivery) -> WebhookDeliveryView:
    message = delivery.message
    return WebhookDeliveryView(
        id=delivery.id,
        message=f"msg_{message.guid.hex}",
        topic=message.topic,
        subject=message.subject,
        state=delivery.state,
        attempts=delivery.attempts,
        happened_at=message.happened_at.isoformat(),
    )


ALL = "/events/{slug}/webhooks"
ONE = ALL + "/{id:int}"
AGAIN = ONE + "/deliveries/{delivery_id:int}/replays"

routes: list[BaseRoute] = [
    operation("GET", ALL, webhooks, name="webhooks", answer=WebhookList),
    operation(
        "POST",
        ALL,
        register,
        name="register_webhook",
        body=WebhookDraft,
        answer=WebhookView,
        status=201,
        refusals=[409],
    ),
    operation("DELETE", ONE, switch_off, name="switch_off_webhook", status=204),
    operation(
        "GET",
        ONE + "/deliveries",
        deliveries,
        name="webhook_deliveries",
        query=WebhookDeliveriesQuery,
        answer=WebhookDeliveryList,
    ),
    operation(
        "POST",
        AGAIN,
        send_again,
        name="replay_webhook_delivery",
        answer=WebhookDeliveryView,
        refusals=[409],
    ),
]
