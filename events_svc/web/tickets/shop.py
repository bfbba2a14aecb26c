"""The shop: one page to choose, to say who one is, and to order; what is asked more comes in the cart."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from starlette.datastructures import FormData
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.accounts.limits import limit
from events_svc.events.models import Event
from events_svc.tickets.carts.fill import fill, set_to
from events_svc.tickets.carts.queries import Contents, contents
from events_svc.tickets.consents.queries import asked_of as consents_of
from events_svc.tickets.draft import Line
from events_svc.tickets.errors import NothingChosen, NotReserved, VoucherDoesNotFit, VoucherRefused
from events_svc.tickets.offers import Offer, on_sale, voucher_behind
from events_svc.tickets.queries import Sale
from events_svc.tickets.questions.depend import of_type
from events_svc.tickets.questions.models import AskedAt
from events_svc.tickets.questions.queries import questions_of
from events_svc.tickets.reserve import reserve
from events_svc.tickets.selling.returning import next_return
from events_svc.tickets.vouchers.models import Voucher
from events_svc.tickets.waiting.queries import rule_of
from events_svc.web import access, auth, forms, i18n, pages
from events_svc.web.address import client_network
from events_svc.web.errors import words
from events_svc.web.state import Request
from events_svc.web.tickets import basket, wish
from events_svc.web.tickets.seating import choosing
from events_svc.web.tickets.words import sale_mark

MOST_ORDERS, WITHIN = 3000, timedelta(minutes=10)  # a whole campus may share one address
OWN = ("127.", "::/64")
KEY = re.compile(r"[A-Za-z0-9_-]{16,64}\Z")


@dataclass
class Typed:
    """What stands in the form of the shop, and what is wrong with it."""

    values: dict[str, Any]
    errors: dict[str, str] = field(default_factory=dict)
    seats: Sequence[int] = ()
    status: int = 200


async def show(request: Request) -> Response:
    """What is on sale, and the few fields of an order; with a voucher (`?voucher=`) what it offers, and
    what was counted elsewhere (`?count_12=2`).
    """
    event = await access.public_event(request)
    asked = dict(request.query_params)
    values = {"voucher": asked.get("voucher", "")[: wish.CODE_LENGTH]}
    values |= {name: value for name, value in asked.items() if wish.is_count(name, value)}
    return await _page(request, event, Typed(values))


async def order(request: Request) -> Response:
    """Place the order, or go on to the cart; what is refused stands where it was typed."""
    event = await access.public_event(request)
    form = await forms.read(request)
    await limit_orders(request)
    if form.get("act") == "voucher":
        return await _page(request, event, _typed(form))
    try:
        lines = await _lines(event, form)
        if form.get("act") == "cart":
            return await _to_cart(request, event, form, lines)
        return await _ordered(request, event, form, lines)
    except forms.Malformed as error:
        return await _page(request, event, _typed(form, error.errors, status=422))
    except NotReserved as refusal:
        if isinstance(refusal, NothingChosen) and form.get("voucher"):
            return await _page(request, event, _typed(form))  # Enter in the field of the code
        return await _page(request, event, _typed(form, _said(refusal), status=409))


async def _ordered(
    request: Request, event: Event, form: FormData, lines: Sequence[Line]
) -> Response:
    typed = forms.typed(form, wish.OrderForm)
    named, buyer = wish.with_others(lines, typed), wish.buyer(typed)
    made = await reserve(event, named, buyer=buyer, submission=typed.key or None)
    return pages.redirect(request, f"/orders/{made.secret}")


async def _to_cart(
    request: Request, event: Event, form: FormData, lines: Sequence[Line]
) -> Response:
    """The chosen tickets are held in the cart: added to the one that stood on the page, else in one of this
    form's own, which holds exactly these however often the form comes.
    """
    language, slug = i18n.language.get(), event.slug
    before = await _cart_before(event, str(form.get("cart") or ""))
    if before is None:
        secret = str(form.get("key") or "")
        secret = secret if KEY.match(secret) else secrets.token_urlsafe(18)
        cart = await set_to(slug, secret, lines, language=language)
    elif str(len(before.lines)) != form.get("had"):
        cart = before.cart  # the second click: the first one has put them in
    else:
        cart = await fill(slug, lines, secret=before.cart.secret, language=language)
    return basket.opened(request, event, cart)


async def _cart_before(event: Event, secret: str) -> Contents | None:
    try:
        found = await contents(event.slug, secret) if secret else None
    except NotFound:
        return None
    return None if found is None or found.is_over or not found.lines else found


async def limit_orders(request: Request) -> None:
    """Strangers of one address may order often, but not without end.

    A token is known anyway; this machine's own address is a proxy that TRUSTED_PROXIES does not name,
    and stands for everybody.
    """
    if (await auth.person(request)).is_known or client_network(request).startswith(OWN):
        return
    await limit(f"orders:{client_network(request)}", most=MOST_ORDERS, within=WITHIN)


async def _lines(event: Event, form: FormData) -> list[Line]:
    """What was chosen, with seats, and with the voucher for what it is for; VoucherDoesNotFit for nothing."""
    lines = await choosing.with_seats(event, wish.lines(form), form)
    code = str(form.get("voucher") or "").strip()[: wish.CODE_LENGTH]
    if not code:
        return lines
    offers = await on_sale(event, await voucher_behind(event, code))
    fits = {one.ticket_type.id: one.voucher for one in offers if one.voucher}
    reduced = [replace(one, voucher=code) if _is_for(fits, one) else one for one in lines]
    if any(one.count for one in lines) and not any(one.count and one.voucher for one in reduced):
        raise VoucherDoesNotFit(code)
    return reduced


def _is_for(fits: dict[int, Voucher], line: Line) -> bool:
    voucher = fits.get(line.ticket_type_id)
    return voucher is not None and voucher.variant_id in {None, line.variant_id}


def _typed(form: FormData, errors: dict[str, str] | None = None, status: int = 200) -> Typed:
    return Typed(wish.typed(form), errors or {}, choosing.picked_seats(form), status)


def _said(refusal: NotReserved) -> dict[str, str]:
    if isinstance(refusal, VoucherRefused):
        return {"voucher": words(refusal)}
    return {f"count_{refusal.ticket_type_id or ''}": words(refusal)}


async def _page(request: Request, event: Event, typed: Typed) -> Response:
    voucher = await _voucher(event, typed)
    offers = await on_sale(event, voucher)
    open_ones = [offer for offer in offers if offer.state is Sale.ON_SALE]
    values = {"key": secrets.token_urlsafe(18), **_usual(open_ones), **typed.values}
    cart = await basket.carried(request, event)
    mine = [line.item.seat_id for line in cart.lines if line.item.seat_id] if cart else []
    seating = await choosing.picker(event, chosen=typed.seats, mine=mine)
    may_wait = await _may_wait(event)
    return await pages.render(
        request,
        "tickets/shop.html",
        status=typed.status,
        event=event,
        offers=offers,
        voucher=voucher,
        takes_vouchers=await Voucher.exists(event_id=event.id),
        cart=cart,
        seating=seating,
        is_asked=cart is not None or seating is not None or await _is_asked(event, open_ones),
        may_wait=may_wait,
        lacks=_lacks(offers),
        returns_at=None if may_wait or not _lacks(offers) else await next_return(event),
        is_open=bool(open_ones),
        is_gone=bool(offers) and all(one.state is Sale.SOLD_OUT for one in offers) and not may_wait,
        may_bring=any(offer.most > 1 for offer in open_ones),
        is_free=not any(_costs(offer) for offer in open_ones),
        sale_mark=sale_mark,
        values=values,
        errors=typed.errors,
    )


def _lacks(offers: Sequence[Offer]) -> bool:
    """Whether something is sold out, whole or in one of its kinds."""
    return any(
        one.state is Sale.SOLD_OUT or any(kind.left < 1 for kind in one.variants) for one in offers
    )


async def _voucher(event: Event, typed: Typed) -> Voucher | None:
    """The voucher that was typed; what is wrong with it is said beside the field."""
    code = str(typed.values.get("voucher") or "").strip()
    if not code:
        return None
    try:
        return await voucher_behind(event, code[: wish.CODE_LENGTH])
    except VoucherRefused as refusal:
        typed.errors.setdefault("voucher", words(refusal))
        return None


def _usual(open_ones: Sequence[Offer]) -> dict[str, Any]:
    """Where there is one thing to choose, it is chosen; of add-ons what everybody must have."""
    usual: dict[str, Any] = {}
    if len(open_ones) == 1 and not open_ones[0].variants:
        only = open_ones[0].ticket_type
        usual[f"count_{only.id}"] = only.min_per_order
    for offer in open_ones:
        for one in offer.addons:
            if not one.variants:
                name = f"addon_{offer.ticket_type.id}_{one.ticket_type.id}"
                usual[name] = one.bounds.min_count
    return usual


async def _is_asked(event: Event, offers: Sequence[Offer]) -> bool:
    """Whether a buyer of what is offered is asked more than name and address."""
    if await consents_of(event.id):
        return True
    questions = await questions_of(event.id)
    if not questions:
        return False
    kinds = {offer.ticket_type.id for offer in offers}
    kinds |= {one.ticket_type.id for offer in offers for one in offer.addons}
    kinds |= {part.part_type_id for offer in offers for part in offer.parts}
    asked = (one for kind in kinds for one in of_type(questions, kind))
    return any(one.asked_at is AskedAt.PURCHASE for one in asked)


async def _may_wait(event: Event) -> bool:
    rule = await rule_of(event)
    return rule is not None and rule.is_open


def _costs(offer: Offer) -> bool:
    prices = [offer.price, *(one.price for one in offer.variants)]
    prices += [one.price for one in offer.addons]
    return any(one.price_minor for one in prices)


routes: list[BaseRoute] = [
    Route("/events/{slug}/tickets", show, name="shop"),
    Route("/events/{slug}/orders", order, methods=["POST"], name="place_order"),
]
