"""The buyer's own page: the order behind its unguessable link."""

from typing import Any

from starlette.responses import Response

from events_svc.accounts import audit
from events_svc.tickets.access import order_behind
from events_svc.tickets.cancel import withdrawable
from events_svc.tickets.guests import is_guest
from events_svc.tickets.holders import CHANGEABLE
from events_svc.tickets.life.account import account_of
from events_svc.tickets.life.changes import held_by, proposed
from events_svc.tickets.life.self_service import rights_at
from events_svc.tickets.models import Order, OrderFee
from events_svc.tickets.pay import is_overdue
from events_svc.tickets.queries import (
    cancellation_wish,
    details_of,
    mails_to_buyer,
)
from events_svc.tickets.reach import ENTITLED
from events_svc.web import auth, buyer_books, forms, pages
from events_svc.web.state import Request
from events_svc.web.tickets import ways, words
from events_svc.web.tickets.entered import has_entered
from events_svc.web.tickets.seating.words import seat_words


async def show(request: Request) -> Response:
    """State, tickets, and what happened."""
    return await page(request, await own(request))


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
    wrong_names: forms.Malformed | None = None,
) -> Response:
    """The page as it stands; `wrong_names` when the form of names was malformed."""
    details = await details_of(order)
    template = "tickets/_order.html" if pages.is_fragment(request) else "tickets/order.html"
    return await pages.render(
        request,
        template,
        status=422 if wrong_names else 200,
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
        may_ask=order.state in ENTITLED and bool(order.total_minor) and await _may_ask(order),
        account=await account_of(order),
        changes=await _changes(order),
        all_ways=await ways.ways(request, order),
        fees=await OrderFee.filter(order_id=order.id).order_by("id"),
        wrong_names=wrong_names,
        words=words,
        seat_words=seat_words,
        **await buyer_books.part(order),
        **await ways.shown(request, order, details),
    )


async def _may_ask(order: Order) -> bool:
    return (await rights_at(order.event)).ask


async def _changes(order: Order) -> list[dict[str, Any]]:
    """What waits to be paid, with the places that it holds."""
    return [{"change": one, "held": await held_by(one)} for one in await proposed(order)]


async def _may_cancel(order: Order) -> bool:
    is_open = order.state in withdrawable(order) and not is_overdue(order)
    return is_open and not await has_entered(order)
