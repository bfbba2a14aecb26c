"""Change, add and exchange tickets of an order.

What costs nothing more is done at once, also in an order that is not paid yet. What costs more in one that is
paid is proposed: its places are held, and it is carried out when the difference was paid (decision 0030).
"""

from collections.abc import Sequence

from events_svc import clock
from events_svc.database import in_transaction
from events_svc.outbox.enqueue import enqueue
from events_svc.tickets.cancel import settle
from events_svc.tickets.draft import Holder
from events_svc.tickets.errors import StateForbids, TicketNotYours
from events_svc.tickets.history import enter, locked_order
from events_svc.tickets.holders import CHANGEABLE
from events_svc.tickets.life.account import account_of
from events_svc.tickets.life.carry_out import Cost, add, become
from events_svc.tickets.life.changes import HELD_FOR, proposed
from events_svc.tickets.life.numbers import write
from events_svc.tickets.life.places_to_be import Wish, added, listed, swapped, with_parts
from events_svc.tickets.life.swap_price import till_for
from events_svc.tickets.models import Order, OrderChange, OrderState, Ticket
from events_svc.tickets.reach import ENTITLED

CHANGEABLE_ORDERS = {OrderState.PENDING, *ENTITLED}


async def change_ticket(ticket: Ticket, wish: Wish, *, fee_minor: int = 0) -> OrderChange | None:
    """The ticket becomes one of another type, variant, price or seat, with a new code; or raises SoldOut. What
    it costs more is the difference to what was paid for it.

    The proposal is answered when a difference has to be paid first, None when it is done.
    """
    async with in_transaction():
        order = await _locked(ticket.order_id)
        present = await Ticket.get(id=ticket.id)
        if present.state not in CHANGEABLE or present.change_id is not None:
            raise TicketNotYours
        place = await _swapped(order, present, wish)
        costs = place.price_minor - present.price_minor + fee_minor
        if await _is_covered(order, costs):
            await become(order, present, place, cost=Cost(fee_minor))
            await settle(order)
            return None
        return await _propose(order, [place], fee_minor=fee_minor, ticket=present)


async def add_tickets(
    order: Order, wishes: Sequence[tuple[Wish, Holder]], *, fee_minor: int = 0
) -> OrderChange | None:
    """The order gets more tickets, bundles with their parts, all or none (SoldOut); see `change_ticket`."""
    async with in_transaction():
        locked = await _locked(order.id)
        held = [one for wish in wishes for one in await _added(locked, *wish)]
        costs = sum(one.price_minor for one in held) + fee_minor
        if not await _is_covered(locked, costs):
            return await _propose(locked, held, fee_minor=fee_minor)
        await write(held)
        await add(locked, held, cost=Cost(fee_minor))
        return None


async def _added(order: Order, wish: Wish, holder: Holder) -> list[Ticket]:
    now = await listed(order.event_id, wish.ticket_type_id, wish.variant_id)
    return await with_parts(added(order, now, wish, holder))


async def _locked(order_id: int) -> Order:
    order = await locked_order(order_id)
    if order.state not in CHANGEABLE_ORDERS:
        raise StateForbids(order.state)
    return order


async def _swapped(order: Order, ticket: Ticket, wish: Wish) -> Ticket:
    now = await listed(order.event_id, wish.ticket_type_id, wish.variant_id)
    return swapped(ticket, now, (await till_for(order, ticket)).costs(now), wish)


async def _is_covered(order: Order, costs: int) -> bool:
    """Whether nothing has to be paid first: the order is not paid yet, or has enough too much."""
    return order.state is OrderState.PENDING or costs <= (await account_of(order)).surplus_minor


async def _propose(
    order: Order, held: Sequence[Ticket], *, fee_minor: int, ticket: Ticket | None = None
) -> OrderChange:
    for other in await proposed(order):
        if ticket and other.ticket_number == ticket.number:
            raise StateForbids(order.state)
    price_minor = sum(one.price_minor for one in held) - (ticket.price_minor if ticket else 0)
    change = await OrderChange.create(
        order_id=order.id,
        ticket_number=ticket.number if ticket else None,
        price_minor=price_minor,
        fee_minor=fee_minor,
        created_at=clock.now(),
        expires_at=clock.now() + HELD_FOR,
    )
    for one in held:
        one.change_id = change.id
    await write(held)
    said = {"ticket": change.ticket_number, "difference": change.difference_minor}
    await enter(order, "change_proposed", tickets=len(held), **said)
    await enqueue("order.change_proposed", order_id=order.id)
    return change
