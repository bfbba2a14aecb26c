"""Money that goes back as a voucher: its value, for any tickets of the same event."""

import secrets

from events_svc import clock
from events_svc.tickets.models import Order
from events_svc.tickets.vouchers.models import Reduction, Voucher

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 12
MOST_TICKETS = 100  # over which the value may be spread
TAG = "refund"


async def voucher_for(order: Order, amount_minor: int) -> Voucher:
    """A voucher of this value for the buyer of `order`; whoever has its code spends it."""
    return await Voucher.create(
        event_id=order.event_id,
        code="".join(secrets.choice(LETTERS) for _ in range(LENGTH)),
        max_uses=MOST_TICKETS,
        reduction=Reduction.LESS,
        value=amount_minor,
        budget_minor=amount_minor,
        tag=TAG,
        comment=order.code,
        created_at=clock.now(),
    )
