"""The cart: what is held and for how long, who comes, what they are asked; and the order out of it.

Whoever knows its secret may fill it and order from it. Every act sends the whole form, so that nothing that
was typed is lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.datastructures import FormData
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.events.models import Event
from events_svc.tickets.carts.drop import drop
from events_svc.tickets.carts.fill import change
from events_svc.tickets.carts.queries import Contents, contents, wish_of
from events_svc.tickets.consents.queries import asked_of
from events_svc.tickets.draft import Buyer, Line, spelled_code
from events_svc.tickets.drafted import Placed
from events_svc.tickets.errors import (
    CartOver,
    Dearer,
    NotReserved,
    VoucherDoesNotFit,
    VoucherRefused,
)
from events_svc.tickets.offers import on_sale, voucher_behind
from events_svc.tickets.reserve import order_cart
from events_svc.tickets.vouchers.models import Voucher
from events_svc.web import access, forms, i18n, pages
from events_svc.web.errors import words
from events_svc.web.state import Request
from events_svc.web.tickets import basket, checkout, wish
from events_svc.web.tickets.questions import words as question_words
from events_svc.web.tickets.seating.words import seat_words
from events_svc.web.tickets.shop import limit_orders

MOST_DIGITS = 18
SECRET = {
    "cache-control": "private, no-store",
    "referrer-policy": "same-origin",
    "x-robots-tag": "noindex",
}


@dataclass
class Here:
    """A cart on its page: what it holds, what was typed, what is wrong."""

    event: Event
    found: Contents
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    status: int = 200
    agreed: list[int] = field(default_factory=list)  # versions of consents that were ticked

    @property
    def secret(self) -> str:
        return self.found.cart.secret


async def show(request: Request) -> Response:
    """What is in the cart; to the shop when nothing is any more."""
    event = await access.public_event(request)
    found = await _filled(event, request.path_params["secret"])
    if found is None:
        return basket.closed(request, event, f"/events/{event.slug}/tickets")
    return await _page(request, Here(event, found))


async def act(request: Request) -> Response:
    """What the pressed button says: order, another voucher, one ticket less, hold again."""
    event = await access.public_event(request)
    form = await forms.read(request)
    found = await _filled(event, request.path_params["secret"])
    if found is None:
        return await _ordered_before(request, event, form)
    here = Here(event, found, agreed=wish.agreed(form))
    tickets = await checkout.asked_of(event, found)
    asked, _, which = str(form.get("act") or "order").partition("-")
    if asked == "order" and _is_unread(form, found):
        asked = "voucher"  # nobody pays the full price beside a code: the new price is shown first
    try:
        if asked == "order":
            await limit_orders(request)
            return await _order(request, here, form, tickets)
        here.values = await checkout.typed(event, form, tickets)
        await ACTS.get(asked, _hold)(here, form, which)
    except forms.Malformed as wrong:
        here.values, here.errors, here.status = wrong.values, wrong.errors, 422
    except NotReserved as refusal:
        here.values = here.values or await checkout.typed(event, form, tickets)
        here.errors, here.status = _said(refusal), 409
    return await _again(request, here)


def _is_unread(form: FormData, found: Contents) -> bool:
    """Whether a code was typed that is not in the prices yet."""
    code = spelled_code(str(form.get("voucher") or "")[: wish.CODE_LENGTH])
    return bool(code) and code not in {one.voucher.code for one in found.lines if one.voucher}


async def _filled(event: Event, secret: str) -> Contents | None:
    """The cart, if there is something in it."""
    try:
        found = await contents(event.slug, secret)
    except NotFound:
        return None
    return found if found.lines else None


async def _ordered_before(request: Request, event: Event, form: FormData) -> Response:
    """The second click finds the cart empty: on to the order that the first one placed, else to the shop."""
    secret = request.path_params["secret"]
    try:
        buyer = checkout.buyer(form)
        made = await order_cart(
            event.slug, secret, buyer=buyer, consents=wish.agreed(form), submission=secret
        )
    except (forms.Malformed, NotReserved):
        return basket.closed(request, event, f"/events/{event.slug}/tickets")
    return basket.closed(request, event, f"/orders/{made.order.secret}")


async def _order(
    request: Request, here: Here, form: FormData, tickets: Sequence[checkout.Asked]
) -> Response:
    filled = await checkout.read(here.event, form, tickets)
    shown = str(form.get("shown") or "")
    await _refuse_dearer(here, filled.buyer, shown)
    made = await _placed(here, filled, tickets, shown)
    return basket.closed(request, here.event, f"/orders/{made.order.secret}")


async def _refuse_dearer(here: Here, buyer: Buyer, shown: str) -> None:
    """Nobody orders for more than the page has shown. A cart that was over is held again meanwhile."""
    if not shown.isdecimal() or len(shown) > MOST_DIGITS:
        return
    slug, secret = here.event.slug, here.secret
    now = await contents(slug, secret, organisation=buyer.organisation)
    if now.total_minor > int(shown):
        if now.is_over:
            await change(slug, secret, wish_of(now), language=i18n.language.get())
        raise Dearer


async def _placed(
    here: Here, filled: checkout.Filled, tickets: Sequence[checkout.Asked], shown: str
) -> Placed:
    """The order of the cart. When its time had run out, it is filled again first: the places are there, for
    no more than was `shown`, or the refusal says what is not.
    """
    slug, secret = here.event.slug, here.secret
    try:
        return await order_cart(
            slug,
            secret,
            buyer=filled.buyer,
            holders=filled.holders,
            consents=here.agreed,
            submission=secret,
        )
    except CartOver:
        await change(slug, secret, wish_of(here.found), language=i18n.language.get())
    await _refuse_dearer(here, filled.buyer, shown)
    again = await contents(slug, secret)
    before = [filled.holders[one.line.item.id] for one in tickets]
    places = zip(checkout.in_order(again), before, strict=True)
    holders = {line.item.id: one for line, one in places}
    return await order_cart(
        slug,
        secret,
        buyer=filled.buyer,
        holders=holders,
        consents=here.agreed,
        submission=secret,
    )


async def _hold(here: Here, form: FormData, which: str) -> None:
    """Hold the same again, for another half hour."""
    await change(here.event.slug, here.secret, wish_of(here.found), language=i18n.language.get())


async def _redeem(here: Here, form: FormData, which: str) -> None:
    """A voucher for those tickets that it is for; without a code, none for any."""
    code = str(form.get("voucher") or "").strip()[: wish.CODE_LENGTH]
    lines = [replace(one, voucher="") for one in wish_of(here.found)]
    if code:
        voucher = await voucher_behind(here.event, code)
        offers = await on_sale(here.event, voucher)
        fits = {one.ticket_type.id for one in offers if one.voucher}
        lines = _with_voucher(lines, voucher, fits)
    await change(here.event.slug, here.secret, lines, language=i18n.language.get())


def _with_voucher(lines: Sequence[Line], voucher: Voucher, fits: set[int]) -> list[Line]:
    """As many of the lines as the voucher has uses, the first ones it fits; VoucherDoesNotFit for none."""
    left = voucher.max_uses - voucher.used
    redeemed: list[Line] = []
    for line in lines:
        is_for = line.ticket_type_id in fits and voucher.variant_id in {None, line.variant_id}
        code = voucher.code if is_for and left > 0 else ""
        left -= bool(code)
        redeemed.append(replace(line, voucher=code))
    if not any(one.voucher for one in redeemed):
        raise VoucherDoesNotFit(voucher.code)
    return redeemed


async def _drop(here: Here, form: FormData, which: str) -> None:
    """One ticket less, with what was taken with it; nothing when it has gone already."""
    number = int(which) if which.isdecimal() and len(which) < 5 else 0
    lines = checkout.in_order(here.found)
    if not 1 <= number <= len(lines):
        return
    item = lines[number - 1].item
    gone = [
        at for at, line in enumerate(lines, 1) if item.id in {line.item.id, line.item.addon_to_id}
    ]
    if here.found.is_over:
        raise CartOver
    await drop(here.event.slug, here.secret, item.id)
    here.values = checkout.without(here.values, gone)


ACTS = {"hold": _hold, "voucher": _redeem, "drop": _drop}


def _said(refusal: NotReserved) -> dict[str, str]:
    if isinstance(refusal, VoucherRefused):
        return {"voucher": words(refusal)}
    return {"form": words(refusal)}


async def _again(request: Request, here: Here) -> Response:
    """The page after an act, as the cart stands now, priced for the organisation that was typed."""
    organisation = str(here.values.get("organisation") or "").strip()
    here.found = await contents(here.event.slug, here.secret, organisation=organisation)
    if not here.found.lines:
        return basket.closed(request, here.event, f"/events/{here.event.slug}/tickets")
    return await _page(request, here)


async def _page(request: Request, here: Here) -> Response:
    found = here.found
    codes = sorted({line.voucher.code for line in found.lines if line.voucher})
    values = {"voucher": " ".join(codes), **here.values}
    return await pages.render(
        request,
        "tickets/cart.html",
        status=here.status,
        headers=SECRET,
        event=here.event,
        cart=found.cart,
        found=found,
        tickets=await checkout.asked_of(here.event, found),
        consents=await asked_of(here.event.id),
        agreed=here.agreed,
        takes_vouchers=await Voucher.exists(event_id=here.event.id),
        values=values,
        errors=here.errors,
        seat_words=seat_words,
        countries=question_words.countries,
        calling_codes=question_words.calling_codes,
    )


CART = "/events/{slug}/cart/{secret}"

routes: list[BaseRoute] = [
    Route(CART, show, methods=["GET"], name="cart"),
    Route(CART, act, methods=["POST"]),
]
