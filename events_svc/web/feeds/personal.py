"""Feeds of people, places and series over all events; those behind a secret are for one reader."""

from collections.abc import Hashable

from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.events.models import EventState
from events_svc.feeds import calendar, listings, orders, subscriptions
from events_svc.feeds.cuts import Cut
from events_svc.feeds.files import File, packed
from events_svc.tickets.models import Order, OrderState, Ticket, TicketState
from events_svc.web import serving
from events_svc.web.feeds.asked import Asked
from events_svc.web.feeds.warm import Feed, Found
from events_svc.web.state import Request

_STATUSES = {
    OrderState.PENDING: "TENTATIVE",
    OrderState.PAID: "CONFIRMED",
    OrderState.PARTLY_REFUNDED: "CONFIRMED",
}
_ENTITLING = (TicketState.HELD, TicketState.VALID)


async def speaker(request: Request, asked: Asked) -> Found:
    """A person's sessions over all events."""
    slug, url = request.path_params["slug"], _url(request)
    return _public(await subscriptions.of_speaker(slug, asked.language, public_url=url))


async def room(request: Request, asked: Asked) -> Found:
    """A room's sessions over all events."""
    room_id, url = request.path_params["id"], _url(request)
    return _public(await subscriptions.of_room(room_id, asked.language, public_url=url))


async def series(request: Request, asked: Asked) -> Found:
    """The editions of a series."""
    slug, url = request.path_params["slug"], _url(request)
    return _public(await listings.of_series(slug, asked.language, public_url=url))


async def organisation(request: Request, asked: Asked) -> Found:
    """The events of an organisation and of those below it."""
    slug, url = request.path_params["slug"], _url(request)
    return _public(await listings.of_organisation(slug, asked.language, public_url=url))


async def stars(request: Request, asked: Asked) -> Found:
    """What a reader starred; who knows the secret is the reader."""
    secret, url = request.path_params["secret"], _url(request)
    cut = await subscriptions.of_stars(secret, asked.language, public_url=url)
    return Found(cut.version, cut.file, serving.PRIVATE)


async def presenter(request: Request, asked: Asked) -> Found:
    """What a person presents; who knows the secret is that person."""
    secret, url = request.path_params["secret"], _url(request)
    cut = await subscriptions.of_presenter(secret, asked.language, public_url=url)
    return Found(cut.version, cut.file, serving.PRIVATE)


async def order(request: Request, asked: Asked) -> Found:
    """The event of an order and its tickets; who knows the secret is the buyer."""
    found = await Order.get_or_none(secret=request.path_params["secret"]).select_related(
        "event", "event__venue"
    )
    if found is None:
        raise NotFound
    row = await _row(found, _url(request))

    async def build() -> File:
        return packed(orders.write(row, asked.language), calendar.MEDIA_TYPE, row.modified_at)

    version: Hashable = repr(row)
    return Found(version, build, serving.PRIVATE)


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


def _public(cut: Cut) -> Found:
    return Found(cut.version, cut.file)


def _url(request: Request) -> str:
    return request.state["settings"].public_url


routes: list[BaseRoute] = [
    Route(path, Feed(find), methods=["GET"], name=f"feed:{find.__name__}")
    for path, find in {
        "/speakers/{slug}/calendar.ics": speaker,
        "/rooms/{id:int}/calendar.ics": room,
        "/series/{slug}/calendar.ics": series,
        "/organisations/{slug}/calendar.ics": organisation,
        "/stars/{secret}/calendar.ics": stars,
        "/speakers/feeds/{secret}.ics": presenter,
        "/orders/{secret}/calendar.ics": order,
    }.items()
]
