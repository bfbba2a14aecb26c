"""Carts in the API: hold places, look at them, order them."""

from datetime import datetime
from typing import Annotated

import msgspec
from starlette.routing import BaseRoute

from events_svc.accounts.errors import NotFound
from events_svc.tickets import errors as refusals
from events_svc.tickets import reserve
from events_svc.tickets.carts import drop, fill
from events_svc.tickets.carts.models import Cart
from events_svc.tickets.carts.queries import CartLine, contents
from events_svc.tickets.draft import Buyer, Holder
from events_svc.web.api import operation
from events_svc.web.fields import Id
from events_svc.web.state import Request
from events_svc.web.tickets import views
from events_svc.web.tickets.api_orders import OrderHolder, OrderLine, line_of, submission_of, told
from events_svc.web.tickets.questions.api import read_answers
from events_svc.web.tickets.shop import limit_orders
from events_svc.web.tickets.wish import Contact, Name, Words, reached

Language = Annotated[str, msgspec.Meta(pattern=r"^(zh|en)\Z")]
Lines = Annotated[list[OrderLine], msgspec.Meta(min_length=1, max_length=50)]


class CartDraft(msgspec.Struct):
    """What a cart shall hold."""

    lines: Lines
    language: Language = "zh"


class CartHold(msgspec.Struct):
    """A cart: whoever has `secret` may fill it and order from it, until it expires."""

    secret: str
    expires_at: datetime


class CartItemView(msgspec.Struct):
    """One ticket to be. `list_minor` is before voucher and discount; `tax_minor` is within the price."""

    id: int
    ticket_type: int
    variant: int | None
    with_item: int | None  # the ticket with which it is taken
    is_bundled: bool
    seat: int | None
    voucher: str | None
    list_minor: int
    price_minor: int
    tax_rate_bp: int
    tax_minor: int


class CartView(CartHold):
    """A cart with its contents; one that is over has let go of its places."""

    is_over: bool
    items: list[CartItemView]
    currency: str
    total_minor: int
    tax_minor: int


class CartHolder(OrderHolder):
    """Whom the ticket of an item lets in."""

    item: int = 0


class CartOrder(msgspec.Struct):
    """An order of all that is in the cart; who is not named is the buyer, or a guest."""

    name: Name
    contact: Contact
    organisation: Words = ""
    language: Language = "zh"
    holders: Annotated[list[CartHolder], msgspec.Meta(max_length=1000)] = []
    consents: Annotated[list[Id], msgspec.Meta(max_length=50)] = []


async def begin(request: Request, draft: CartDraft) -> CartHold:
    """Hold places in a new cart for half an hour: 409 when there is not enough left, and nothing is held."""
    await limit_orders(request)
    lines = [line_of(one) for one in draft.lines]
    return _hold(await fill.fill(_slug(request), lines, language=draft.language))


async def add(request: Request, draft: CartDraft) -> CartHold:
    """Put more into a cart; its half hour begins anew."""
    lines, secret = [line_of(one) for one in draft.lines], _secret(request)
    return _hold(await fill.fill(_slug(request), lines, secret=secret, language=draft.language))


async def change(request: Request, draft: CartDraft) -> CartHold:
    """Let the cart hold exactly this, also one that was over; or it stays as it was."""
    lines = [line_of(one) for one in draft.lines]
    made = await fill.change(_slug(request), _secret(request), lines, language=draft.language)
    return _hold(made)


async def show(request: Request) -> CartView:
    """Read a cart with what it costs."""
    found = await contents(_slug(request), _secret(request))
    return CartView(
        secret=found.cart.secret,
        expires_at=found.cart.expires_at,
        is_over=found.is_over,
        items=[_item(line) for line in found.lines],
        currency=(await found.cart.event).currency,
        total_minor=found.total_minor,
        tax_minor=found.tax_minor,
    )


async def take_out(request: Request) -> None:
    """Take a ticket out of the cart, with all that is taken with it."""
    await drop.drop(_slug(request), _secret(request), request.path_params["item"])


async def let_go(request: Request) -> None:
    """Let go of the cart and all its places."""
    await drop.empty(_slug(request), _secret(request))


async def order(request: Request, wish: CartOrder) -> views.OrderView:
    """Order all that is in the cart: 410 when its places went back."""
    await limit_orders(request)
    email, phone = reached(wish.contact)
    answers = await read_answers(_slug(request), [one.answers for one in wish.holders])
    named = {
        one.item: Holder(one.name, one.email, one.organisation, said)
        for one, said in zip(wish.holders, answers, strict=True)
    }
    made = await reserve.order_cart(
        _slug(request),
        _secret(request),
        buyer=Buyer(wish.name, email, phone, wish.organisation, wish.language),
        holders=named,
        consents=wish.consents,
        submission=await submission_of(request),
    )
    return await told(request, made)


def _slug(request: Request) -> str:
    return str(request.path_params["slug"])


def _secret(request: Request) -> str:
    secret = str(request.path_params["secret"])
    if "\0" in secret:
        raise NotFound
    return secret


def _hold(cart: Cart) -> CartHold:
    return CartHold(cart.secret, cart.expires_at)


def _item(line: CartLine) -> CartItemView:
    return CartItemView(
        id=line.item.id,
        ticket_type=line.ticket_type.id,
        variant=line.item.variant_id,
        with_item=line.item.addon_to_id,
        is_bundled=line.item.is_bundled,
        seat=line.item.seat_id,
        voucher=line.voucher.code if line.voucher else None,
        list_minor=line.list_minor,
        price_minor=line.price_minor,
        tax_rate_bp=line.tax_rate_bp,
        tax_minor=line.tax_minor,
    )


CARTS = "/events/{slug}/carts"
CART = CARTS + "/{secret}"

routes: list[BaseRoute] = [
    operation(
        "POST",
        CARTS,
        begin,
        name="begin_cart",
        body=CartDraft,
        answer=CartHold,
        status=201,
        refusals=[429],
        is_public=True,
    ),
    operation("GET", CART, show, name="cart", answer=CartView, is_public=True),
    operation(
        "PUT",
        CART,
        change,
        name="change_cart",
        body=CartDraft,
        answer=CartHold,
        is_public=True,
        refusals=[410],
    ),
    operation(
        "POST",
        CART + "/lines",
        add,
        name="fill_cart",
        body=CartDraft,
        answer=CartHold,
        is_public=True,
        refusals=[410],
    ),
    operation("DELETE", CART, let_go, name="empty_cart", status=204, is_public=True),
    operation(
        "DELETE",
        CART + "/items/{item:int}",
        take_out,
        name="drop_cart_item",
        status=204,
        is_public=True,
        refusals=[410],
    ),
    operation(
        "POST",
        CART + "/order",
        order,
        name="order_cart",
        body=CartOrder,
        answer=views.OrderView,
        status=201,
        refusals=[410, 429, 503],
        is_public=True,
    ),
]

errors: dict[type[Exception], int] = {refusals.CartOver: 410}
