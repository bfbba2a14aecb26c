"""Orders in the API."""

import hashlib
from collections.abc import Iterator, Sequence
from itertools import repeat
from operator import attrgetter
from typing import Annotated

import msgspec
from starlette.routing import BaseRoute

from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.tickets import reserve, search
from events_svc.tickets.access import order_of
from events_svc.tickets.cancel import cancel
from events_svc.tickets.draft import Buyer, Choice, Holder, Line
from events_svc.tickets.drafted import Placed
from events_svc.tickets.keys import codes_in_a_crowd
from events_svc.tickets.models import Order, OrderEntry, Ticket, TicketState
from events_svc.tickets.pay import Hand, mark_paid
from events_svc.tickets.payment_models import Payment
from events_svc.tickets.queries import details_of
from events_svc.web import access, auth, paging
from events_svc.web.api import Page, operation
from events_svc.web.fields import Id
from events_svc.web.state import Request
from events_svc.web.tickets import views
from events_svc.web.tickets.questions.api import Answers, Given, read_answers
from events_svc.web.tickets.shop import limit_orders
from events_svc.web.tickets.wish import PRINTABLE, Contact, Email, Name, Words, reached


class OrderHolder(msgspec.Struct):
    """Whom a ticket lets in; `answers` by id of the question, as in the answers of a ticket."""

    name: Name
    email: Email = ""
    organisation: Words = ""
    answers: Annotated[Given, msgspec.Meta(max_length=200)] = {}


class OrderAddOn(msgspec.Struct):
    """An add-on that is taken with each ticket of a line."""

    ticket_type: Id
    count: Annotated[int, msgspec.Meta(ge=1, le=100)] = 1
    variant: Id | None = None


class OrderLine(msgspec.Struct):
    """So many tickets of a type; `holders` name the first of them. The buyer comes too, the rest is for guests.

    `voucher` is a code for all of them; `seats` are wished for the first, the rest get the best that are free.
    """

    ticket_type: Id
    count: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 1
    holders: Annotated[list[OrderHolder], msgspec.Meta(max_length=1000)] = []
    variant: Id | None = None
    addons: Annotated[list[OrderAddOn], msgspec.Meta(max_length=50)] = []
    voucher: Annotated[str, msgspec.Meta(max_length=80, pattern=PRINTABLE)] = ""
    seats: Annotated[list[Id], msgspec.Meta(max_length=1000)] = []


class OrderDraft(msgspec.Struct):
    """A new order; `contact` is an e-mail address or a phone number. `consents` are ids of the versions to
    which the buyer agrees, as the list of the event's consents tells them.
    """

    name: Name
    contact: Contact
    lines: Annotated[list[OrderLine], msgspec.Meta(min_length=1, max_length=50)]
    organisation: Words = ""
    language: Annotated[str, msgspec.Meta(pattern=r"^(zh|en)\Z")] = "zh"
    consents: Annotated[list[Id], msgspec.Meta(max_length=50)] = []


class OrderReceipt(msgspec.Struct):
    """How the money came into the organiser's hand."""

    hand: Hand


async def place(request: Request, draft: OrderDraft) -> views.OrderView:
    """Place an order: 409 when there is not enough left, and nothing is held."""
    await limit_orders(request)
    email, phone = reached(draft.contact)
    slug = request.path_params["slug"]
    named = [holder.answers for line in draft.lines for holder in line.holders]
    answers = iter(await read_answers(slug, named))
    made = await reserve.place(
        slug,
        [line_of(line, answers) for line in draft.lines],
        buyer=Buyer(draft.name, email, phone, draft.organisation, draft.language),
        submission=await submission_of(request),
        consents=draft.consents,
    )
    return await told(request, made)


async def orders(request: Request, page: Page) -> views.OrderPage:
    """List the orders, newest first."""
    event = await access.editable_event(request, Permission.ORDERS_VIEW)
    found = await search.orders(event, before_id=paging.number(page.cursor), limit=page.limit)
    shown, following = paging.cut(found, page.limit, by=attrgetter("order.id"))
    told = [views.summary(one.order) for one in shown]
    if not await _works_with(request, event):
        told = [views.masked(one) for one in told]
    return views.OrderPage(told, following)


async def show(request: Request) -> views.OrderView:
    """Read an order with its tickets and history; its secrets only for whoever may change it."""
    order = await asked_for(request, Permission.ORDERS_VIEW)
    whole = await told_whole(request, order)
    event = await Event.get(id=order.event_id).select_related("organisation")
    return whole if await _works_with(request, event) else views.without_secrets(whole)


async def cancel_order(request: Request) -> views.OrderView:
    """Cancel an order: its tickets become invalid, its places return."""
    order = await asked_for(request, Permission.ORDERS_EDIT)
    return await told_whole(request, await cancel(order))


async def pay_order(request: Request, receipt: OrderReceipt) -> views.OrderView:
    """Mark an order as paid by bank transfer or in cash."""
    order = await asked_for(request, Permission.ORDERS_EDIT)
    return await told_whole(request, await mark_paid(order, hand=receipt.hand))


async def asked_for(request: Request, permission: Permission) -> Order:
    """The order of the address, for whoever has the permission."""
    event = await access.editable_event(request, permission)
    return await order_of(event, request.path_params["code"])


async def told(request: Request, made: Placed) -> views.OrderView:
    """What was placed, whole; read again when the same submission had placed it before."""
    if not made.tickets:
        return await told_whole(request, made.order)
    return await _told(request, made.order, made.tickets, entries=made.entries)


async def submission_of(request: Request) -> str | None:
    """The Idempotency-Key also holds when the first answer was lost with its process."""
    key = request.headers.get("idempotency-key")
    if key is None:
        return None
    scope = (await auth.person(request)).actor
    return hashlib.sha256(f"{scope}\n{key}".encode()).hexdigest()


async def _works_with(request: Request, event: Event) -> bool:
    """Whether this person works with orders: others see the ends of phone numbers, and nothing with which
    one acts as the buyer.
    """
    person = await auth.person(request)
    return person.may(Permission.ORDERS_EDIT, path=event.organisation.path, event_id=event.id)


async def told_whole(request: Request, order: Order) -> views.OrderView:
    """The order with all that belongs to it."""
    found = await details_of(order)
    return await _told(
        request, order, found.tickets, payments=found.payments, entries=found.entries
    )


async def _told(
    request: Request,
    order: Order,
    tickets: Sequence[Ticket],
    *,
    entries: Sequence[OrderEntry],
    payments: Sequence[Payment] = (),
) -> views.OrderView:
    settings = request.state["settings"]
    valid = [ticket for ticket in tickets if ticket.state is TicketState.VALID]
    return views.order_view(
        order,
        tickets,
        url=f"{settings.public_url}/orders/{order.secret}",
        codes=await codes_in_a_crowd(valid, secret_key=settings.secret_key) if valid else {},
        payments=payments,
        entries=entries,
    )


def line_of(line: OrderLine, answers: Iterator[Answers] | None = None) -> Line:
    """The line as the domain has it; `answers` are those of its holders, one after the other."""
    said = answers or repeat(())
    return Line(
        line.ticket_type,
        line.count,
        tuple(Holder(one.name, one.email, one.organisation, next(said)) for one in line.holders),
        variant_id=line.variant,
        addons=tuple(Choice(one.ticket_type, one.count, one.variant) for one in line.addons),
        voucher=line.voucher,
        seat_ids=tuple(line.seats),
    )


EVENT = "/events/{slug}"
ORDER = EVENT + "/orders/{code}"

routes: list[BaseRoute] = [
    operation(
        "POST",
        EVENT + "/orders",
        place,
        name="place_order",
        body=OrderDraft,
        answer=views.OrderView,
        status=201,
        refusals=[429, 503],
        is_public=True,
    ),
    operation("GET", EVENT + "/orders", orders, name="orders", query=Page, answer=views.OrderPage),
    operation("GET", ORDER, show, name="order", answer=views.OrderView, refusals=[503]),
    operation(
        "POST",
        ORDER + "/cancellation",
        cancel_order,
        name="cancel_order",
        answer=views.OrderView,
        refusals=[503],
    ),
    operation(
        "POST",
        ORDER + "/payment",
        pay_order,
        name="pay_order",
        body=OrderReceipt,
        answer=views.OrderView,
        refusals=[503],
    ),
]
