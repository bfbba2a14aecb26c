"""What the buyer changes on the order's page: names, and whether the order stands."""

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.tickets.access import change_of
from events_svc.tickets.cancel import ask_to_cancel, withdraw
from events_svc.tickets.guests import is_guest
from events_svc.tickets.holders import name_guests
from events_svc.tickets.life.changes import withdraw_change
from events_svc.tickets.models import Order
from events_svc.tickets.pay import begin_payment
from events_svc.tickets.queries import details_of
from events_svc.web import forms, pages
from events_svc.web.state import Request
from events_svc.web.tickets import wish
from events_svc.web.tickets.entered import has_entered
from events_svc.web.tickets.order import own, page
from events_svc.web.tickets.paying import go_and_pay
from events_svc.web.tickets.ways import way


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


async def leave_it(request: Request) -> Response:
    """The change that waits to be paid is dropped: the ticket stays as it is."""
    order = await own(request)
    await forms.read(request)
    await withdraw_change(await change_of(order, request.path_params["id"]))
    return _back(request, order)


async def pay_difference(request: Request) -> Response:
    """Pay what a change costs more."""
    order = await own(request)
    await forms.read(request)
    chosen = await way(request, order, request.path_params["provider"])
    payment = await begin_payment(
        order,
        provider=chosen.name,
        account_id=chosen.account_id,
        change=await change_of(order, request.path_params["id"]),
    )
    return await go_and_pay(request, order, payment)


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


def _back(request: Request, order: Order) -> Response:
    return pages.redirect(request, f"/orders/{order.secret}")


ORDER = "/orders/{secret}"

routes: list[BaseRoute] = [
    Route(ORDER + "/cancellation", cancel, methods=["POST"], name="order_cancel"),
    Route(ORDER + "/cancellation-wish", ask, methods=["POST"]),
    Route(ORDER + "/names", name_all, methods=["POST"]),
    Route(ORDER + "/changes/{id:int}/withdrawal", leave_it, methods=["POST"]),
    Route(ORDER + "/changes/{id:int}/pay/{provider}", pay_difference, methods=["POST"]),
]
