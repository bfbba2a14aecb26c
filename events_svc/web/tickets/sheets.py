"""The tickets of an event's attendees as PDF to print: a page with the files, and the files."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import msgspec
from starlette.datastructures import FormData
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts import audit
from events_svc.accounts.permissions import Permission
from events_svc.documents import press
from events_svc.events.models import Event
from events_svc.tickets.models import Ticket, TicketState
from events_svc.tickets.seals import handed_out
from events_svc.web import access, forms, pages
from events_svc.web.state import Request
from events_svc.web.tickets import printed

AT_ONCE = 1_000


class NobodyYet(Exception):
    """Nobody has a valid ticket yet: there is nothing to print."""


class Wanted(msgspec.Struct):
    """`after`: the last ticket number of the file before; a file has at most AT_ONCE of them."""

    after: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)] = 0


@dataclass(frozen=True, slots=True)
class Part:
    """A file's share of the tickets: the numbers from `first` to `last`, asked for by `after`."""

    first: int
    last: int
    count: int

    @property
    def after(self) -> int:
        return self.first - 1


async def show(request: Request) -> Response:
    """The files that together hold all valid tickets."""
    event = await access.editable_event(request, Permission.DOOR_VIEW)
    numbers = (
        await Ticket.filter(event_id=event.id, state=TicketState.VALID)
        .order_by("number")
        .values_list("number", flat=True)
    )
    return await pages.render(
        request,
        "tickets/sheets.html",
        event=event,
        total=len(numbers),
        parts=parts([int(number) for number in numbers]),  # type: ignore[call-overload]  # values_list(flat=True) gives numbers, is typed as rows
    )


def parts(numbers: Sequence[int]) -> list[Part]:
    """The sorted ticket numbers, AT_ONCE in a file."""
    files = [numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE)]
    return [Part(file[0], file[-1], len(file)) for file in files]


async def pdf(request: Request) -> Response:
    """The valid tickets, in the order of their numbers."""
    event = await access.editable_event(request, Permission.DOOR_VIEW)
    wanted = forms.typed(FormData(request.query_params), Wanted)
    tickets = await _tickets(event, after=wanted.after)
    if not tickets:
        raise NobodyYet
    codes = await handed_out(tickets, secret_key=request.state["settings"].secret_key)
    await audit.record(
        "tickets.printed", f"event:{event.id}", event_id=event.id, count=len(tickets)
    )
    body = await press.printed("ticket.pdf", [printed.ticket(t, codes[t.id]) for t in tickets])
    name = f'inline; filename="tickets-{event.slug}.pdf"'
    headers = {"content-disposition": name, "cache-control": "private, no-store"}
    return Response(body, headers=headers, media_type="application/pdf")


async def _tickets(event: Event, *, after: int) -> list[Ticket]:
    return (
        await Ticket.filter(event_id=event.id, state=TicketState.VALID, number__gt=after)
        .order_by("number")
        .limit(AT_ONCE)
        .select_related("event__venue", "ticket_type", "order", "seat")
    )


routes: list[BaseRoute] = [
    Route("/organiser/events/{slug}/attendees/tickets", show),
    Route("/organiser/events/{slug}/attendees/tickets.pdf", pdf, name="ticket_sheets"),
]

errors: dict[type[Exception], int] = {NobodyYet: 409}
