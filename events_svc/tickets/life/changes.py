"""Proposed changes: what they hold, until when, and how they end without being carried out."""

from collections.abc import Collection
from datetime import timedelta

from events_svc import clock
from events_svc.database import in_transaction
from events_svc.tickets import places
from events_svc.tickets.errors import StateForbids
from events_svc.tickets.history import enter, locked_order
from events_svc.tickets.models import ChangeState, Order, OrderChange, Ticket, TicketState

HELD_FOR = timedelta(minutes=30)
AT_ONCE = 100


def is_open(change: OrderChange) -> bool:
    """Whether the change waits for its difference to be paid, and its places are held."""
    return change.state is ChangeState.PROPOSED and change.expires_at > clock.now()


async def proposed(order: Order) -> list[OrderChange]:
    """The changes of the order that wait to be paid."""
    waiting = OrderChange.filter(order_id=order.id, state=ChangeState.PROPOSED).order_by("id")
    return [one for one in await waiting if is_open(one)]


async def held_by(change: OrderChange) -> list[Ticket]:
    """The places that the change holds, with their types."""
    held = Ticket.filter(change_id=change.id, state=TicketState.HELD)
    return await held.order_by("id").select_related("ticket_type", "variant")


async def withdraw_change(change: OrderChange) -> None:
    """The order stays as it is, and the places of the change return."""
    async with in_transaction():
        order = await locked_order(change.order_id)
        present = await OrderChange.get(id=change.id)
        if present.state is not ChangeState.PROPOSED:
            raise StateForbids(order.state)
        await drop(order, present, ChangeState.WITHDRAWN)


async def lapse_due() -> int:
    """Return the places of the changes that were not paid in time; how many there were."""
    due = OrderChange.filter(state=ChangeState.PROPOSED, expires_at__lte=clock.now())
    found = await due.order_by("id").limit(AT_ONCE)
    for change in found:
        await _lapse(change)
    return len(found)


async def _lapse(change: OrderChange) -> None:
    async with in_transaction():
        order = await locked_order(change.order_id)
        present = await OrderChange.get(id=change.id)
        if present.state is ChangeState.PROPOSED:
            await drop(order, present, ChangeState.LAPSED)


async def drop_changes_of(order: Order, tickets: Collection[Ticket]) -> None:
    """The tickets leave the locked order: what was proposed for them falls."""
    waiting = OrderChange.filter(order_id=order.id, state=ChangeState.PROPOSED)
    for change in await waiting.filter(ticket_number__in=[one.number for one in tickets]):
        await drop(order, change, ChangeState.WITHDRAWN)


async def drop(order: Order, change: OrderChange, state: ChangeState) -> None:
    """End the change of the locked order without carrying it out."""
    held = await Ticket.filter(change_id=change.id, state=TicketState.HELD)
    await places.give_back(held)
    await Ticket.filter(id__in=[one.id for one in held]).update(
        state=TicketState.CANCELLED, cancelled_at=clock.now()
    )
    await OrderChange.filter(id=change.id).update(state=state)
    await enter(order, f"change_{state.value}", ticket=change.ticket_number)
