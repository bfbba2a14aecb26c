"""Payments and refunds of which somebody should ask the provider."""

from datetime import timedelta

from events_svc import clock
from events_svc.database import rows
from events_svc.tickets.models import Order
from events_svc.tickets.payment_models import Payment, Refund, RefundState, RefundWay

ASKED_AFTER = timedelta(minutes=2)
ASKED_UNTIL = timedelta(days=2)
ASKED_AT_ONCE = 20
CLOSED_UNTIL = timedelta(days=2)


async def unheard() -> list[Payment]:
    """Begun payments whose provider should be asked: after two minutes, then less and less often, for two
    days; those that wait longest first.
    """
    now = clock.now()
    values = [now - ASKED_AFTER, now - ASKED_UNTIL, now, ASKED_AT_ONCE]
    return await _payments([int(row["id"]) for row in await rows(_UNHEARD, values)])


async def needless() -> list[Payment]:
    """Attempts that somebody could still pay, though their order takes no money any more or their own time
    is over.
    """
    now = clock.now()
    found = await rows(_NEEDLESS, [now, now - CLOSED_UNTIL, ASKED_AT_ONCE])
    return await _payments([int(row["id"]) for row in found])


async def pending_refunds() -> list[int]:
    """Ids of refunds that the provider was asked for a while ago and that are not done."""
    waiting = Refund.filter(
        state=RefundState.CREATED,
        way=RefundWay.PROVIDER,
        created_at__lte=clock.now() - timedelta(minutes=10),
        created_at__gte=clock.now() - timedelta(days=30),
    )
    found = await waiting.order_by("id").limit(ASKED_AT_ONCE).values_list("id", flat=True)
    return [int(one) for one in found]  # type: ignore[call-overload]  # values_list(flat=True) gives ids, is typed as rows


async def charged_minor(payment: Payment) -> int:
    """What came with the payment as its provider knows it: parts of it may have gone to orders that were
    split off. What was asked for, while nothing came.
    """
    parts = await Payment.filter(origin_id=payment.id)
    came: int = payment.received_minor + sum(one.received_minor for one in parts)
    return came if came else payment.amount_minor


async def is_refunding(order: Order) -> bool:
    """Whether money of the order is on its way back."""
    return await Refund.filter(order_id=order.id, state=RefundState.CREATED).exists()


async def _payments(ids: list[int]) -> list[Payment]:
    return await Payment.filter(id__in=ids).order_by("id") if ids else []


_UNHEARD = """
SELECT id FROM payment WHERE state = 'created' AND provider NOT IN ('cash', 'bank')
  AND created_at >= $2 AND created_at <= $1 AND (ask_at IS NULL OR ask_at <= $3)
ORDER BY COALESCE(ask_at, created_at), id LIMIT $4"""

_NEEDLESS = """
SELECT payment.id FROM payment
JOIN "order" ON "order".id = payment.order_id
LEFT JOIN order_change ON order_change.id = payment.change_id
WHERE payment.state IN ('created', 'declined') AND payment.provider NOT IN ('cash', 'bank')
  AND payment.created_at >= $2
  AND (payment.expires_at <= $1
    OR (payment.change_id IS NULL AND "order".state <> 'pending')
    OR (payment.change_id IS NOT NULL AND order_change.state <> 'proposed'))
ORDER BY payment.id LIMIT $3"""
