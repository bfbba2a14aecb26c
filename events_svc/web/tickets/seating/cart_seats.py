"""The seats of a cart: seen on the plan, and changed while they are held."""

from collections.abc import Sequence
from dataclasses import replace

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.events.models import Event
from events_svc.tickets.carts.fill import change
from events_svc.tickets.carts.queries import Contents, contents, wish_of
from events_svc.tickets.draft import Line
from events_svc.tickets.errors import NotReserved
from events_svc.tickets.seating.dealing import dealt
from events_svc.tickets.seating.errors import MoreSeatsThanTickets
from events_svc.tickets.seating.sights import types_by_seat
from events_svc.web import access, errors, forms, i18n, pages
from events_svc.web.state import Request
from events_svc.web.tickets.seating.choosing import picked_seats, picker

ADDRESS = "/events/{slug}/cart/{secret}/seats"


async def show(request: Request) -> Response:
    """The plan with the seats that the cart holds."""
    event, found = await _held(request)
    return await _page(request, event, found, _seats(found))


async def choose(request: Request) -> Response:
    """The cart holds the picked seats, and the best for tickets without one; back to it."""
    event, found = await _held(request)
    picked = picked_seats(await forms.read(request))
    try:
        lines = await _lines(event, found, picked)
        await change(event.slug, found.cart.secret, lines, language=i18n.language.get())
    except NotReserved as refusal:
        said = errors.words(refusal)
        return await _page(request, event, found, picked, wrong=said, status=409)
    return pages.redirect(request, f"/events/{event.slug}/cart/{found.cart.secret}")


async def _lines(event: Event, found: Contents, picked: Sequence[int]) -> list[Line]:
    lines = [replace(line, seat_ids=()) for line in wish_of(found)]
    types = await types_by_seat(event, picked)
    hands = dealt([(one.ticket_type_id, one.count) for one in lines], picked, types)
    if hands.more:
        raise MoreSeatsThanTickets
    pairs = zip(lines, hands.of_lines, strict=True)
    return [replace(line, seat_ids=tuple(seats)) for line, seats in pairs]


async def _held(request: Request) -> tuple[Event, Contents]:
    event = await access.public_event(request)
    found = await contents(event.slug, request.path_params["secret"])
    if found.is_over or not _seats(found):
        raise NotFound
    return event, found


def _seats(found: Contents) -> list[int]:
    return [one.item.seat_id for one in found.lines if one.item.seat_id is not None]


async def _page(
    request: Request,
    event: Event,
    found: Contents,
    chosen: Sequence[int],
    *,
    wrong: str = "",
    status: int = 200,
) -> Response:
    return await pages.render(
        request,
        "tickets/seating/cart_seats.html",
        status=status,
        headers={"cache-control": "private, no-store", "referrer-policy": "no-referrer"},
        event=event,
        cart=found.cart,
        seating=await picker(event, chosen=chosen, mine=_seats(found)),
        errors={"seat": wrong} if wrong else {},
    )


routes: list[BaseRoute] = [
    Route(ADDRESS, show, name="cart_seats"),
    Route(ADDRESS, choose, methods=["POST"], name="cart_seats_choose"),
]
