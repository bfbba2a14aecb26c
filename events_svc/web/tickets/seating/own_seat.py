"""The seat of a ticket that somebody holds: seen on the plan, and changed for a free one.

Until the event begins, and as long as its rules let names change: then the organiser decides.
"""

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.tickets.access import ticket_behind
from events_svc.tickets.errors import NotAllowed, NotReserved
from events_svc.tickets.life.self_service import rights_at
from events_svc.tickets.models import Ticket
from events_svc.tickets.seating.change import SEATED, change_seat
from events_svc.tickets.seating.sights import sights
from events_svc.web import errors, forms, pages
from events_svc.web.i18n import gettext
from events_svc.web.state import Request
from events_svc.web.tickets.seating.choosing import Picker, picked_seats

HEADERS = {"cache-control": "private, no-store", "referrer-policy": "no-referrer"}


async def show(request: Request) -> Response:
    """The plan with the ticket's own seat, and those that are free for it."""
    return await _page(request, await _seated(request))


async def change(request: Request) -> Response:
    """The ticket sits elsewhere; back to it."""
    ticket = await _seated(request)
    form = await forms.read(request)
    if not await may_change(ticket):
        raise NotAllowed
    picked = picked_seats(form)
    if not picked:
        return await _page(request, ticket, wrong=gettext("Please choose a seat."), status=422)
    try:
        await change_seat(ticket, picked[0])
    except NotReserved as refusal:
        return await _page(request, ticket, wrong=errors.words(refusal), status=409)
    return pages.redirect(request, f"/tickets/{ticket.secret}")


async def may_change(ticket: Ticket) -> bool:
    """Whether the holder may choose another seat still; the ticket's event is loaded."""
    is_early = clock.now() < ticket.event.starts_at
    return is_early and ticket.state in SEATED and (await rights_at(ticket.event)).names


async def _seated(request: Request) -> Ticket:
    ticket = await ticket_behind(request.path_params["secret"])
    if ticket.seat_id is None:
        raise NotFound
    return ticket


async def _page(
    request: Request, ticket: Ticket, *, wrong: str = "", status: int = 200
) -> Response:
    assert ticket.seat_id is not None
    own = frozenset({ticket.seat_id})
    found = await sights(ticket.event, [ticket.ticket_type], mine=own)
    return await pages.render(
        request,
        "tickets/seating/own_seat.html",
        status=status,
        headers=HEADERS,
        event=ticket.event,
        ticket=ticket,
        may_change=await may_change(ticket),
        seating=Picker(ticket.event, found, own, own, is_single=True),
        errors={"seat": wrong} if wrong else {},
    )


routes: list[BaseRoute] = [
    Route("/tickets/{secret}/seat", show, name="ticket_seat"),
    Route("/tickets/{secret}/seat", change, methods=["POST"], name="ticket_seat_change"),
]
