"""What buyers do by themselves: the operations of the order, as far as the event's rules go."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from events_svc import clock
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.tickets.cancel import Terms, drop_tickets, standing_tickets, with_addons
from events_svc.tickets.draft import Holder
from events_svc.tickets.errors import (
    NotAllowed,
    NotForSwap,
    PriceChanged,
    SomebodyEntered,
    StateForbids,
    TicketNotYours,
)
from events_svc.tickets.history import locked_order
from events_svc.tickets.holders import CHANGEABLE, HasEntered, rename
from events_svc.tickets.life.account import account_of
from events_svc.tickets.life.change import CHANGEABLE_ORDERS, change_ticket
from events_svc.tickets.life.models import OrderRules, RefundTo
from events_svc.tickets.life.places_to_be import Listed, Wish, listed
from events_svc.tickets.life.rules import Rights, rights
from events_svc.tickets.life.swap_price import till_for
from events_svc.tickets.models import Order, OrderChange, OrderState, Ticket
from events_svc.tickets.offers import on_sale
from events_svc.tickets.payment_models import RefundWay
from events_svc.tickets.product_models import Variant
from events_svc.tickets.queries import Sale
from events_svc.tickets.reach import ENTITLED
from events_svc.tickets.refund import Back


@dataclass(frozen=True, slots=True)
class Quote:
    """What the buyer gets back for tickets, and what stays."""

    prices_minor: int
    fee_minor: int


async def rules_of(event: Event) -> OrderRules:
    """The rules of `event`; what was never set has its default."""
    return await OrderRules.get_or_none(event_id=event.id) or OrderRules(event_id=event.id)


async def rights_at(event: Event) -> Rights:
    """What buyers of `event` may do now."""
    return rights(await rules_of(event), event, at=clock.now())


@dataclass(frozen=True, slots=True)
class Swap:
    """What a ticket can be changed into, and how much more than was paid for it that costs; the fee aside."""

    into: Listed
    more_minor: int


async def swap(ticket: Ticket, wish: Wish, *, more_minor: int | None = None) -> OrderChange | None:
    """The buyer changes the ticket into one of the same or a higher price than was paid for it, and pays the
    difference first when the order is paid; see `change_ticket`. NotAllowed by the rules, NotForSwap for another
    type, PriceChanged when it costs not the `more_minor` that the buyer was shown.
    """
    event = await Event.get(id=ticket.event_id)
    rules = await rules_of(event)
    if not rights(rules, event, at=clock.now()).swap:
        raise NotAllowed
    choices = {_key(one.into): one.more_minor for one in await swaps(event, ticket)}
    key = (wish.ticket_type_id, wish.variant_id)
    if key not in choices:
        raise NotForSwap
    if more_minor not in {None, choices[key]}:
        raise PriceChanged
    plain = Wish(wish.ticket_type_id, wish.variant_id)
    return await change_ticket(ticket, plain, fee_minor=rules.swap_fee_minor)


async def swaps(event: Event, ticket: Ticket) -> list[Swap]:
    """What the ticket can be changed into: on sale to everybody, of the same or a higher price than was paid."""
    till = await till_for(await Order.get(id=ticket.order_id), ticket)
    is_part = ticket.addon_to_id is not None or ticket.ticket_type_id in till.bundles
    if is_part or ticket.state not in CHANGEABLE:
        return []
    offers = [one.ticket_type for one in await on_sale(event) if one.state is Sale.ON_SALE]
    plain = [one for one in offers if not (one.is_addon or one.needs_voucher or one.needs_approval)]
    found: list[Swap] = []
    for kind in [one for one in plain if one.id not in till.bundles]:
        variants = await Variant.filter(ticket_type_id=kind.id, is_active=True).order_by("position")
        for variant_id in [one.id for one in variants] or [None]:
            into = await listed(event.id, kind.id, variant_id)
            found.append(Swap(into, till.costs(into).price_minor - ticket.price_minor))
    here = (ticket.ticket_type_id, ticket.variant_id)
    return [one for one in found if _key(one.into) != here and one.more_minor >= 0]


async def cancel_own(
    order: Order,
    numbers: Collection[int],
    *,
    entered: HasEntered,
    way: RefundWay = RefundWay.PROVIDER,
) -> Order:
    """The buyer cancels tickets of the order, all of them for all: free ones and those that are not paid
    at any time, paid ones by the rule of the event; what is left of their price goes back at once, the `way`
    that the buyer wants where the rules leave the choice.

    SomebodyEntered when somebody came in with one of them, which `entered` knows.
    """
    async with in_transaction():
        locked = await locked_order(order.id)
        falling = with_addons(await standing_tickets(locked), numbers)
        quote = await quote_of(locked, falling)
        if quote is None:
            raise NotAllowed
        if await entered(falling):
            raise SomebodyEntered
        event = await Event.get(id=locked.event_id)
        terms = Terms(quote.fee_minor, Back(_way(await rules_of(event), way)))
        await drop_tickets(locked, [one.number for one in falling], terms)
    return locked


async def quote_of(order: Order, tickets: Sequence[Ticket]) -> Quote | None:
    """What cancelling these tickets costs now; None when the buyer may not."""
    if order.state not in CHANGEABLE_ORDERS | {OrderState.AWAITING_APPROVAL}:
        raise StateForbids(order.state)
    if not tickets:
        raise TicketNotYours
    price_minor = sum(one.price_minor for one in tickets)
    account = await account_of(order)
    if not price_minor or (order.state not in ENTITLED and not account.received_minor):
        return Quote(price_minor, 0)
    allowed = await rights_at(await Event.get(id=order.event_id))
    fee_minor = allowed.fee_of(one.price_minor for one in tickets)
    return None if fee_minor is None else Quote(price_minor, fee_minor)


def is_own(order: Order, ticket: Ticket) -> bool:
    """Whether the buyer holds the ticket: then its page may do to it what the order's page may."""
    return _is_buyer(order, ticket.holder_name, ticket.holder_email)


async def correct_name(ticket: Ticket, holder: Holder) -> Ticket:
    """Whoever has the ticket's link corrects its name; NotAllowed to become the buyer, who may do more."""
    becomes_own = _is_buyer(ticket.order, holder.name, holder.email)
    if becomes_own and not is_own(ticket.order, ticket):
        raise NotAllowed
    return await rename(ticket, holder)


def _is_buyer(order: Order, name: str, email: str) -> bool:
    """An address tells one person from another; a name does where there is none."""
    return email.lower() == order.email.lower() if email else name == order.buyer_name


def _way(rules: OrderRules, wanted: RefundWay) -> RefundWay:
    if rules.refunds_to is RefundTo.CHOICE:
        return wanted
    return RefundWay.VOUCHER if rules.refunds_to is RefundTo.VOUCHER else RefundWay.PROVIDER


def _key(one: Listed) -> tuple[int, int | None]:
    return one.kind.id, one.variant.id if one.variant else None
