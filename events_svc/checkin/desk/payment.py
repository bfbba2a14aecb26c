"""Take the money for an order at a desk."""

from dataclasses import dataclass

from events_svc.accounts.errors import NotFound
from events_svc.checkin.desk.errors import DueChanged
from events_svc.checkin.desk.offers import refuse_unless_desk
from events_svc.checkin.models import Gate
from events_svc.database import in_transaction
from events_svc.tickets.errors import StateForbids
from events_svc.tickets.history import locked_order
from events_svc.tickets.life.account import account_of
from events_svc.tickets.models import Order, Ticket, TicketState
from events_svc.tickets.pay import PAYABLE, Hand, mark_paid
from events_svc.tickets.reach import ENTITLED


@dataclass(frozen=True, slots=True)
class Due:
    """What the order of a ticket still costs, in minor units, and how many tickets that pays."""

    order: Order
    due_minor: int
    tickets: int


async def due(gate: Gate, number: int) -> Due:
    """What is to be paid for the ticket with this number at the gate's event, with all of its order.

    Raises NotADesk, NotFound, StateForbids for an order that cannot be paid any more.
    """
    refuse_unless_desk(gate)
    ticket = await Ticket.get_or_none(event_id=gate.event_id, number=number)
    if ticket is None:
        raise NotFound
    order = await Order.get(id=ticket.order_id)
    standing = Ticket.filter(order_id=order.id).exclude(state=TicketState.CANCELLED)
    return Due(order, await _due_minor(order), await standing.count())


async def receive(gate: Gate, number: int, *, received_minor: int) -> None:
    """The desk has the money in cash: the order is paid. Of one that is paid already nothing changes.

    Raises as `due` does, DueChanged when another sum is due, SoldOut when an expired order's places are gone.
    """
    asked = await due(gate, number)
    async with in_transaction():
        locked = await locked_order(asked.order.id)
        due_minor = await _due_minor(locked)
        if locked.state in ENTITLED:
            return
        if due_minor != received_minor:
            raise DueChanged
        await mark_paid(locked, hand=Hand.CASH)


async def _due_minor(order: Order) -> int:
    """Also of an order that expired: its account asks for nothing, the desk for all of it."""
    if order.state in ENTITLED:
        return 0
    if order.state not in PAYABLE:
        raise StateForbids(order.state)
    account = await account_of(order)
    return max(account.total_minor - account.kept_minor, 0)
