"""Ways to pay an order: with a provider, or into the organiser's hand."""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from events_svc import clock
from events_svc.database import in_transaction
from events_svc.tickets.credit import aside, covers, credit
from events_svc.tickets.errors import HoldOver, NothingDue, SoldOut, StateForbids
from events_svc.tickets.history import locked_order
from events_svc.tickets.life.account import account_of
from events_svc.tickets.life.changes import is_open
from events_svc.tickets.models import Order, OrderChange, OrderState
from events_svc.tickets.payment_models import Payment, PaymentState
from events_svc.tickets.reach import ENTITLED

LONGEST = timedelta(hours=2)  # how long a code of WeChat's is good, whatever the order's hold is
LEAST = timedelta(minutes=1)  # of an attempt's time that is left: else another one is begun
PAYABLE = {OrderState.PENDING, OrderState.EXPIRED}


class Hand(StrEnum):
    """How money comes without a provider."""

    BANK = "bank"
    CASH = "cash"


async def begin_payment(
    order: Order,
    *,
    provider: str,
    account_id: int | None = None,
    change: OrderChange | None = None,
) -> Payment:
    """A payment of what is due for the buyer to make with `provider` (through that account), or of the
    difference that a proposed `change` costs; asked twice, the same one.

    Refuses an order that is not pending, or whose hold is over.
    """
    async with in_transaction():
        locked = await locked_order(order.id)
        amount_minor = await (_due(locked) if change is None else _difference(locked, change))
        asked = {"account_id": account_id, "change_id": change.id if change else None}
        open_one = await Payment.filter(
            order_id=locked.id,
            provider=provider,
            state=PaymentState.CREATED,
            amount_minor=amount_minor,
            expires_at__gt=clock.now() + LEAST,
            **asked,
        ).first()
        until = _until((change or locked).expires_at)
        return open_one or await _create(locked, provider, amount_minor, expires_at=until, **asked)


async def mark_paid(order: Order, *, hand: Hand) -> Order:
    """The organiser has what is due. An expired order takes its places again, or raises SoldOut."""
    async with in_transaction():
        locked = await locked_order(order.id)
        if locked.state not in PAYABLE:
            raise StateForbids(locked.state)
        account = await account_of(locked)
        amount_minor = max(account.total_minor - account.kept_minor, 0)
        payment = await _create(locked, hand.value, amount_minor)
        await credit(locked, payment, amount_minor)
    return locked


async def mark_change_paid(change: OrderChange, *, hand: Hand) -> Order:
    """The organiser has the difference that the proposed change costs: it is carried out."""
    async with in_transaction():
        locked = await locked_order(change.order_id)
        amount_minor = await _difference(locked, change)
        payment = await _create(locked, hand.value, amount_minor, change_id=change.id)
        await credit(locked, payment, amount_minor)
    return locked


async def book(
    order: Order, amount_minor: int, *, hand: Hand = Hand.BANK, provider_reference: str = ""
) -> Payment:
    """Money of any amount came for the order by `hand`. What is due or more pays it, less is a part of it;
    an order that cannot take it leaves it aside until a person decides.
    """
    async with in_transaction():
        locked = await locked_order(order.id)
        account = await account_of(locked)
        asked = max(account.total_minor - account.kept_minor, 0) or amount_minor
        payment = await _create(locked, hand.value, asked)
        said = {"provider_reference": provider_reference}
        if not await covers(locked, amount_minor):
            await aside(locked, payment, amount_minor, state=PaymentState.LATE, **said)
            return await Payment.get(id=payment.id)
        try:
            async with in_transaction():
                await credit(locked, payment, amount_minor, **said)
        except SoldOut:
            order, payment = await Order.get(id=order.id), await Payment.get(id=payment.id)
            await aside(order, payment, amount_minor, state=PaymentState.LATE, **said)
        return await Payment.get(id=payment.id)


async def accept(payment: Payment) -> Order:
    """A person takes the money after all that came too late, or as another amount: it counts from now on.

    An expired order takes its places again, or raises SoldOut, and must be paid in full by it; of a pending
    one it may be a part; to one that is paid it is a surplus.
    """
    async with in_transaction():
        locked = await locked_order(payment.order_id)
        payment = await Payment.get(id=payment.id)
        left = payment.received_minor - payment.refunded_minor
        waits = payment.state in {PaymentState.LATE, PaymentState.MISMATCHED} and left > 0
        if not waits or locked.state not in PAYABLE | set(ENTITLED):
            raise StateForbids(locked.state)
        if locked.state in PAYABLE and not await covers(locked, left):
            raise StateForbids(locked.state)
        await credit(locked, payment, 0)
    return locked


def new_reference() -> str:
    """A reference of ours, unguessable, that every provider can carry: 32 letters and digits."""
    return secrets.token_hex(16)


def is_overdue(order: Order) -> bool:
    """Whether the hold of a pending order is over, though the clock has not come by yet."""
    return (
        order.state is OrderState.PENDING
        and order.expires_at is not None
        and order.expires_at <= clock.now()
    )


async def _due(order: Order) -> int:
    if order.state is OrderState.EXPIRED or is_overdue(order):
        raise HoldOver
    if order.state is not OrderState.PENDING:
        raise StateForbids(order.state)
    return (await account_of(order)).due_minor


async def _difference(order: Order, change: OrderChange) -> int:
    present = await OrderChange.get(id=change.id, order_id=order.id)
    if not is_open(present):
        raise HoldOver
    amount_minor = present.difference_minor - (await account_of(order)).surplus_minor
    if amount_minor <= 0:
        raise NothingDue
    return amount_minor


def _until(held_until: datetime | None) -> datetime:
    """Until when an attempt can be paid."""
    longest = clock.now() + LONGEST
    return min(held_until, longest) if held_until else longest


async def _create(order: Order, provider: str, amount_minor: int, **asked: Any) -> Payment:
    return await Payment.create(
        order_id=order.id,
        provider=provider,
        reference=new_reference(),
        amount_minor=amount_minor,
        currency=order.currency,
        created_at=clock.now(),
        **asked,
    )
