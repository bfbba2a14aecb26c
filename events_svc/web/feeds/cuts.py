"""Feeds that are cut out of releases: of a speaker, a room, a single session, an order."""

from collections.abc import Awaitable, Callable

from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from events_svc.accounts.errors import NotFound
from events_svc.events.models import EventState
from events_svc.feeds import calendar, orders, subscriptions
from events_svc.feeds.files import File, packed
from events_svc.tickets.models import Order, OrderState, Ticket, TicketState
from events_svc.web import access
from events_svc.web.feeds import serving
from events_svc.web.state import Request

_STATUSES = {
    OrderState.PENDING: "TENTATIVE",
    OrderState.PAID: "CONFIRMED",
    OrderState.PARTLY_REFUNDED: "CONFIRMED",
}
_ENTITLING = (TicketState.HELD, TicketState.VALID)

Cut = Callable[[Request, str], Awaitable[tuple[File, bytes]]]


class Feed:
    """Serves what `cut` finds: an ASGI application like `event.EventFile`."""

    def __init__(self, cut: Cut) -> None:
        self.cut = cut

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        file, cache = await self.cut(Request(scope, receive), serving.language_of(scope))
        await serving.serve(scope, send, file, cache=cache)


async def speaker(request: Request, language: str) -> tuple[File, bytes]:
    """A person's sessions over all events."""
    url = request.state["settings"].public_url
    slug = request.path_params["slug"]
    return await subscriptions.of_speaker(slug, language, public_url=url), serving.PUBLIC


async def room(request: Request, language: str) -> tuple[File, bytes]:
    """A room's sessions over all events."""
    room_id = request.path_params["id"]
    url = request.state["settings"].public_url
    return await subscriptions.of_room(room_id, language, public_url=url), serving.PUBLIC


async def session(request: Request, language: str) -> tuple[File, bytes]:
    """One session, to be put into a calendar by hand."""
    event = await access.public_event(request)
    url, code = request.state["settings"].public_url, request.path_params["code"]
    file = await subscriptions.of_session(event, code, language, public_url=url)
    is_draft = event.state == EventState.DRAFT
    return file, serving.UNSEEN if is_draft else serving.PUBLIC


async def order(request: Request, language: str) -> tuple[File, bytes]:
    """The event of an order and its tickets; who knows the secret is the buyer."""
    found = await Order.get_or_none(secret=request.path_params["secret"]).select_related(
        "event", "event__venue"
    )
    if found is None:
        raise NotFound
    row = await _row(found, request.state["settings"].public_url)
    body = orders.write(row, language)
    return packed(body, calendar.MEDIA_TYPE, row.modified_at), serving.PRIVATE


async def _row(order: Order, public_url: str) -> orders.OrderRow:
    event = order.event
    tickets = Ticket.filter(order_id=order.id, state__in=_ENTITLING).order_by("id")
    found = await tickets.values_list("holder_name", "secret")
    is_cancelled = event.state == EventState.CANCELLED
    return orders.OrderRow(
        id=order.id,
        code=order.code,
        status="CANCELLED" if is_cancelled else _STATUSES.get(order.state, "CANCELLED"),
        created_at=order.created_at,
        modified_at=orders.later(
            order.created_at, order.paid_at, order.ended_at, event.updated_at, event.cancelled_at
        ),
        title=event.title,
        place=event.venue.name if event.venue else event.city,
        timezone=event.timezone,
        colour=event.accent,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        url=f"{public_url}/events/{event.slug}",
        order_url=f"{public_url}/orders/{order.secret}",
        tickets=[(str(name), f"{public_url}/tickets/{secret}") for name, secret in found],
    )


routes: list[BaseRoute] = [
    Route(path, Feed(cut), methods=["GET"], name=f"feed:{cut.__name__}")
    for path, cut in {
        "/speakers/{slug}/calendar.ics": speaker,
        "/rooms/{id:int}/calendar.ics": room,
        "/events/{slug}/sessions/{code}/calendar.ics": session,
        "/orders/{secret}/calendar.ics": order,
    }.items()
]
