"""What organisers do to an order that stands: tickets changed, added, cancelled, split off; time, buyer, money."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.text import in_language
from events_svc.tickets.access import change_of, order_of, refund_of, ticket_of
from events_svc.tickets.cancel import Terms, cancel, cancel_tickets
from events_svc.tickets.draft import Buyer, Holder
from events_svc.tickets.life.change import add_tickets, change_ticket
from events_svc.tickets.life.changes import withdraw_change
from events_svc.tickets.life.extend import extend
from events_svc.tickets.life.places_to_be import Wish
from events_svc.tickets.life.split import split
from events_svc.tickets.life.transfer import transfer
from events_svc.tickets.models import Order
from events_svc.tickets.offered import types_of, variants_of
from events_svc.tickets.pay import Hand, mark_change_paid
from events_svc.tickets.payment_models import RefundWay
from events_svc.tickets.pricing import typed_to_minor
from events_svc.tickets.refund import Back, give_back
from events_svc.tickets.refund_end import hand_over, retry_refund, settle_refund
from events_svc.web import access, forms, i18n, pages
from events_svc.web.state import Request
from events_svc.web.tickets.fields import Price
from events_svc.web.tickets.wish import Contact, Email, Name, Words, reached

Choice = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,18}(-[0-9]{1,18})?\Z")]
Numbers = Annotated[list[int], msgspec.Meta(min_length=1, max_length=1000)]
Reason = Annotated[str, msgspec.Meta(max_length=500)]
Back_ = Literal["", "provider", "hand", "voucher"]

Deed = Callable[[Request, Event, Order], Awaitable[object]]


class CancelForm(msgspec.Struct):
    """What a cancellation costs, and where the rest goes; blank: it stays until somebody decides."""

    fee: Price = "0"
    back: Back_ = ""
    reason: Reason = ""


class ChangeForm(msgspec.Struct):
    """Another type (`12`, or `12-3` with a variant); a blank price is that of the list."""

    choice: Choice
    price: Price | None = None


class AddForm(ChangeForm, kw_only=True):
    """Tickets for a person, or several of them for the same."""

    name: Name
    email: Email = ""
    count: Annotated[int, msgspec.Meta(ge=1, le=100)] = 1


class SplitForm(msgspec.Struct):
    """The numbers of the tickets that go."""

    numbers: Numbers


class ExtendForm(msgspec.Struct):
    """Until when the places are held."""

    until: datetime


class BuyerForm(msgspec.Struct):
    """The order's new buyer."""

    name: Name
    contact: Contact
    organisation: Words = ""


class RefundForm(msgspec.Struct):
    """How much goes back, and how."""

    amount: Price
    back: Literal["provider", "hand", "voucher"] = "provider"
    reason: Reason = ""


class ReceiptForm(msgspec.Struct):
    """How the difference came."""

    hand: Hand


def doing(deed: Deed) -> Any:
    """The form of an order's page that does `deed`, and shows the page again."""

    async def answer(request: Request) -> Response:
        event = await access.editable_event(request, Permission.ORDERS_EDIT)
        order = await order_of(event, request.path_params["code"])
        await deed(request, event, order)
        return pages.redirect(request, f"/organiser/events/{event.slug}/orders/{order.code}")

    return answer


async def _cancel(request: Request, event: Event, order: Order) -> None:
    await cancel(order, terms=_terms(await forms.parse(request, CancelForm), order))


async def _cancel_ticket(request: Request, event: Event, order: Order) -> None:
    form = await forms.parse(request, CancelForm)
    number = request.path_params["number"]
    await cancel_tickets(order, [number], terms=_terms(form, order))


async def _change(request: Request, event: Event, order: Order) -> None:
    form = await forms.parse(request, ChangeForm)
    ticket = await ticket_of(order, request.path_params["number"])
    await change_ticket(ticket, _wish(form, order))


async def _add(request: Request, event: Event, order: Order) -> None:
    form = await forms.parse(request, AddForm)
    holder = Holder(form.name, form.email)
    await add_tickets(order, [(_wish(form, order), holder)] * form.count)


async def _split(request: Request, event: Event, order: Order) -> None:
    await split(order, (await forms.parse(request, SplitForm)).numbers)


async def _extend(request: Request, event: Event, order: Order) -> None:
    form = await forms.parse(request, ExtendForm)
    await extend(order, pages.local_to_utc(form.until, event.timezone))


async def _transfer(request: Request, event: Event, order: Order) -> None:
    form = await forms.parse(request, BuyerForm)
    email, phone = reached(form.contact)
    buyer = Buyer(form.name, email, phone, form.organisation, order.language)
    await transfer(order, buyer)


async def _give_back(request: Request, event: Event, order: Order) -> None:
    form = await forms.parse(request, RefundForm)
    back = Back(RefundWay(form.back), form.reason)
    await give_back(order, typed_to_minor(form.amount, order.currency), back=back)


async def _retry(request: Request, event: Event, order: Order) -> None:
    await forms.read(request)
    await retry_refund(await refund_of(order, request.path_params["id"]))


async def _hand_over(request: Request, event: Event, order: Order) -> None:
    await forms.read(request)
    await hand_over(await refund_of(order, request.path_params["id"]))


async def _settle(request: Request, event: Event, order: Order) -> None:
    await forms.read(request)
    await settle_refund(await refund_of(order, request.path_params["id"]))


async def _withdraw(request: Request, event: Event, order: Order) -> None:
    await forms.read(request)
    await withdraw_change(await change_of(order, request.path_params["id"]))


async def _receive(request: Request, event: Event, order: Order) -> None:
    form = await forms.parse(request, ReceiptForm)
    await mark_change_paid(await change_of(order, request.path_params["id"]), hand=form.hand)


async def choices(event: Event) -> list[tuple[str, str, int]]:
    """What tickets of the event can be: value of the field, words, price; also what is not on sale."""
    found: list[tuple[str, str, int]] = []
    variants = await variants_of(event)
    for kind in await types_of(event):
        mine = [one for one in variants if one.ticket_type_id == kind.id]
        name = _words(kind.name)
        found += [] if mine else [(str(kind.id), name, kind.price_minor)]
        for one in mine:
            price_minor = kind.price_minor if one.price_minor is None else one.price_minor
            found.append((f"{kind.id}-{one.id}", f"{name} · {_words(one.name)}", price_minor))
    return found


def _words(name: dict[str, str]) -> str:
    return in_language(name, i18n.language.get())


def _wish(form: ChangeForm, order: Order) -> Wish:
    kind, _, variant = form.choice.partition("-")
    price_minor = None if form.price is None else typed_to_minor(form.price, order.currency)
    return Wish(int(kind), int(variant) if variant else None, price_minor)


def _terms(form: CancelForm, order: Order) -> Terms:
    back = Back(RefundWay(form.back), form.reason) if form.back else None
    return Terms(typed_to_minor(form.fee, order.currency), back)


ORDER = "/organiser/events/{slug}/orders/{code}"

DEEDS: dict[str, Deed] = {
    "/cancellation": _cancel,
    "/tickets": _add,
    "/tickets/{number:int}/change": _change,
    "/tickets/{number:int}/cancellation": _cancel_ticket,
    "/split": _split,
    "/extension": _extend,
    "/buyer": _transfer,
    "/refunds": _give_back,
    "/refunds/{id:int}/retry": _retry,
    "/refunds/{id:int}/hand": _hand_over,
    "/refunds/{id:int}/settlement": _settle,
    "/changes/{id:int}/withdrawal": _withdraw,
    "/changes/{id:int}/payment": _receive,
}

routes: list[BaseRoute] = [
    Route(ORDER + path, doing(deed), methods=["POST"]) for path, deed in DEEDS.items()
]
