"""The badge of one person: how it looks, who printed it when, one more of it."""

from typing import Any

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.badges import queries
from events_svc.badges.errors import PrintedAlready
from events_svc.badges.printing import print_badges
from events_svc.events.models import Event
from events_svc.tickets.models import Ticket, TicketState
from events_svc.web import access, forms, name_badges, pages
from events_svc.web.badges.printing import BADGES, Count, home
from events_svc.web.state import Request


class AgainForm(msgspec.Struct):
    """`seen`: how many badges the ticket has on the page that asks."""

    seen: Count = 0


async def show(request: Request) -> Response:
    """The badge with its history."""
    event = await access.editable_event(request, Permission.DOOR_VIEW)
    return await _page(request, event, await _ticket(request, event))


async def print_one(request: Request) -> Response:
    """One badge more; when there is one of which the page did not know, it asks again."""
    event = await access.editable_event(request, Permission.DOOR_EDIT)
    ticket = await _ticket(request, event)
    form = await forms.parse(request, AgainForm)
    look = await queries.look(event)
    try:
        made = await print_badges(event.id, [ticket.id], layout=look.key, seen=form.seen)
    except PrintedAlready:
        return await _page(request, event, ticket, status=409, is_interrupted=True)
    return pages.redirect(request, f"{home(event)}/printings/{made.uid}.pdf")


async def preview(request: Request) -> Response:
    """The badge as a picture."""
    event = await access.editable_event(request, Permission.DOOR_VIEW)
    ticket = await _ticket(request, event)
    look = await queries.look(event)
    secret_key = request.state["settings"].secret_key
    (badge,) = await name_badges.badges_of([ticket.id], look.layout, secret_key=secret_key)
    drawn = await name_badges.picture(look, badge)
    return Response(drawn, headers={"cache-control": "private, no-store"}, media_type="image/png")


async def _ticket(request: Request, event: Event) -> Ticket:
    number = request.path_params["number"]
    valid = Ticket.filter(event_id=event.id, state=TicketState.VALID)
    found = await valid.get_or_none(number=number) if number < 2**63 else None
    if found is None:
        raise NotFound
    return found


async def _page(
    request: Request, event: Event, ticket: Ticket, *, status: int = 200, **context: Any
) -> Response:
    printed = (await queries.printed([ticket.id])).get(ticket.id)
    return await pages.render(
        request,
        "badges/one.html",
        status=status,
        event=event,
        ticket=ticket,
        printed=printed,
        **{"is_interrupted": False, **context},
    )


ONE = BADGES + "/tickets/{number:int}"

routes: list[BaseRoute] = [
    Route(ONE, show, name="badge"),
    Route(ONE, print_one, methods=["POST"], name="badge_print"),
    Route(f"{ONE}/preview.png", preview, name="badge_preview"),
]
