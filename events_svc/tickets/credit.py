"""Money that came counts for its order: what follows from it. The order is locked by the caller."""

from typing import Any

from events_svc import clock
from events_svc.outbox.enqueue import enqueue
from events_svc.tickets import places
from events_svc.tickets.history import enter
from events_svc.tickets.life.account import account_of
from events_svc.tickets.life.carry_out import carry_out
from events_svc.tickets.life.changes import is_open
from events_svc.tickets.models import Order, OrderChange, OrderState, Ticket, TicketState
from events_svc.tickets.payment_models import Payment, PaymentState
from events_svc.tickets.reach import ENTITLED


async def covers(order: Order, amount_minor: int) -> bool:
    """Whether the order can take so much money now: a pending one any, an expired one all that is missing."""
    if order.state is OrderState.PENDING:
        return True
    account = await account_of(order)
    missing = account.total_minor - account.kept_minor
    return order.state is OrderState.EXPIRED and amount_minor >= missing


async def credit(
    order: Order, payment: Payment, moved_minor: int, *, provider_reference: str = ""
) -> None:
    """The money of the locked payment, of which `moved_minor` came just now, counts for its order.

    A pending or expired order is paid when nothing is missing any more (SoldOut when it had lost its places
    and they are gone), else it is a part; a proposed change is carried out.
    """
    await receive(
        payment,
        payment.received_minor + moved_minor,
        provider_reference=provider_reference or payment.provider_reference,
    )
    if order.state in ENTITLED:
        await _credit_standing(order, payment, moved_minor)
    elif (await _missing(order)) <= 0:
        await make_valid(order, provider=payment.provider, moved_minor=moved_minor)
    else:
        await enter(order, "part_paid", amount_minor=moved_minor, provider=payment.provider)


async def _credit_standing(order: Order, payment: Payment, moved_minor: int) -> None:
    change = await OrderChange.get(id=payment.change_id) if payment.change_id else None
    account = await account_of(order)
    if change and is_open(change) and change.difference_minor <= account.surplus_minor:
        await carry_out(order, change, moved_minor=moved_minor)
    else:
        await enter(order, "surplus", amount_minor=moved_minor, provider=payment.provider)


async def receive(payment: Payment, amount_minor: int, *, provider_reference: str = "") -> None:
    """Write that the money of the locked payment came and counts."""
    payment.state, payment.received_minor = PaymentState.CONFIRMED, amount_minor
    payment.confirmed_at, payment.provider_reference = clock.now(), provider_reference
    await payment.save(
        update_fields=["state", "received_minor", "confirmed_at", "provider_reference"]
    )


async def aside(
    order: Order,
    payment: Payment,
    amount_minor: int,
    *,
    state: PaymentState,
    provider_reference: str = "",
    **said: Any,
) -> None:
    """The money is there and is written down, the order stays as it is, a person decides."""
    await Payment.filter(id=payment.id).update(
        state=state, received_minor=amount_minor, provider_reference=provider_reference
    )
    action = f"payment_{state.value}"
    await enter(order, action, amount_minor=amount_minor, provider=payment.provider, **said)


async def make_valid(order: Order, *, provider: str, moved_minor: int) -> None:
    """The locked order is paid: its tickets let people in. SoldOut when it had lost its places and they
    are gone.
    """
    was_expired = order.state is OrderState.EXPIRED
    mine = Ticket.filter(order_id=order.id, cancelled_at=None, change_id=None)
    if was_expired:
        await places.take(await mine)
    await mine.filter(state__in=[TicketState.HELD, TicketState.CANCELLED]).update(
        state=TicketState.VALID
    )
    order.state, order.paid_at, order.ended_at = OrderState.PAID, clock.now(), None
    await order.save(update_fields=["state", "paid_at", "ended_at"])
    await enter(
        order, "paid", amount_minor=moved_minor, provider=provider, after_expiry=was_expired
    )
    await enqueue("order.paid", order_id=order.id)


async def _missing(order: Order) -> int:
    account = await account_of(order)
    return account.total_minor - account.kept_minor
