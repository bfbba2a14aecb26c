"""Watching with a ticket: the ticket is shown in a browser once, then its links open there, and only there."""

import secrets

from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from events_svc import clock
from events_svc.media import delivery, holders, reserved
from events_svc.media.passes import Seat
from events_svc.tickets.access import ticket_behind
from events_svc.tickets.models import Ticket
from events_svc.web import pages, watching
from events_svc.web.state import Request

SECRET = {
    "cache-control": "private, no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
}


async def with_ticket(request: Request) -> Response:
    """What the holder of this ticket may watch; this browser keeps that the ticket was shown in it."""
    ticket = await ticket_behind(request.path_params["secret"])
    seat = _seat(request, ticket)
    holder = await holders.seated(ticket.event_id, seat)
    answer = await pages.render(
        request,
        "media/with_ticket.html",
        headers=SECRET,
        ticket=ticket,
        event=ticket.event,
        is_good=holder is not None,
        items=await reserved.opened_by(ticket, ticket.event) if holder else [],
    )
    if holder is not None:
        watching.take_seat(request, answer, ticket.event_id, seat)
    return answer


async def open_link(request: Request) -> Response:
    """On to the link that a signed word opens, in the browser for which it was signed."""
    word, settings = request.path_params["word"], request.state["settings"]
    readers = await watching.readers(request)
    source = await holders.opened(word, readers, key=settings.secret_key)
    address = delivery.signed(
        source.url,
        secret=settings.stream_link_secret,
        hosts=settings.stream_link_hosts,
        expires_at=delivery.until(source, clock.now()),
    )
    return RedirectResponse(address, status_code=303, headers=SECRET)


def _seat(request: Request, ticket: Ticket) -> Seat:
    """This browser's seat, its nonce kept when there was one, for the ticket as it is now."""
    kept = watching.seat_of(request, ticket.event_id)
    nonce = kept.nonce if kept else secrets.token_bytes(16)
    return Seat(ticket.id, ticket.serial, nonce)


routes: list[BaseRoute] = [
    Route("/tickets/{secret}/watch", with_ticket, name="ticket_watch"),
    Route("/watch/{word}", open_link, name="watch"),
]
