"""The shop: one page to choose, to say who one is, and to order."""

import secrets
from datetime import timedelta
from typing import Any

from starlette.responses import Response

from events_svc.accounts.limits import limit
from events_svc.events.models import Event
from events_svc.tickets.errors import NotReserved
from events_svc.tickets.offers import on_sale
from events_svc.tickets.queries import Sale
from events_svc.tickets.reserve import reserve
from events_svc.web import access, auth, forms, pages
from events_svc.web.address import client_network
from events_svc.web.errors import words
from events_svc.web.state import Request
from events_svc.web.tickets import wish
from events_svc.web.tickets.words import sale_mark

MOST_ORDERS, WITHIN = 3000, timedelta(minutes=10)  # a whole campus may share one address
OWN = ("127.", "::/64")


async def show(request: Request) -> Response:
    """What is on sale, and the few fields of an order."""
    event = await access.public_event(request)
    return await _page(request, event)


async def order(request: Request) -> Response:
    """Place the order; on to its page. What is refused stands where it was typed."""
    event = await access.public_event(request)
    form = await forms.read(request)
    await limit_orders(request)
    try:
        typed = forms.typed(form, wish.OrderForm)
        lines, buyer = wish.with_others(wish.lines(form), typed), wish.buyer(typed)
        made = await reserve(event, lines, buyer=buyer, submission=typed.key or None)
    except forms.Malformed as error:
        return await _page(request, event, wish.typed(form), errors=error.errors, status=422)
    except NotReserved as refusal:
        errors = {f"count_{refusal.ticket_type_id or ''}": words(refusal)}
        return await _page(request, event, wish.typed(form), errors=errors, status=409)
    return pages.redirect(request, f"/orders/{made.secret}")


async def limit_orders(request: Request) -> None:
    """Strangers of one address may order often, but not without end.

    A token is known anyway; this machine's own address is a proxy that TRUSTED_PROXIES does not name,
    and stands for everybody.
    """
    if (await auth.person(request)).is_known or client_network(request).startswith(OWN):
        return
    await limit(f"orders:{client_network(request)}", most=MOST_ORDERS, within=WITHIN)


async def _page(
    request: Request,
    event: Event,
    values: dict[str, Any] | None = None,
    *,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    offers = await on_sale(event)
    open_ones = [offer for offer in offers if offer.state is Sale.ON_SALE]
    if values is None:
        values = {"key": secrets.token_urlsafe(18)}
        if len(open_ones) == 1:
            only = open_ones[0].ticket_type
            values[f"count_{only.id}"] = only.min_per_order
    return await pages.render(
        request,
        "tickets/shop.html",
        status=status,
        event=event,
        offers=offers,
        is_open=bool(open_ones),
        may_bring=any(offer.most > 1 for offer in open_ones),
        is_free=not any(offer.ticket_type.price_minor for offer in open_ones),
        sale_mark=sale_mark,
        values=values,
        errors=errors or {},
    )
