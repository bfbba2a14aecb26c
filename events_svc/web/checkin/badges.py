"""A badge at the moment of check-in: a paired phone prints the label of who stands at its gate."""

from datetime import datetime
from typing import Annotated

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.badges import queries
from events_svc.badges.errors import PrintedAlready
from events_svc.badges.printing import print_badges, refuse_over
from events_svc.checkin import queries as door
from events_svc.checkin.answers import Words
from events_svc.events.models import Event
from events_svc.web import name_badges
from events_svc.web.api import operation
from events_svc.web.checkin import devices
from events_svc.web.state import Request


class BadgeRequest(msgspec.Struct):
    """Print the badge of a ticket. `seen`: of how many badges of it the person at the gate knows."""

    ticket: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
    seen: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 0


class BadgeAnswer(msgspec.Struct, kw_only=True):
    """The file to print; none when there are badges that the person did not know of: ask, and send again
    with `seen` = `copies`.
    """

    pdf: str | None
    copies: int
    printed_by: str = ""
    printed_at: datetime | None = None
    printed_at_gate: Words | None = None


async def print_badge(request: Request, body: BadgeRequest) -> BadgeAnswer:
    """Print the badge of a ticket at this gate, or tell that it was printed already."""
    gate = await devices.own_gate(request)
    ticket = await door.valid_ticket(gate, body.ticket)
    look = await queries.look(gate.event)
    try:
        made = await print_badges(
            ticket.event_id, [ticket.id], layout=look.key, seen=body.seen, gate_id=gate.id
        )
    except PrintedAlready as already:  # a question to a person, no refusal
        last = already.last
        return BadgeAnswer(
            pdf=None,
            copies=already.copies,
            printed_by=last.by,
            printed_at=last.at,
            printed_at_gate=last.gate,
        )
    return BadgeAnswer(pdf=f"/gate/badges/{made.uid}.pdf", copies=body.seen + 1)


async def file(request: Request) -> Response:
    """The label, for the phone that prints it, for some minutes."""
    device = await devices.present_or_hub(request)
    event = await Event.get(id=device.event_id).select_related("organisation")
    printing = await queries.printing(event.id, request.path_params["uid"])
    if printing is None or printing.printer != f"device:{device.id}":
        raise NotFound
    refuse_over(printing)
    secret_key = request.state["settings"].secret_key
    body = await name_badges.file(event, printing, secret_key=secret_key)
    headers = {**name_badges.PDF, "content-disposition": 'inline; filename="badge.pdf"'}
    return Response(body, headers=headers, media_type="application/pdf")


routes: list[BaseRoute] = [
    operation(
        "POST",
        "/gates/{gate_id:int}/badges",
        print_badge,
        name="gate_badge",
        body=BadgeRequest,
        answer=BadgeAnswer,
        is_public=True,
        refusals=(401,),
    ),
    Route("/gate/badges/{uid:uuid}.pdf", file, name="gate_badge_file"),
]
