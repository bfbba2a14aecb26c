"""Seats in the API: what an event offers, which types sit where, the seat of a ticket."""

from typing import Annotated

import msgspec
from starlette.routing import BaseRoute

from events_svc.accounts.permissions import Permission
from events_svc.tickets.access import ticket_numbered
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.seating import setup
from events_svc.tickets.seating.change import change_seat
from events_svc.tickets.seating.models import Seating
from events_svc.tickets.seating.plans import plan_behind
from events_svc.tickets.seating.sights import Sight, sights
from events_svc.web import access, auth, paging
from events_svc.web.api import Page, operation
from events_svc.web.fields import Id
from events_svc.web.state import Request
from venues.plan import Spot

EVENT = "/events/{slug}"
Key = Annotated[str, msgspec.Meta(max_length=40)]
Ids = Annotated[list[Id], msgspec.Meta(max_length=200)]


class SeatOffered(msgspec.Struct):
    """A seat of the event; `ticket_types` are those that may sit there, by their ids."""

    id: int
    seat_map: int
    zone: str
    row: str
    number: int
    category: str
    x: int
    y: int
    ticket_types: list[int]
    is_free: bool


class SeatPage(msgspec.Struct):
    """Seats in the order of their ids; `next` is the cursor of the next page."""

    items: list[SeatOffered]
    next: str | None


class SeatingTypes(msgspec.Struct):
    """Which ticket types (by id) sit in which category of the plan."""

    types: Annotated[dict[Key, Ids], msgspec.Meta(max_length=20)]


class SeatingView(msgspec.Struct):
    """A plan whose seats the event sells."""

    seat_map: int
    types: dict[str, list[int]]


class SeatingList(msgspec.Struct):
    """All plans whose seats the event sells."""

    items: list[SeatingView]


class SeatWanted(msgspec.Struct):
    """Where a ticket is to sit."""

    seat: Id


class SeatOfTicket(msgspec.Struct):
    """Where a ticket sits."""

    number: int
    seat: int


async def index(request: Request, page: Page) -> SeatPage:
    """List the seats of an event, free or taken."""
    event = await access.public_event(request)
    kinds = await TicketType.filter(event_id=event.id, is_active=True, is_hidden=False)
    after = paging.number(page.cursor) or 0
    offered = [
        _seat(sight, spot)
        for sight in await sights(event, kinds)
        for spot in sight.plan.spots
        if spot.id > after and sight.is_offered(spot)
    ]
    offered.sort(key=lambda one: one.id)
    shown, following = paging.cut(offered[: page.limit + 1], page.limit)
    return SeatPage([*shown], following)


async def plans(request: Request) -> SeatingList:
    """List the plans whose seats the event sells."""
    event = await access.editable_event(request, Permission.EVENT_VIEW)
    found = await Seating.filter(event_id=event.id).order_by("id")
    return SeatingList([SeatingView(one.seat_map_id, one.types) for one in found])


async def sell(request: Request, wanted: SeatingTypes) -> SeatingView:
    """Sell the seats of a plan: say which ticket types sit in which category."""
    event = await access.editable_event(request, Permission.TICKETS_EDIT)
    person = await auth.person(request)
    seat_map = await plan_behind(person, request.path_params["id"], Permission.EVENT_VIEW)
    seating = await setup.use(event, seat_map, wanted.types)
    return SeatingView(seat_map.id, seating.types)


async def move(request: Request, wanted: SeatWanted) -> SeatOfTicket:
    """Give a ticket another seat."""
    event = await access.editable_event(request, Permission.ORDERS_EDIT)
    ticket = await ticket_numbered(event, request.path_params["number"])
    await change_seat(ticket, wanted.seat)
    return SeatOfTicket(ticket.number, wanted.seat)


def _seat(sight: Sight, spot: Spot) -> SeatOffered:
    return SeatOffered(
        id=spot.id,
        seat_map=sight.plan.map_id,
        zone=spot.zone,
        row=spot.row,
        number=spot.number,
        category=spot.category,
        x=spot.x,
        y=spot.y,
        ticket_types=[one.id for one in sight.categories[spot.category].kinds],
        is_free=spot.id not in sight.taken,
    )


routes: list[BaseRoute] = [
    operation(
        "GET",
        EVENT + "/seats",
        index,
        name="api_seats",
        query=Page,
        answer=SeatPage,
        is_public=True,
    ),
    operation("GET", EVENT + "/seating", plans, name="seating", answer=SeatingList),
    operation(
        "PUT",
        EVENT + "/seating/{id:int}",
        sell,
        name="seating_types",
        body=SeatingTypes,
        answer=SeatingView,
        refusals=[404],
    ),
    operation(
        "PUT",
        EVENT + "/tickets/{number:int}/seat",
        move,
        name="move_seat",
        body=SeatWanted,
        answer=SeatOfTicket,
        refusals=[409],
    ),
]
