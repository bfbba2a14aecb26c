"""The organiser's orders and attendees."""

from operator import attrgetter

import msgspec
from starlette.responses import Response

from events_svc.accounts.permissions import Permission
from events_svc.accounts.queries import names_of
from events_svc.events.access import may
from events_svc.events.models import Event
from events_svc.tickets import search
from events_svc.tickets.access import order_of, payment_of
from events_svc.tickets.cancel import CANCELLABLE, decline
from events_svc.tickets.consents.queries import given_with
from events_svc.tickets.holders import CHANGEABLE
from events_svc.tickets.life.account import account_of
from events_svc.tickets.life.change import CHANGEABLE_ORDERS
from events_svc.tickets.life.changes import proposed
from events_svc.tickets.models import Order, OrderFee, OrderState
from events_svc.tickets.pay import PAYABLE, Hand, accept, mark_paid
from events_svc.tickets.payment_models import Payment
from events_svc.tickets.pricing import from_minor
from events_svc.tickets.queries import cancellation_wish, details_of, sales
from events_svc.tickets.reach import ENTITLED
from events_svc.tickets.refund import WITH_MONEY, begin_refund, refunds_of
from events_svc.tickets.resend import KINDS, resend
from events_svc.web import access, auth, forms, pages, paging
from events_svc.web.state import Request
from events_svc.web.tickets import words
from events_svc.web.tickets.console_life import choices
from events_svc.web.tickets.seating.words import seat_words

PER_PAGE = 50
MOST_LETTERS = 100


class Receipt(msgspec.Struct):
    """How the money came."""

    hand: Hand


async def index(request: Request) -> Response:
    """Figures, then the orders, newest first."""
    event = await _event(request, Permission.ORDERS_VIEW)
    asked, state = _asked(request), request.query_params.get("state", "")
    found = await search.orders(
        event,
        asked,
        state=state,
        before_id=paging.number(request.query_params.get("before", "")),
        limit=PER_PAGE,
    )
    shown, following = paging.cut(found, PER_PAGE, by=attrgetter("order.id"))
    return await pages.render(
        request,
        "tickets/orders.html",
        event=event,
        found=shown,
        following=following,
        figures=await sales(event),
        asked=asked,
        state=state,
        states=[
            (one.value, words.order_mark(Order(state=one, total_minor=1)).words)
            for one in OrderState
        ]
        + [(search.CANCEL_ASKED, words.cancel_asked_mark().words)],
        may_edit=may(await auth.person(request), Permission.ORDERS_EDIT, event),
        order_mark=words.order_mark,
        cancel_asked_mark=words.cancel_asked_mark(),
    )


async def show(request: Request) -> Response:
    """One order whole, and what can be done with it."""
    event = await _event(request, Permission.ORDERS_VIEW)
    order = await _order(request, event)
    details, account = await details_of(order), await account_of(order)
    return await pages.render(
        request,
        "tickets/order_console.html",
        event=event,
        order=order,
        mark=words.order_mark(order),
        tickets=details.tickets,
        payments=details.payments,
        entries=details.entries,
        names=await names_of(one.actor for one in details.entries),
        may_edit=may(await auth.person(request), Permission.ORDERS_EDIT, event),
        may_mark_paid=order.state in PAYABLE,
        may_cancel=order.state in CANCELLABLE,
        may_change=order.state in CHANGEABLE_ORDERS,
        standing=order.state in ENTITLED,
        account=account,
        surplus=from_minor(account.surplus_minor, order.currency) if account.surplus_minor else "",
        fees=await OrderFee.filter(order_id=order.id).order_by("id"),
        refunds=await refunds_of(order),
        given=await given_with(order.id),
        changes=await proposed(order),
        choices=await choices(event),
        changeable=CHANGEABLE,
        wish=cancellation_wish(order, details.entries),
        may_resend=order.state in KINDS and bool(order.email),
        refundable=WITH_MONEY,
        words=words,
        seat_words=seat_words,
    )


async def receive(request: Request) -> Response:
    """The money came by bank or in cash."""
    event, order = await _editable(request)
    form = await forms.parse(request, Receipt)
    await mark_paid(order, hand=form.hand)
    return _back(request, event, order)


async def keep(request: Request) -> Response:
    """The buyer asked to cancel; the order stays."""
    event, order = await _editable(request)
    await forms.read(request)
    await decline(order)
    return _back(request, event, order)


async def refund(request: Request) -> Response:
    """Give the money of a payment back."""
    event, order = await _editable(request)
    await begin_refund(await _payment(request, order))
    return _back(request, event, order)


async def take(request: Request) -> Response:
    """Take money that came too late after all."""
    event, order = await _editable(request)
    await accept(await _payment(request, order))
    return _back(request, event, order)


async def mail(request: Request) -> Response:
    """Send the order's mail again."""
    event, order = await _editable(request)
    await forms.read(request)
    await resend(order)
    return _back(request, event, order)


async def attendees(request: Request) -> Response:
    """Who holds a valid ticket."""
    event = await _event(request, Permission.ORDERS_VIEW)
    asked = _asked(request)
    found = await search.attendees(
        event,
        asked,
        before_id=paging.number(request.query_params.get("before", "")),
        limit=PER_PAGE,
    )
    shown, following = paging.cut(found, PER_PAGE)
    return await pages.render(
        request,
        "tickets/attendees.html",
        event=event,
        tickets=shown,
        following=following,
        figures=await sales(event),
        asked=asked,
    )


async def _event(request: Request, permission: Permission) -> Event:
    return await access.editable_event(request, permission)


async def _editable(request: Request) -> tuple[Event, Order]:
    event = await _event(request, Permission.ORDERS_EDIT)
    return event, await _order(request, event)


async def _payment(request: Request, order: Order) -> Payment:
    await forms.read(request)
    return await payment_of(order, request.path_params["id"])


async def _order(request: Request, event: Event) -> Order:
    return await order_of(event, request.path_params["code"])


def _asked(request: Request) -> str:
    return "".join(c for c in request.query_params.get("q", "").strip() if c.isprintable())[
        :MOST_LETTERS
    ]


def _back(request: Request, event: Event, order: Order) -> Response:
    return pages.redirect(request, f"/organiser/events/{event.slug}/orders/{order.code}")
