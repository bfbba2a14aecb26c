"""Ways to pay an order: with a provider, or into the organiser's hand."""

from collections import Counter
from enum import StrEnum

from events_svc import clock
from events_svc.accounts.tokens import new_secret
from events_svc.database import in_transaction
from events_svc.outbox.enqueue import enqueue
from events_svc.tickets import shelf
from events_svc.tickets.errors import FewLeft, HoldOver, SoldOut, StateForbids
from events_svc.tickets.history import enter, locked_order
from events_svc.tickets.models import Order, OrderState, Ticket, TicketState
from events_svc.tickets.payment_models import Payment, PaymentState


class Hand(StrEnum):
    """How money comes without a provider."""

    BANK = "bank"
    CASH = "cash"


async def begin_payment(order: Order, *, provider: str) -> Payment:
    """A payment for the buyer to make with `provider`; asked twice, the same one.

    Refuses an order that is not pending, or whose hold is over.
    """
    async with in_transaction():
        locked = await locked_order(order.id)
        if locked.state is OrderState.EXPIRED or is_overdue(locked):
            raise HoldOver
        if locked.state is not OrderState.PENDING:
            raise StateForbids(locked.state)
        open_one = await Payment.filter(
            order_id=locked.id, provider=provider, state=PaymentState.CREATED
        ).first()
        return open_one or await _create(locked, provider)


async def mark_paid(order: Order, *, hand: Hand) -> Order:
    """The organiser has the money. An expired order takes its places again, or raises SoldOut."""
    async with in_transaction():
        locked = await locked_order(order.id)
        if locked.state not in {OrderState.PENDING, OrderState.EXPIRED}:
            raise StateForbids(locked.state)
        payment = await _create(locked, hand.value)
        await receive(payment, payment.amount_minor)
        await make_valid(locked, payment, moved_minor=payment.amount_minor)
    return locked


def is_overdue(order: Order) -> bool:
    """Whether the hold of a pending order is over, though the clock has not come by yet."""
    return (
        order.state is OrderState.PENDING
        and order.expires_at is not None
        and order.expires_at <= clock.now()
    )


async def receive(payment: Payment, amount_minor: int, *, provider_reference: str = "") -> None:
    """Write that the money of the locked payment came."""
    await Payment.filter(id=payment.id).update(
        state=PaymentState.CONFIRMED,
        received_minor=amount_minor,
        confirmed_at=clock.now(),
        provider_reference=provider_reference,
    )


async def accept(payment: Payment) -> Order:
    """A person takes the money that came too late after all: the expired order takes its places
    again, or raises SoldOut.
    """
    async with in_transaction():
        locked = await locked_order(payment.order_id)
        payment = await Payment.get(id=payment.id)
        if locked.state is not OrderState.EXPIRED or payment.state is not PaymentState.LATE:
            raise StateForbids(locked.state)
        await receive(
            payment, payment.received_minor, provider_reference=payment.provider_reference
        )
        await make_valid(locked, payment, moved_minor=0)
    return locked


async def make_valid(order: Order, payment: Payment, *, moved_minor: int) -> None:
    """The locked order is paid by `payment`, of which `moved_minor` came just now: its tickets let
    people in. SoldOut when it had lost its places and they are gone.
    """
    was_expired = order.state is OrderState.EXPIRED
    if was_expired:
        await _take_again(order)
    state = TicketState.CANCELLED if was_expired else TicketState.HELD
    await Ticket.filter(order_id=order.id, state=state).update(state=TicketState.VALID)
    order.state, order.paid_at, order.ended_at = OrderState.PAID, clock.now(), None
    await order.save(update_fields=["state", "paid_at", "ended_at"])
    await enter(
        order,
        "paid",
        amount_minor=moved_minor,
        provider=payment.provider,
        after_expiry=was_expired,
    )
    await enqueue("order.paid", order_id=order.id)


async def _take_again(order: Order) -> None:
    ids = await Ticket.filter(order_id=order.id).values_list("ticket_type_id", flat=True)
    counts = Counter(int(one) for one in ids)  # type: ignore[call-overload]  # values_list(flat=True) gives ids, is typed as rows
    places = await shelf.locked(counts)
    lacking = places.lacks(counts)
    if lacking is not None:
        kind, left = places.types[lacking], places.left_of(lacking)
        name = " / ".join(kind.name.values())
        raise FewLeft(name, lacking, left) if left > 0 else SoldOut(name, lacking)
    places.take(counts)
    await places.store()


async def _create(order: Order, provider: str) -> Payment:
    return await Payment.create(
        order_id=order.id,
        provider=provider,
        reference=new_secret(),
        amount_minor=order.total_minor,
        currency=order.currency,
        created_at=clock.now(),
    )
