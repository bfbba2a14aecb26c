"""What programs do to an order that stands: as the organiser's page, by `orders.edit`."""

from typing import Annotated, Literal

import msgspec
from starlette.routing import BaseRoute

from events_svc.accounts.permissions import Permission
from events_svc.tickets.access import ticket_of
from events_svc.tickets.cancel import Terms, cancel_tickets
from events_svc.tickets.draft import Buyer, Holder
from events_svc.tickets.life.change import add_tickets, change_ticket
from events_svc.tickets.life.extend import extend
from events_svc.tickets.life.places_to_be import Wish
from events_svc.tickets.life.split import split
from events_svc.tickets.life.transfer import transfer
from events_svc.tickets.payment_models import RefundWay
from events_svc.tickets.refund import Back, give_back
from events_svc.web.api import operation
from events_svc.web.fields import Id, Instant
from events_svc.web.state import Request
from events_svc.web.tickets import views
from events_svc.web.tickets.api_orders import asked_for, told_whole
from events_svc.web.tickets.fields import Minor
from events_svc.web.tickets.wish import Contact, Email, Name, Words, reached

Positive = Annotated[int, msgspec.Meta(ge=1, le=10**12)]
Way = Literal["provider", "hand", "voucher"]
Reason = Annotated[str, msgspec.Meta(max_length=500)]


class OrderRefund(msgspec.Struct):
    """Money that goes back: the way it came, by hand (it is done already), or as a voucher."""

    amount_minor: Positive
    way: Way = "provider"
    reason: Reason = ""


class OrderTicketCancellation(msgspec.Struct):
    """The fee that stays, and where the rest goes; without a way it waits for a person."""

    fee_minor: Minor = 0
    way: Way | None = None
    reason: Reason = ""


class OrderTicketChange(msgspec.Struct):
    """What the ticket becomes; without a price it costs what the list says."""

    ticket_type: Id
    variant: Id | None = None
    price_minor: Minor | None = None


class OrderTicketAddition(OrderTicketChange, kw_only=True):
    """Tickets for a person, or several of them for the same; a bundle brings its parts."""

    name: Name
    email: Email = ""
    count: Annotated[int, msgspec.Meta(ge=1, le=100)] = 1


class OrderSplit(msgspec.Struct):
    """The numbers of the tickets that become an order of their own."""

    tickets: Annotated[list[Id], msgspec.Meta(min_length=1, max_length=1000)]


class OrderExtension(msgspec.Struct):
    """Until when the places are held."""

    until: Instant


class OrderBuyer(msgspec.Struct):
    """Another buyer; `contact` is an e-mail address or a phone number."""

    name: Name
    contact: Contact
    organisation: Words = ""


async def refund(request: Request, wanted: OrderRefund) -> views.OrderView:
    """Give money back, in full or in part; what goes beyond a surplus is goodwill."""
    order = await asked_for(request, Permission.ORDERS_EDIT)
    back = Back(RefundWay(wanted.way), wanted.reason)
    return await told_whole(request, await give_back(order, wanted.amount_minor, back=back))


async def cancel_ticket(request: Request, wanted: OrderTicketCancellation) -> views.OrderView:
    """Cancel one ticket with its add-ons; the last one ends the order."""
    order = await asked_for(request, Permission.ORDERS_EDIT)
    back = Back(RefundWay(wanted.way), wanted.reason) if wanted.way else None
    numbers = [request.path_params["number"]]
    changed = await cancel_tickets(order, numbers, terms=Terms(wanted.fee_minor, back))
    return await told_whole(request, changed)


async def change(request: Request, wanted: OrderTicketChange) -> views.OrderView:
    """Change a ticket's type, variant or price; what costs more in a paid order waits to be paid."""
    order = await asked_for(request, Permission.ORDERS_EDIT)
    ticket = await ticket_of(order, request.path_params["number"])
    await change_ticket(ticket, Wish(wanted.ticket_type, wanted.variant, wanted.price_minor))
    return await told_whole(request, await asked_for(request, Permission.ORDERS_EDIT))


async def add(request: Request, wanted: OrderTicketAddition) -> views.OrderView:
    """Add tickets, all or none; what they cost in a paid order waits to be paid, and they are held."""
    order = await asked_for(request, Permission.ORDERS_EDIT)
    wish = Wish(wanted.ticket_type, wanted.variant, wanted.price_minor)
    holder = Holder(wanted.name, wanted.email)
    await add_tickets(order, [(wish, holder)] * wanted.count)
    return await told_whole(request, await asked_for(request, Permission.ORDERS_EDIT))


async def split_off(request: Request, wanted: OrderSplit) -> views.OrderView:
    """Make some tickets an order of their own, which is answered."""
    order = await asked_for(request, Permission.ORDERS_EDIT)
    return await told_whole(request, await split(order, wanted.tickets))


async def give_time(request: Request, wanted: OrderExtension) -> views.OrderView:
    """Hold the places longer; an expired order takes them again."""
    order = await asked_for(request, Permission.ORDERS_EDIT)
    return await told_whole(request, await extend(order, wanted.until))


async def give_to(request: Request, wanted: OrderBuyer) -> views.OrderView:
    """Pass the order to another buyer, with a new secret."""
    order = await asked_for(request, Permission.ORDERS_EDIT)
    email, phone = reached(wanted.contact)
    buyer = Buyer(wanted.name, email, phone, wanted.organisation, order.language)
    return await told_whole(request, await transfer(order, buyer))


ORDER = "/events/{slug}/orders/{code}"
TICKET = ORDER + "/tickets/{number:int}"

OPERATIONS = (
    (ORDER + "/refunds", refund, "refund_order", OrderRefund),
    (ORDER + "/tickets", add, "add_order_tickets", OrderTicketAddition),
    (ORDER + "/split", split_off, "split_order", OrderSplit),
    (ORDER + "/extension", give_time, "extend_order", OrderExtension),
    (ORDER + "/buyer", give_to, "transfer_order", OrderBuyer),
    (TICKET + "/cancellation", cancel_ticket, "cancel_order_ticket", OrderTicketCancellation),
    (TICKET + "/change", change, "change_order_ticket", OrderTicketChange),
)

routes: list[BaseRoute] = [
    operation("POST", path, act, name=name, body=body, answer=views.OrderView, refusals=[503])
    for path, act, name, body in OPERATIONS
]
