"""What buyers and holders do with a ticket by themselves: correct the name, pass it on, change it into
another type, cancel it. One page, from the ticket's page and from the order's; each thing is one button on it.

The ticket's link lets its holder correct the name and pass it on; what moves money is for the buyer: behind
the order's link, or behind that of a ticket which the buyer holds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Literal

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts import audit
from events_svc.events.models import Event
from events_svc.tickets.access import order_behind, ticket_behind, ticket_of
from events_svc.tickets.errors import NotAllowed, SomebodyEntered, StateForbids, TicketNotYours
from events_svc.tickets.holders import CHANGEABLE, pass_on, rename
from events_svc.tickets.life.models import RefundTo
from events_svc.tickets.life.places_to_be import Wish
from events_svc.tickets.life.self_service import (
    Quote,
    Swap,
    cancel_own,
    correct_name,
    is_own,
    quote_of,
    rights_at,
    rules_of,
    swap,
    swaps,
)
from events_svc.tickets.models import Order, Ticket
from events_svc.tickets.payment_models import RefundWay
from events_svc.web import auth, forms, pages
from events_svc.web.state import Request
from events_svc.web.tickets import wish, words
from events_svc.web.tickets.entered import have_entered

HEADERS = {
    "cache-control": "private, no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
}


class SwapForm(msgspec.Struct):
    """Into what the ticket changes: `12`, or `12-3` with a variant."""

    choice: str
    more: Annotated[int, msgspec.Meta(ge=0)] | None = None  # as it was shown, in minor units


class CancelForm(msgspec.Struct):
    """Where the money goes, when the event leaves that to the buyer."""

    way: Literal["provider", "voucher"] = "provider"


@dataclass(frozen=True, slots=True)
class Desk:
    """The ticket at hand, where its page is, where one comes from; `is_buyer` may move money."""

    order: Order
    ticket: Ticket
    base: str
    home: str
    is_buyer: bool

    @property
    def event(self) -> Event:
        return self.order.event


Finding = Callable[[Request], Any]


async def by_ticket(request: Request) -> Desk:
    """Behind the ticket's own link."""
    ticket = await ticket_behind(request.path_params["secret"])
    order = await order_behind(ticket.order.secret)
    await _act_as(request, ticket.holder_name)
    home = f"/tickets/{ticket.secret}"
    return Desk(order, ticket, home, home, is_own(order, ticket))


async def by_order(request: Request) -> Desk:
    """Behind the order's link."""
    order = await order_behind(request.path_params["secret"])
    ticket = await ticket_of(order, request.path_params["number"])
    await ticket.fetch_related("ticket_type", "variant")
    await _act_as(request, order.buyer_name)
    home = f"/orders/{order.secret}"
    return Desk(order, ticket, f"{home}/tickets/{ticket.number}", home, is_buyer=True)


async def _act_as(request: Request, name: str) -> None:
    if not (await auth.person(request)).is_known:
        request_id = request.scope.get("request_id", "")
        audit.acting.set(audit.Actor("buyer", name, request_id))


async def page(request: Request, desk: Desk, *, wrong: forms.Malformed | None = None) -> Response:
    """All that may be done with the ticket now, and what it costs."""
    rights = await rights_at(desk.event)
    standing = {
        "name": desk.ticket.holder_name,
        "email": desk.ticket.holder_email,
        "organisation": desk.ticket.holder_organisation,
    }
    return await pages.render(
        request,
        "tickets/self_service.html",
        status=422 if wrong else 200,
        headers=HEADERS,
        desk=desk,
        order=desk.order,
        ticket=desk.ticket,
        event=desk.event,
        rights=rights,
        stands=desk.ticket.state in CHANGEABLE,
        has_entered=await have_entered([desk.ticket]),
        values=wrong.values if wrong else standing,
        errors=wrong.errors if wrong else {},
        choices=[_choice(desk, one) for one in await _swaps(desk)] if rights.swap else [],
        swap_fee=(await rules_of(desk.event)).swap_fee_minor,
        quote=await _quote(desk),
        may_choose_way=(await rules_of(desk.event)).refunds_to is RefundTo.CHOICE,
        to_voucher=(await rules_of(desk.event)).refunds_to is RefundTo.VOUCHER,
        words=words,
    )


async def _swaps(desk: Desk) -> list[Swap]:
    return await swaps(desk.event, desk.ticket) if desk.is_buyer else []


def _choice(desk: Desk, one: Swap) -> dict[str, Any]:
    kind, variant = one.into.kind, one.into.variant
    return {
        "value": f"{kind.id}-{variant.id}" if variant else str(kind.id),
        "kind": kind,
        "variant": variant,
        "costs": desk.ticket.price_minor + one.more_minor,
        "more": one.more_minor,
    }


async def _quote(desk: Desk) -> Quote | None:
    if not desk.is_buyer or desk.ticket.state not in CHANGEABLE:
        return None
    try:
        return await quote_of(desk.order, [desk.ticket])
    except StateForbids:
        return None


def showing(find: Finding) -> Any:
    """The page of the ticket that `find` finds."""

    async def show(request: Request) -> Response:
        return await page(request, await find(request))

    return show


def naming(find: Finding, act: Any, *, passes_on: bool = False) -> Any:
    """The form with a name: corrected, or passed on."""

    async def name(request: Request) -> Response:
        desk = await find(request)
        rights = await rights_at(desk.event)
        try:
            form = await forms.parse(request, wish.HolderForm)
        except forms.Malformed as error:
            return await page(request, desk, wrong=error)
        if not (rights.pass_on if passes_on else rights.names):
            raise NotAllowed
        changed = await act(desk.ticket, wish.holder(form))
        there = f"/tickets/{changed.secret}" if desk.base == desk.home else desk.home
        return pages.redirect(request, "/passed-on" if _left(desk, passes_on) else there)

    return name


def _left(desk: Desk, passes_on: bool) -> bool:
    """Whoever passed a ticket on by its own link has nothing of it any more."""
    return passes_on and desk.base == desk.home


def swapping(find: Finding) -> Any:
    """Another type: at once, or after the difference is paid on the order's page."""

    async def change(request: Request) -> Response:
        desk = await find(request)
        form = await forms.parse(request, SwapForm)
        _check_buyer(desk)
        kind, _, variant = form.choice.partition("-")
        if await have_entered([desk.ticket]):
            raise SomebodyEntered
        into = Wish(_number(kind) or 0, _number(variant))
        proposal = await swap(desk.ticket, into, more_minor=form.more)
        return pages.redirect(request, f"/orders/{desk.order.secret}" if proposal else desk.home)

    return change


def cancelling(find: Finding) -> Any:
    """The ticket falls, and what is left of its price goes back."""

    async def cancel(request: Request) -> Response:
        desk = await find(request)
        form = await forms.parse(request, CancelForm)
        _check_buyer(desk)
        way = RefundWay(form.way)
        await cancel_own(desk.order, [desk.ticket.number], entered=have_entered, way=way)
        return pages.redirect(request, desk.home)

    return cancel


def _check_buyer(desk: Desk) -> None:
    if not desk.is_buyer:
        raise TicketNotYours


def _number(typed: str) -> int | None:
    return int(typed) if typed.isdecimal() and len(typed) < 19 else None


async def gone(request: Request) -> Response:
    """The ticket is somebody else's now: its old link shows nothing any more."""
    return await pages.render(request, "tickets/passed_on.html")


give = partial(pass_on, entered=have_entered)

TICKET = "/tickets/{secret}"
OF_ORDER = "/orders/{secret}/tickets/{number:int}"

routes: list[BaseRoute] = [
    Route("/passed-on", gone, methods=["GET"]),
    Route(TICKET + "/self-service", showing(by_ticket), methods=["GET"]),
    Route(TICKET + "/name", naming(by_ticket, correct_name), methods=["POST"]),
    Route(TICKET + "/holder", naming(by_ticket, give, passes_on=True), methods=["POST"]),
    Route(TICKET + "/swap", swapping(by_ticket), methods=["POST"]),
    Route(TICKET + "/cancellation", cancelling(by_ticket), methods=["POST"]),
    Route(OF_ORDER, showing(by_order), methods=["GET"]),
    Route(OF_ORDER + "/name", naming(by_order, rename), methods=["POST"]),
    Route(OF_ORDER + "/holder", naming(by_order, give, passes_on=True), methods=["POST"]),
    Route(OF_ORDER + "/swap", swapping(by_order), methods=["POST"]),
    Route(OF_ORDER + "/cancellation", cancelling(by_order), methods=["POST"]),
]
