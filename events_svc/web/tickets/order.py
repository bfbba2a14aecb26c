"""The buyer's own page: the order behind its unguessable link, and its payment."""

from starlette.responses import Response

from events_svc.accounts import audit
from events_svc.gateways.payments import Charge, ProviderAway
from events_svc.gateways.payments.providers import offered, provider
from events_svc.tickets.access import order_behind, payment_behind
from events_svc.tickets.cancel import withdrawable
from events_svc.tickets.guests import is_guest
from events_svc.tickets.hear import hear
from events_svc.tickets.holders import CHANGEABLE
from events_svc.tickets.models import Order, OrderState
from events_svc.tickets.pay import begin_payment, is_overdue
from events_svc.tickets.payment_models import PaymentState
from events_svc.tickets.queries import (
    Details,
    cancellation_wish,
    details_of,
    mails_to_buyer,
)
from events_svc.web import auth, forms, pages
from events_svc.web.state import Request
from events_svc.web.tickets import words
from events_svc.web.tickets.entered import has_entered

NOBODY: dict[int, forms.Malformed] = {}


async def show(request: Request) -> Response:
    """State, tickets, and what happened."""
    return await page(request, await own(request))


async def pay(request: Request) -> Response:
    """Begin a payment and go to the provider."""
    order = await own(request)
    await forms.read(request)
    settings = request.state["settings"]
    there = provider(request.path_params["provider"], settings, request.state["http"])
    payment = await begin_payment(order, provider=there.name)
    back = f"{settings.public_url}/orders/{order.secret}/payments/{payment.reference}"
    charge = Charge(payment.reference, payment.amount_minor, payment.currency, back)
    return pages.redirect(request, await there.start(charge))


async def returned(request: Request) -> Response:
    """The buyer comes back from the provider, perhaps before its notification: ask, then show."""
    order = await own(request)
    payment = await payment_behind(order, request.path_params["reference"])
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


async def own(request: Request) -> Order:
    """The order of the link's secret; who has the link acts as the buyer."""
    order = await order_behind(request.path_params["secret"])
    if not (await auth.person(request)).is_known:
        request_id = request.scope.get("request_id", "")
        audit.acting.set(audit.Actor("buyer", order.buyer_name, request_id))
    return order


async def page(
    request: Request,
    order: Order,
    *,
    wrong: dict[int, forms.Malformed] = NOBODY,
    wrong_names: forms.Malformed | None = None,
) -> Response:
    """The page as it stands; `wrong` by id of the ticket whose form was malformed."""
    details = await details_of(order)
    template = "tickets/_order.html" if pages.is_fragment(request) else "tickets/order.html"
    return await pages.render(
        request,
        template,
        status=422 if wrong or wrong_names else 200,
        headers={"referrer-policy": "no-referrer", "x-robots-tag": "noindex"},
        order=order,
        event=order.event,
        mark=words.order_mark(order),
        tickets=details.tickets,
        guests=[
            one
            for one in details.tickets
            if one.state in CHANGEABLE and is_guest(one.holder_name, order.buyer_name)
        ],
        payments=[one for one in details.payments if one.received_minor],
        entries=details.entries,
        mails=await mails_to_buyer(order, details.entries),
        wish=cancellation_wish(order, details.entries),
        changeable=CHANGEABLE,
        may_cancel=await _may_cancel(order),
        may_ask=order.state is OrderState.PAID and bool(order.total_minor),
        wrong=wrong,
        wrong_names=wrong_names,
        words=words,
        **_paying(request, order, details),
    )


def _paying(request: Request, order: Order, details: Details) -> dict[str, object]:
    """How far the payment has come."""
    may_pay = order.state is OrderState.PENDING and not is_overdue(order)
    latest = details.payments[-1].state if details.payments else None
    return {
        "may_pay": may_pay,
        "providers": offered(request.state["settings"]) if may_pay else [],
        "is_waiting": may_pay and latest is PaymentState.CREATED,
        "was_declined": may_pay and latest is PaymentState.DECLINED,
        "needs_person": latest in {PaymentState.LATE, PaymentState.MISMATCHED},
        "is_refunding": latest is PaymentState.REFUNDING,
    }


async def _may_cancel(order: Order) -> bool:
    is_open = order.state in withdrawable(order) and not is_overdue(order)
    return is_open and not await has_entered(order)
