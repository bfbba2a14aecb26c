"""What the buyer changes on the order's page: names, and whether the order stands."""

from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.tickets.access import ticket_of
from events_svc.tickets.cancel import ask_to_cancel, withdraw
from events_svc.tickets.guests import is_guest
from events_svc.tickets.holders import name_guests, pass_on, rename
from events_svc.tickets.models import Order
from events_svc.tickets.queries import details_of
from events_svc.web import forms, pages
from events_svc.web.state import Request
from events_svc.web.tickets import wish
from events_svc.web.tickets.entered import has_entered
from events_svc.web.tickets.order import own, page


async def cancel(request: Request) -> Response:
    """Cancel, while nothing was paid and nobody has come in."""
    order = await own(request)
    await forms.read(request)
    await withdraw(order, entered=has_entered)
    return _back(request, order)


async def ask(request: Request) -> Response:
    """Ask the organiser to cancel a paid order."""
    order = await own(request)
    form = await forms.parse(request, wish.CancellationForm)
    await ask_to_cancel(order, reason=" ".join(form.reason.split()))
    return _back(request, order)


async def rename_ticket(request: Request) -> Response:
    """Correct the name on a ticket."""
    return await _change(request, rename)


async def pass_ticket_on(request: Request) -> Response:
    """Give a ticket to somebody else."""
    return await _change(request, pass_on)


async def name_all(request: Request) -> Response:
    """Say who comes with the buyer; what stays blank is filled in later."""
    order = await own(request)
    form = await forms.read(request)
    tickets = (await details_of(order)).tickets
    numbers = [one.number for one in tickets if is_guest(one.holder_name, order.buyer_name)]
    try:
        named = wish.guests(form, numbers)
    except forms.Malformed as error:
        return await page(request, order, wrong_names=error)
    await name_guests(order, named)
    return _back(request, order)


async def _change(request: Request, act: Any) -> Response:
    order = await own(request)
    ticket = await ticket_of(order, request.path_params["number"])
    try:
        form = await forms.parse(request, wish.HolderForm)
    except forms.Malformed as error:
        return await page(request, order, wrong={ticket.id: error})
    await act(ticket, wish.holder(form))
    return _back(request, order)


def _back(request: Request, order: Order) -> Response:
    return pages.redirect(request, f"/orders/{order.secret}")


ORDER = "/orders/{secret}"

routes: list[BaseRoute] = [
    Route(ORDER + "/cancellation", cancel, methods=["POST"], name="order_cancel"),
    Route(ORDER + "/cancellation-wish", ask, methods=["POST"]),
    Route(ORDER + "/names", name_all, methods=["POST"]),
    Route(ORDER + "/tickets/{number:int}/name", rename_ticket, methods=["POST"]),
    Route(ORDER + "/tickets/{number:int}/holder", pass_ticket_on, methods=["POST"]),
]
