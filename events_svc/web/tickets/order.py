"""The buyer's own page: the order behind its unguessable link, and what may be done with it."""

from typing import Any

from starlette.responses import Response

from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.gateways.payments import Charge, ProviderAway
from events_svc.gateways.payments.providers import offered, provider
from events_svc.tickets.cancel import withdraw, withdrawable
from events_svc.tickets.hear import hear
from events_svc.tickets.holders import CHANGEABLE, pass_on, rename
from events_svc.tickets.models import Order, OrderState, Ticket
from events_svc.tickets.pay import begin_payment, is_overdue
from events_svc.tickets.payment_models import Payment, PaymentState
from events_svc.tickets.queries import details_of
from events_svc.web import auth, forms, pages
from events_svc.web.state import Request
from events_svc.web.tickets import wish
from events_svc.web.tickets.words import actor_words, entry_words, order_mark, ticket_mark


async def show(request: Request) -> Response:
    """State, tickets, and what happened."""
    return await _page(request, await _own(request))


async def pay(request: Request) -> Response:
    """Begin a payment and go to the provider."""
    order = await _own(request)
    await forms.read(request)
    settings = request.state["settings"]
    there = provider(request.path_params["provider"], settings, request.state["http"])
    payment = await begin_payment(order, provider=there.name)
    back = f"{settings.public_url}/orders/{order.secret}/payments/{payment.reference}"
    charge = Charge(payment.reference, payment.amount_minor, payment.currency, back)
    return pages.redirect(request, await there.start(charge))


async def returned(request: Request) -> Response:
    """The buyer comes back from the provider, perhaps before its notification: ask, then show."""
    order = await _own(request)
    reference = request.path_params["reference"]
    payment = await Payment.get_or_none(order_id=order.id, reference=reference)
    if payment is None:
        raise NotFound
    settings, http = request.state["settings"], request.state["http"]
    there = provider(payment.provider, settings, http)
    if payment.state is PaymentState.CREATED:
        try:
            said = await there.query(payment.reference)
        except ProviderAway:
            said = None  # its notification will come; the page looks again by itself
        if said is not None:
            await hear(said)
    return pages.redirect(request, f"/orders/{order.secret}")


async def cancel(request: Request) -> Response:
    """Cancel, while nothing was paid."""
    order = await _own(request)
    await forms.read(request)
    await withdraw(order)
    return pages.redirect(request, f"/orders/{order.secret}")


async def rename_ticket(request: Request) -> Response:
    """Correct the name on a ticket."""
    return await _change(request, rename)


async def pass_ticket_on(request: Request) -> Response:
    """Give a ticket to somebody else."""
    return await _change(request, pass_on)


async def _change(request: Request, act: Any) -> Response:
    order = await _own(request)
    number = request.path_params["number"]
    ticket = await Ticket.get_or_none(order_id=order.id, number=number)
    if ticket is None:
        raise NotFound
    try:
        form = await forms.parse(request, wish.HolderForm)
    except forms.Malformed as error:
        return await _page(request, order, wrong={ticket.id: error}, status=422)
    await act(ticket, wish.holder(form))
    return pages.redirect(request, f"/orders/{order.secret}")


async def _own(request: Request) -> Order:
    """The order of the link's secret; who has the link acts as the buyer."""
    order = await Order.get_or_none(secret=request.path_params["secret"]).select_related(
        "event__organisation"
    )
    if order is None:
        raise NotFound
    if not (await auth.person(request)).is_known:
        request_id = request.scope.get("request_id", "")
        audit.acting.set(audit.Actor("buyer", order.buyer_name, request_id))
    return order


async def _page(
    request: Request,
    order: Order,
    *,
    wrong: dict[int, forms.Malformed] | None = None,
    status: int = 200,
) -> Response:
    details = await details_of(order)
    may_pay = order.state is OrderState.PENDING and not is_overdue(order)
    latest = details.payments[-1].state if details.payments else None
    template = "tickets/_order.html" if pages.is_fragment(request) else "tickets/order.html"
    return await pages.render(
        request,
        template,
        status=status,
        headers={"referrer-policy": "no-referrer", "x-robots-tag": "noindex"},
        order=order,
        event=order.event,
        mark=order_mark(order),
        tickets=details.tickets,
        entries=details.entries,
        providers=offered(request.state["settings"]) if may_pay else [],
        may_pay=may_pay,
        may_cancel=order.state in withdrawable(order) and not is_overdue(order),
        changeable=CHANGEABLE,
        is_waiting=may_pay and latest is PaymentState.CREATED,
        was_declined=may_pay and latest is PaymentState.DECLINED,
        needs_person=latest in {PaymentState.LATE, PaymentState.MISMATCHED},
        is_refunding=latest is PaymentState.REFUNDING,
        wrong=wrong or {},
        words={"entry": entry_words, "actor": actor_words, "ticket": ticket_mark},
    )
