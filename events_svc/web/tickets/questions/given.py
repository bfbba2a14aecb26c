"""The answers of one ticket: by its holder on the ticket's page, by the staff at the door."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts import audit
from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.tickets.access import ticket_behind, ticket_numbered
from events_svc.tickets.life.self_service import rights_at
from events_svc.tickets.models import Ticket
from events_svc.tickets.questions.depend import of_type
from events_svc.tickets.questions.errors import AnswersOver
from events_svc.tickets.questions.give import OPEN, answer
from events_svc.tickets.questions.models import TicketQuestion
from events_svc.tickets.questions.queries import answers_of, questions_of
from events_svc.web import access, auth, forms, pages
from events_svc.web.state import Request
from events_svc.web.tickets.questions import sheet, words

SECRET = {
    "cache-control": "private, no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
}


async def show(request: Request) -> Response:
    """What the holder is asked, with the answers as they stand."""
    ticket = await _own(request)
    return await _holders(request, ticket, await _asked(ticket))


async def save(request: Request) -> Response:
    """The holder's answers are these; back to the ticket."""
    ticket = await _own(request)
    asked = await _asked(ticket)
    form = await forms.read(request)
    try:
        await answer(ticket, await sheet.answers(ticket.event, form, asked))
    except forms.Malformed as wrong:
        return await _holders(request, ticket, asked, wrong)
    return pages.redirect(request, f"/tickets/{ticket.secret}")


async def show_at_door(request: Request) -> Response:
    """What the staff asks the holder of a ticket."""
    event, ticket = await _at_door(request)
    return await _staffs(request, event, ticket, await _asked(ticket))


async def save_at_door(request: Request) -> Response:
    """The answers are these; back to the door."""
    event, ticket = await _at_door(request)
    asked = await _asked(ticket)
    form = await forms.read(request)
    try:
        await answer(ticket, await sheet.answers(event, form, asked))
    except forms.Malformed as wrong:
        return await _staffs(request, event, ticket, asked, wrong)
    return pages.redirect(request, f"/organiser/events/{event.slug}/door")


async def _own(request: Request) -> Ticket:
    """The ticket of the secret, while its holder may say who comes; else AnswersOver."""
    ticket = await ticket_behind(request.path_params["secret"])
    if ticket.state not in OPEN or not (await rights_at(ticket.event)).names:
        raise AnswersOver
    if not (await auth.person(request)).is_known:
        request_id = request.scope.get("request_id", "")
        audit.acting.set(audit.Actor("holder", ticket.holder_name, request_id))
    return ticket


async def _at_door(request: Request) -> tuple[Event, Ticket]:
    event = await access.editable_event(request, Permission.DOOR_EDIT)
    return event, await ticket_numbered(event, request.path_params["number"])


async def _asked(ticket: Ticket) -> list[TicketQuestion]:
    return of_type(await questions_of(ticket.event_id), ticket.ticket_type_id)


async def _holders(
    request: Request,
    ticket: Ticket,
    asked: Sequence[TicketQuestion],
    wrong: forms.Malformed | None = None,
) -> Response:
    return await pages.render(
        request,
        "tickets/questions/given.html",
        status=422 if wrong else 200,
        headers=SECRET,
        event=ticket.event,
        ticket=ticket,
        **await _shown(ticket, asked, wrong),
    )


async def _staffs(
    request: Request,
    event: Event,
    ticket: Ticket,
    asked: Sequence[TicketQuestion],
    wrong: forms.Malformed | None = None,
) -> Response:
    return await pages.render(
        request,
        "tickets/questions/door.html",
        status=422 if wrong else 200,
        event=event,
        ticket=ticket,
        **await _shown(ticket, asked, wrong),
    )


async def _shown(
    ticket: Ticket, asked: Sequence[TicketQuestion], wrong: forms.Malformed | None
) -> dict[str, Any]:
    standing = sheet.standing(asked, await answers_of(ticket))
    return {
        "asked_of": asked,
        "values": wrong.values if wrong else standing,
        "errors": wrong.errors if wrong else {},
        "countries": words.countries,
        "calling_codes": words.calling_codes,
    }


OWN = "/tickets/{secret}/answers"
AT_DOOR = "/organiser/events/{slug}/tickets/{number:int}/answers"

routes: list[BaseRoute] = [
    Route(OWN, show, methods=["GET"]),
    Route(OWN, save, methods=["POST"]),
    Route(AT_DOOR, show_at_door, methods=["GET"]),
    Route(AT_DOOR, save_at_door, methods=["POST"]),
]
