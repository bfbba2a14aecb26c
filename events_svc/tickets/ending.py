"""What every end of an order or a ticket has in common: tickets fall, their places return."""

from collections.abc import Collection

from tortoise.queryset import QuerySet

from events_svc import clock
from events_svc.tickets import places
from events_svc.tickets.history import enter
from events_svc.tickets.keys import revoke_code
from events_svc.tickets.life.account import recount
from events_svc.tickets.life.changes import drop_changes_of
from events_svc.tickets.models import (
    ChangeState,
    Order,
    OrderChange,
    OrderState,
    Ticket,
    TicketState,
)

OCCUPYING = (TicketState.HELD, TicketState.VALID, TicketState.BLOCKED)


async def end(order: Order, state: OrderState, *, action: str) -> None:
    """Bring the locked `order` to its end `state` and give back all its places.

    The codes of tickets that were valid are refused from now on. A cancelled order costs only its fees; one
    that expired keeps its total, for it may come back when its money does.
    """
    tickets = await Ticket.filter(order_id=order.id, state__in=OCCUPYING).order_by("id")
    proposed = OrderChange.filter(order_id=order.id, state=ChangeState.PROPOSED)
    await proposed.update(state=ChangeState.WITHDRAWN)
    order.state = state
    await Order.filter(id=order.id).update(state=state, ended_at=clock.now(), cancel_asked_at=None)
    if state is OrderState.CANCELLED:
        await _drop(Ticket.filter(order_id=order.id, cancelled_at=None))
        await recount(order)
    standing = [one for one in tickets if one.change_id is None]
    await enter(order, action, tickets=len(standing), total_minor=order.total_minor)
    await fall(tickets)


async def fall(tickets: Collection[Ticket]) -> None:
    """These tickets let nobody in any more, and their places return: last, for all who buy wait for the lock
    of a quota.
    """
    for ticket in tickets:
        if ticket.state is not TicketState.HELD:
            await revoke_code(ticket)
    ids = [ticket.id for ticket in tickets]
    await Ticket.filter(id__in=ids).update(state=TicketState.CANCELLED)
    await places.give_back(tickets)


async def cancel_each(order: Order, tickets: Collection[Ticket]) -> None:
    """These tickets fall while their order stands: it costs less from now on."""
    await drop_changes_of(order, tickets)
    await _drop(Ticket.filter(id__in=[ticket.id for ticket in tickets]))
    await fall(tickets)


async def _drop(tickets: QuerySet[Ticket]) -> None:
    await tickets.update(cancelled_at=clock.now())
