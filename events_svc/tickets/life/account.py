"""The money of an order: what it costs, what came, what went back, what is missing or too much."""

from dataclasses import dataclass

from events_svc import clock
from events_svc.database import rows
from events_svc.tickets.models import Order, OrderFee, OrderState


@dataclass(frozen=True, slots=True)
class Account:
    """Minor units of the order's currency. Money that came too late, or as another amount than was asked,
    is `aside` until a person settles it.
    """

    total_minor: int
    received_minor: int
    refunded_minor: int
    returning_minor: int = 0  # refunds that are decided and not done
    aside_minor: int = 0
    is_over: bool = False  # it expired: it asks for nothing

    @property
    def kept_minor(self) -> int:
        """What came and is not going back."""
        return self.received_minor - self.refunded_minor - self.returning_minor

    @property
    def due_minor(self) -> int:
        """What is still to be paid."""
        return 0 if self.is_over else max(self.total_minor - self.kept_minor, 0)

    @property
    def surplus_minor(self) -> int:
        """What came too much, or belongs to the buyer again."""
        owed = 0 if self.is_over else self.total_minor
        return max(self.kept_minor - owed, 0)


async def account_of(order: Order) -> Account:
    """The account of `order` as it stands."""
    (sums,) = await rows(_SUMS, [order.id])
    return Account(
        total_minor=order.total_minor,
        is_over=order.state is OrderState.EXPIRED,
        **{name: int(value or 0) for name, value in sums.items()},
    )


async def recount(order: Order) -> None:
    """Write what the locked order costs now: its tickets that were not cancelled, and its fees.

    An allowance was given for tickets: when they fall, it falls as far as it would eat up fees.
    """
    (sums,) = await rows(_TOTAL, [order.id])
    total_minor, fees_minor = int(sums["total_minor"]), int(sums["fees_minor"])
    if total_minor < fees_minor:
        await OrderFee.create(
            order_id=order.id,
            kind="allowance",
            amount_minor=fees_minor - total_minor,
            created_at=clock.now(),
        )
    order.total_minor = max(total_minor, fees_minor)
    await order.save(update_fields=["total_minor"])


_SUMS = """
SELECT
  SUM(CASE WHEN confirmed_at IS NOT NULL THEN received_minor ELSE 0 END) AS received_minor,
  SUM(CASE WHEN confirmed_at IS NOT NULL THEN refunded_minor ELSE 0 END) AS refunded_minor,
  SUM(CASE WHEN confirmed_at IS NULL THEN received_minor - refunded_minor ELSE 0 END) AS aside_minor,
  (SELECT SUM(refund.amount_minor) FROM refund JOIN payment AS source ON source.id = refund.payment_id
     WHERE refund.order_id = $1 AND refund.state = 'created' AND source.confirmed_at IS NOT NULL)
    AS returning_minor
FROM payment WHERE order_id = $1"""

_TOTAL = """
SELECT
  (SELECT COALESCE(SUM(price_minor), 0) FROM ticket
     WHERE order_id = $1 AND cancelled_at IS NULL AND change_id IS NULL)
  + (SELECT COALESCE(SUM(amount_minor), 0) FROM order_fee WHERE order_id = $1) AS total_minor,
  (SELECT COALESCE(SUM(amount_minor), 0) FROM order_fee
     WHERE order_id = $1 AND kind <> 'allowance') AS fees_minor"""
