"""The buyer pays: choose a way, go there or scan, come back; the page looks again by itself."""

import logging

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.sealing import SealBroken
from events_svc.documents import qr
from events_svc.gateways.payments import Charge, ProviderAway, Refused
from events_svc.gateways.payments.dealing import Dealing, address_of, ask, give_up, open_charge
from events_svc.text import in_language
from events_svc.tickets.access import payment_behind
from events_svc.tickets.errors import Forged, NoProvider
from events_svc.tickets.models import Order
from events_svc.tickets.pay import begin_payment
from events_svc.tickets.paying.begin import (
    ON_SITE,
    is_any_paid,
    may_ask,
    others_open,
    pay_on_site,
)
from events_svc.tickets.payment_models import Payment, PaymentState
from events_svc.web import forms, pages
from events_svc.web.state import Request
from events_svc.web.tickets import words
from events_svc.web.tickets.order import own
from events_svc.web.tickets.ways import way

log = logging.getLogger(__name__)

TROUBLES = (
    Forged,
    NoProvider,
    ProviderAway,
    Refused,
    SealBroken,
)  # of the provider, not of the buyer

ORDER = "/orders/{secret}"
PAYMENT = ORDER + "/payments/{reference}"
KEEP_OUT = {"referrer-policy": "no-referrer", "x-robots-tag": "noindex"}


async def pay(request: Request) -> Response:
    """Begin a payment and go to the provider, or to the code that is scanned."""
    order = await own(request)
    await forms.read(request)
    chosen = await way(request, order, request.path_params["provider"])
    if chosen.name == ON_SITE:
        await pay_on_site(order)
        return pages.redirect(request, f"/orders/{order.secret}")
    payment = await begin_payment(order, provider=chosen.name, account_id=chosen.account_id)
    return await go_and_pay(request, order, payment)


async def go_and_pay(request: Request, order: Order, payment: Payment) -> Response:
    """Open the charge of a payment that was begun, and go where it is paid; other attempts at the same are
    closed first, and when one of them was paid there is nothing to pay any more.
    """
    if await _paid_elsewhere(request, payment):
        return pages.redirect(request, f"/orders/{order.secret}")
    started = await open_charge(payment, await _charge(request, order, payment), dealing(request))
    if started.url.startswith("/"):  # the built-in provider
        return pages.redirect(request, started.url)
    return pages.redirect(request, f"/orders/{order.secret}/payments/{payment.reference}/way")


async def show(request: Request) -> Response:
    """The code to scan, or the way to the provider's page; over when nothing waits any more."""
    order = await own(request)
    payment = await payment_behind(order, request.path_params["reference"])
    if payment.state is PaymentState.CREATED and await may_ask(payment):
        await _ask(request, payment)
        payment = await payment_behind(order, payment.reference)
    if payment.state is not PaymentState.CREATED or not (payment.code or payment.url):
        return pages.redirect(request, f"/orders/{order.secret}")
    template = "tickets/_way.html" if pages.is_fragment(request) else "tickets/way.html"
    return await pages.render(
        request,
        template,
        headers=KEEP_OUT,
        order=order,
        event=order.event,
        payment=payment,
        code=qr.svg(payment.code, title=words.provider_words(payment.provider))
        if payment.code
        else "",
        words=words,
    )


async def returned(request: Request) -> Response:
    """The buyer comes back from the provider, perhaps before its notification: ask, then show."""
    order = await own(request)
    payment = await payment_behind(order, request.path_params["reference"])
    if payment.state is PaymentState.CREATED:
        await _ask(request, payment)
    return pages.redirect(request, f"/orders/{order.secret}")


def dealing(request: Request) -> Dealing:
    """With what this process speaks to providers."""
    return Dealing(request.state["settings"], request.state["http"])


async def _ask(request: Request, payment: Payment) -> None:
    """Ask the provider; when it is away its notification will come, and the page looks again."""
    try:
        await ask(payment, dealing(request))
    except TROUBLES as error:
        log.warning("payment not asked for", extra={"payment": payment.id, "error": repr(error)})


async def _paid_elsewhere(request: Request, payment: Payment) -> bool:
    """Close the other attempts, so that nobody pays twice; whether one of them was paid meanwhile."""
    others = await others_open(payment)
    for other in others:
        try:
            await give_up(other, dealing(request))
        except TROUBLES as error:  # the worker tries again
            log.warning("payment not closed", extra={"payment": other.id, "error": repr(error)})
    return await is_any_paid(others)


async def _charge(request: Request, order: Order, payment: Payment) -> Charge:
    settings = request.state["settings"]
    title = in_language(order.event.title, order.language)
    return Charge(
        reference=payment.reference,
        amount_minor=payment.amount_minor,
        currency=payment.currency,
        return_url=f"{settings.public_url}/orders/{order.secret}/payments/{payment.reference}",
        notify_url=await address_of(payment, settings),
        title=f"{title} {order.code}",
        begun_at=payment.created_at,
        expires_at=payment.expires_at,
        language=order.language,
    )


routes: list[BaseRoute] = [
    Route(PAYMENT, returned, name="order_returned"),
    Route(PAYMENT + "/way", show, name="order_way"),
    Route(ORDER + "/pay/{provider}", pay, methods=["POST"], name="order_pay"),
]
