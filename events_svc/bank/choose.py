"""The buyer chooses to pay by transfer: the order gets its reference, and waits longer for its money."""

from datetime import datetime, timedelta

from events_svc import clock
from events_svc.bank import account, references
from events_svc.bank.errors import NoAccount
from events_svc.bank.models import BankAccount, Transfer
from events_svc.database import in_transaction
from events_svc.database.bulk import insert_new
from events_svc.events.models import Event
from events_svc.outbox.enqueue import enqueue
from events_svc.tickets.errors import HoldOver, StateForbids
from events_svc.tickets.history import enter, locked_order
from events_svc.tickets.models import Order, OrderState
from events_svc.tickets.pay import is_overdue

TRIES = 20


async def choose(order: Order) -> Transfer:
    """The order is paid by transfer: its reference, and its places until the account's days are over, or
    the event begins. Asked twice, the same.

    Refuses an order that is not pending or whose hold is over; NoAccount where none is offered.
    """
    async with in_transaction():
        locked = await locked_order(order.id)
        _refuse_unless_payable(locked)
        event = await Event.get(id=locked.event_id).select_related("organisation")
        found = await account.used_by(event.organisation)
        if found is None or found.currency != locked.currency:
            raise NoAccount
        known = await Transfer.get_or_none(order_id=locked.id)
        return known or await _begin(locked, event, found)


def _refuse_unless_payable(order: Order) -> None:
    if order.state is OrderState.EXPIRED or is_overdue(order):
        raise HoldOver
    if order.state is not OrderState.PENDING:
        raise StateForbids(order.state)


async def _begin(order: Order, event: Event, found: BankAccount) -> Transfer:
    transfer = await _created(order, found)
    until = _until(order, event, found)
    await Order.filter(id=order.id).update(expires_at=until)
    shown = references.shown(transfer.reference)
    await enter(order, "transfer_chosen", reference=shown, until=until.isoformat())
    await enqueue("bank.chosen", order_id=order.id)
    return transfer


def _until(order: Order, event: Event, found: BankAccount) -> datetime:
    """How long the places wait: never shorter than without the transfer."""
    latest = min(clock.now() + timedelta(days=found.hold_days), event.starts_at)
    return max(order.expires_at or latest, latest)


async def _created(order: Order, found: BankAccount) -> Transfer:
    for _ in range(TRIES):
        record = {
            "order_id": order.id,
            "account_id": found.id,
            "reference": references.new_reference(),
            "created_at": clock.now(),
        }
        if await insert_new(Transfer, [record]):
            break
    return await Transfer.get(order_id=order.id)
