"""Money goes over from one order to another: with the tickets that are split off, and back when the provider gave
it back by the payment through which it came. Both orders are locked by the caller.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tortoise.expressions import Q

from events_svc import clock
from events_svc.tickets.history import enter, locked_order
from events_svc.tickets.models import Order
from events_svc.tickets.pay import new_reference
from events_svc.tickets.payment_models import Payment, PaymentState, Refund, RefundState


@dataclass(frozen=True, slots=True)
class Part:
    """Money that goes over from a payment of the one order to the other."""

    payment: Payment
    amount_minor: int


async def left_of(payment: Payment) -> int:
    """What came with the payment and is not going back."""
    begun = Refund.filter(payment_id=payment.id, state=RefundState.CREATED)
    amounts: Sequence[int] = await begun.values_list("amount_minor", flat=True)  # type: ignore[assignment]  # values_list(flat=True) gives amounts, is typed as rows
    return int(payment.received_minor - payment.refunded_minor - sum(amounts))


async def parts_of(order: Order, amount_minor: int, *, without: Collection[int] = ()) -> list[Part]:
    """So much of what the order keeps, from the earliest payment on, but from those with these ids; less when
    there is not so much.
    """
    found = Payment.filter(order_id=order.id, confirmed_at__isnull=False)
    return await _parts(await found.exclude(id__in=[*without]).order_by("id"), amount_minor)


async def move(part: Part, made: Order) -> None:
    """The part is the other order's. The provider knows it by the payment through which it came: its `origin`."""
    old = part.payment
    await _grow(old, -part.amount_minor)
    await Payment.create(
        order_id=made.id,
        origin_id=old.origin_id or old.id,
        provider=old.provider,
        account_id=old.account_id,
        reference=new_reference(),
        provider_reference=old.provider_reference,
        state=PaymentState.CONFIRMED,
        amount_minor=part.amount_minor,
        received_minor=part.amount_minor,
        currency=old.currency,
        created_at=clock.now(),
        confirmed_at=old.confirmed_at,
    )


async def fetch_back(order: Order, payment: Payment, amount_minor: int) -> bool:
    """Money that went over from `payment` to other orders comes back to it, and they get as much of what else
    the order keeps; False, and nothing changes, when there is not so much of either.
    """
    root = payment.origin_id or payment.id
    akin = Payment.filter(Q(id=root) | Q(origin_id=root), confirmed_at__isnull=False)
    others = akin.exclude(order_id=order.id).order_by("id")
    coming = await _parts(await others, amount_minor)
    instead = await parts_of(order, amount_minor, without=[payment.id])
    if min(_sum(coming), _sum(instead)) < amount_minor:
        return False
    for part in coming:
        other = await locked_order(part.payment.order_id)
        for own in await parts_of(order, part.amount_minor, without=[payment.id]):
            await move(own, other)
        await _grow(part.payment, -part.amount_minor)
        await enter(other, "money_exchanged", of_order=order.code)
    await _grow(payment, amount_minor)
    return True


async def _parts(payments: Sequence[Payment], amount_minor: int) -> list[Part]:
    parts: list[Part] = []
    for payment in payments:
        going = min(await left_of(payment), amount_minor)
        if going > 0:
            parts.append(Part(payment, going))
            amount_minor -= going
    return parts


async def _grow(payment: Payment, amount_minor: int) -> None:
    payment.received_minor += amount_minor
    payment.amount_minor = max(payment.amount_minor + amount_minor, 0)
    await payment.save(update_fields=["received_minor", "amount_minor"])


def _sum(parts: Sequence[Part]) -> int:
    return sum(one.amount_minor for one in parts)
