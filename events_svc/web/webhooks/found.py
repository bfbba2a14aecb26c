"""The lookups of webhooks: the permission is part of them."""

from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.web import access, auth
from events_svc.web.state import Request
from events_svc.webhooks.models import Delivery, Endpoint
from events_svc.webhooks.queries import delivery_of, endpoint_of


async def event_of(request: Request) -> Event:
    """The event of the path, for who may edit it."""
    return await access.editable_event(request, Permission.EVENT_EDIT)


async def endpoint(request: Request, event: Event) -> Endpoint:
    """The webhook of the path's `id` that hears of the event; who may not change it does not find it."""
    found = await endpoint_of(event, request.path_params["id"])
    if not await may_change(request, event, found):
        raise NotFound
    return found


async def delivery(request: Request, event: Event) -> Delivery:
    """The delivery of the path's `delivery_id` to the webhook of its `id`."""
    return await delivery_of(
        await endpoint(request, event), event, request.path_params["delivery_id"]
    )


async def may_change(request: Request, event: Event, endpoint: Endpoint) -> bool:
    """Whether this person may change it: one for all events is the organisation's."""
    return endpoint.event_id is not None or await may_whole(request, event)


async def may_whole(request: Request, event: Event) -> bool:
    """Whether this person speaks for the organisation of the event."""
    person = await auth.person(request)
    return person.may(Permission.ORGANISATION_EDIT, path=event.organisation.path)
