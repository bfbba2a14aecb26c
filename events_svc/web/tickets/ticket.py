"""One person's ticket: the page with the code, the same as PDF and PNG, and the calendar entry.

Whoever knows the secret in the address holds the ticket, so nothing of it is kept or told to others.
"""

from dataclasses import dataclass

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc import clock
from events_svc.documents import calendar, press, qr
from events_svc.documents.fonts import FontsMissing
from events_svc.events.models import EventState
from events_svc.media import reserved
from events_svc.tickets.access import ticket_behind
from events_svc.tickets.keys import KeyUnreadable, code_of
from events_svc.tickets.models import Ticket, TicketState
from events_svc.tickets.questions.queries import asking_of
from events_svc.web import pages
from events_svc.web.i18n import gettext
from events_svc.web.state import Request
from events_svc.web.tickets import printed, wallet
from events_svc.web.tickets.entered import first_entry

SECRET = {
    "cache-control": "private, no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
}


class NothingToPrint(Exception):
    """This ticket is not valid: there is nothing to print."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a ticket stands: kind (ok, wait, stop, note), icon and word, and a sentence on it."""

    kind: str
    icon: str
    word: str
    sentence: str = ""


async def show(request: Request) -> Response:
    """The page to show at the door."""
    ticket = await _found(request)
    code = await _code(request, ticket) if ticket.state is TicketState.VALID else None
    return await pages.render(
        request,
        "tickets/ticket.html",
        headers=SECRET,
        ticket=ticket,
        event=ticket.event,
        printed=printed.ticket(ticket, code or ""),
        standing=await _standing(ticket),
        is_watched=code is not None and await reserved.is_there(ticket.event_id),
        wallets=wallet.offered(request.state["settings"].wallets),
        asking=await asking_of(ticket),
        code=code and qr.svg(code, title=gettext("Code of this ticket")),
    )


async def pdf(request: Request) -> Response:
    """The ticket as PDF."""
    ticket = await _printable(request)
    words = printed.ticket(ticket, await _code(request, ticket))
    body = await press.printed("ticket.pdf", [words])
    return _file(ticket, body, "application/pdf", "pdf")


async def png(request: Request) -> Response:
    """The ticket as a picture for the phone."""
    ticket = await _printable(request)
    words = printed.ticket(ticket, await _code(request, ticket))
    body = await press.printed("picture.png", words)
    return _file(ticket, body, "image/png", "png")


async def ics(request: Request) -> Response:
    """The event as a calendar entry."""
    ticket = await _found(request)
    appointment = printed.appointment(ticket, request.state["settings"].public_url)
    return _file(ticket, calendar.ics(appointment), calendar.MEDIA_TYPE, "ics")


async def _found(request: Request) -> Ticket:
    return await ticket_behind(request.path_params["secret"])


async def _printable(request: Request) -> Ticket:
    ticket = await _found(request)
    if ticket.state is not TicketState.VALID:
        raise NothingToPrint
    return ticket


async def _code(request: Request, ticket: Ticket) -> str:
    return await code_of(ticket, secret_key=request.state["settings"].secret_key)


async def _standing(ticket: Ticket) -> Standing:
    if ticket.event.state is EventState.CANCELLED:
        return Standing("stop", "✕", gettext("Event cancelled"))
    if ticket.state is TicketState.HELD:
        sentence = gettext("The code appears here as soon as the order is paid.")
        return Standing("wait", "…", gettext("Not paid yet"), sentence)
    if ticket.state is TicketState.BLOCKED:
        sentence = gettext("Please ask the organiser.")
        return Standing("stop", "✕", gettext("Blocked"), sentence)
    if ticket.state is TicketState.CANCELLED:
        return Standing("stop", "✕", gettext("Cancelled"), gettext("It lets nobody in."))
    entered_at = await first_entry(ticket)
    if entered_at is not None:
        time = pages.environment().filters["moment"](entered_at, ticket.event.timezone)
        return Standing(
            "note", "✓", gettext("Used"), gettext("First entry: {time}").format(time=time)
        )
    if (ticket.valid_until or ticket.event.ends_at) < clock.now():
        return Standing("note", "–", gettext("Over"))
    return Standing("ok", "✓", gettext("Valid"))


def _file(ticket: Ticket, body: bytes, media_type: str, ending: str) -> Response:
    name = f"ticket-{ticket.event.slug}-{ticket.number}.{ending}"
    headers = {**SECRET, "content-disposition": f'inline; filename="{name}"'}
    return Response(body, headers=headers, media_type=media_type)


routes: list[BaseRoute] = [
    *wallet.routes,
    Route("/tickets/{secret}.pdf", pdf, name="ticket_pdf"),
    Route("/tickets/{secret}.png", png, name="ticket_png"),
    Route("/tickets/{secret}.ics", ics, name="ticket_ics"),
    Route("/tickets/{secret}", show, name="ticket"),
]

errors: dict[type[Exception], int] = {
    NothingToPrint: 409,
    FontsMissing: 503,
    press.PressBroken: 503,
    KeyUnreadable: 503,
    **wallet.errors,
}
