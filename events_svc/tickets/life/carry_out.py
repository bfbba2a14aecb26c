"""A change of tickets becomes true: at once, or when its difference has been paid. The order is locked."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass

from events_svc import clock
from events_svc.outbox.enqueue import enqueue
from events_svc.tickets import places
from events_svc.tickets.history import enter
from events_svc.tickets.keys import renew_code
from events_svc.tickets.life.account import recount
from events_svc.tickets.models import (
    ChangeState,
    Order,
    OrderChange,
    OrderFee,
    OrderState,
    Ticket,
    TicketState,
)
from events_svc.tickets.vouchers.models import Voucher

PLACE = (
    "ticket_type_id",
    "variant_id",
    "seat_id",
    "list_minor",
    "voucher_minor",
    "discount_id",
    "price_minor",
    "tax_rate_bp",
    "tax_minor",
    "valid_from",
    "valid_until",
)  # what a ticket takes over from the place that was held for it


@dataclass(frozen=True, slots=True)
class Cost:
    """The fee of a change, and the money that came with it just now."""

    fee_minor: int = 0
    moved_minor: int = 0


async def carry_out(order: Order, change: OrderChange, *, moved_minor: int) -> None:
    """The change is paid, `moved_minor` of it just now: its places become the order's."""
    held = await Ticket.filter(change_id=change.id, state=TicketState.HELD).order_by("id")
    cost = Cost(change.fee_minor, moved_minor)
    await OrderChange.filter(id=change.id).update(state=ChangeState.DONE, done_at=clock.now())
    if change.ticket_number is None:
        await add(order, held, cost=cost)
    else:
        ticket = await Ticket.get(order_id=order.id, number=change.ticket_number)
        await become(order, ticket, held[0], cost=cost)


async def add(order: Order, held: Sequence[Ticket], *, cost: Cost = Cost()) -> None:
    """The tickets that were held are the order's."""
    state = TicketState.HELD if order.state is OrderState.PENDING else TicketState.VALID
    await Ticket.filter(id__in=[one.id for one in held]).update(state=state, change_id=None)
    numbers = [one.number for one in held]
    await _write(order, "tickets_added", cost, tickets=numbers)
    if state is TicketState.VALID:
        for one in held:
            await enqueue("ticket.passed_on", ticket_id=one.id, serial=one.serial)


async def become(order: Order, ticket: Ticket, place: Ticket, *, cost: Cost = Cost()) -> None:
    """The ticket takes over the place: its type, variant, seat and price; its code is renewed. A `place`
    that was held for it is a ticket of the database and falls.
    """
    before = copy(ticket)
    for column in PLACE:
        setattr(ticket, column, getattr(place, column))
    if not await keeps_voucher(before, place):
        ticket.voucher_id, ticket.voucher_minor = None, 0
    held = [place] if place._saved_in_db else []
    await Ticket.filter(id__in=[one.id for one in held]).update(
        state=TicketState.CANCELLED, cancelled_at=clock.now(), seat_id=None
    )
    await places.exchange([before, *held], [ticket])
    await renew_code(ticket)
    await ticket.save(update_fields=[*PLACE, "voucher_id"])
    if ticket.holder_email and ticket.holder_email != order.email:
        await enqueue("ticket.passed_on", ticket_id=ticket.id, serial=ticket.serial)
    await _write(
        order,
        "ticket_changed",
        cost,
        ticket=ticket.number,
        type_before=before.ticket_type_id,
        type_after=ticket.ticket_type_id,
        price_before=before.price_minor,
        price_after=ticket.price_minor,
    )


async def keeps_voucher(ticket: Ticket, place: Ticket) -> bool:
    """Whether the voucher of the ticket stands for that place, too: one that is bound to a type, a variant
    or a quota does not go along when the ticket leaves it.
    """
    if ticket.voucher_id is None:
        return True
    here = (ticket.ticket_type_id, ticket.variant_id)
    voucher = await Voucher.get(id=ticket.voucher_id)
    is_bound = any((voucher.ticket_type_id, voucher.variant_id, voucher.quota_id))
    return not is_bound or here == (place.ticket_type_id, place.variant_id)


async def _write(order: Order, action: str, cost: Cost, **detail: object) -> None:
    if cost.fee_minor:
        await charge(order, "change", cost.fee_minor)
        detail["fee_minor"] = cost.fee_minor
    await recount(order)
    detail["total_minor"] = order.total_minor
    await enter(order, action, amount_minor=cost.moved_minor, **detail)
    await enqueue("order.changed", order_id=order.id)


async def charge(order: Order, kind: str, amount_minor: int) -> None:
    """The locked order costs a fee more, or an allowance less; its total is counted by the caller."""
    await OrderFee.create(
        order_id=order.id, kind=kind, amount_minor=amount_minor, created_at=clock.now()
    )
