"""Badges of an event's attendees, as one PDF to print."""

import asyncio
from typing import Annotated, Literal

import msgspec
from starlette.datastructures import FormData
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts import audit
from events_svc.accounts.permissions import Permission
from events_svc.documents.badge import LAYOUTS
from events_svc.events.models import Event
from events_svc.tickets.keys import codes_of
from events_svc.tickets.models import Ticket, TicketState
from events_svc.web import access, forms
from events_svc.web.state import Request
from events_svc.web.tickets import printed

AT_ONCE = 1_000


class NobodyYet(Exception):
    """Nobody has a valid ticket yet: there is no badge to print."""


class Wanted(msgspec.Struct):
    """`after`: the last ticket number of the file before; a file has at most AT_ONCE badges."""

    layout: Literal["a6", "labels"] = "a6"
    after: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)] = 0


async def pdf(request: Request) -> Response:
    """One badge for each valid ticket, in the order of their numbers."""
    event = await access.editable_event(request, Permission.DOOR_VIEW)
    wanted = forms.typed(FormData(request.query_params), Wanted)
    tickets = await _tickets(event, after=wanted.after)
    if not tickets:
        raise NobodyYet
    codes = await codes_of(tickets, secret_key=request.state["settings"].secret_key)
    badges = [printed.badge(ticket, codes[ticket.id]) for ticket in tickets]
    await audit.record("badges.printed", f"event:{event.id}", event_id=event.id, count=len(badges))
    body = await asyncio.to_thread(LAYOUTS[wanted.layout], badges)
    name = f'inline; filename="badges-{event.slug}.pdf"'
    headers = {"content-disposition": name, "cache-control": "private, no-store"}
    return Response(body, headers=headers, media_type="application/pdf")


async def _tickets(event: Event, *, after: int) -> list[Ticket]:
    return (
        await Ticket.filter(event_id=event.id, state=TicketState.VALID, number__gt=after)
        .order_by("number")
        .limit(AT_ONCE)
        .select_related("event", "ticket_type")
    )


routes: list[BaseRoute] = [
    Route("/organiser/events/{slug}/attendees/badges.pdf", pdf, name="badges"),
]

errors: dict[type[Exception], int] = {NobodyYet: 409}
