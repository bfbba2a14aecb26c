"""The beginning and the giving up of a payment, around the calls of its provider."""

from collections.abc import Sequence
from datetime import timedelta

from events_svc import clock
from events_svc.database import in_transaction
from events_svc.tickets.errors import StateForbids
from events_svc.tickets.hear import UNPAID
from events_svc.tickets.history import enter, locked_order
from events_svc.tickets.models import Order, OrderState
from events_svc.tickets.payment_models import Payment, PaymentState

ON_SITE = "cash"
ASKED_AGAIN_AFTER = timedelta(seconds=10)
SHORTEST_PAUSE = timedelta(minutes=1)


async def note_started(payment: Payment, code: str, url: str, *, reference: str) -> None:
    """Write how the provider knows the payment, and how it is paid; money that came meanwhile has told
    a better reference.
    """
    row = Payment.filter(id=payment.id, state__in=UNPAID)
    await row.update(code=code, url=url, provider_reference=reference)


async def note_asked(payment: Payment) -> None:
    """Write that the provider was asked now; the worker asks again after a tenth of the payment's age, at
    least a minute.
    """
    now = clock.now()
    pause = max((now - payment.created_at) / 10, SHORTEST_PAUSE)
    await Payment.filter(id=payment.id).update(asked_at=now, ask_at=now + pause)


async def note_closed(payment: Payment) -> None:
    """Nobody can pay it any more, unless its money is here already."""
    async with in_transaction():
        await locked_order(payment.order_id)
        await Payment.filter(id=payment.id, state__in=UNPAID).update(state=PaymentState.CLOSED)


async def may_ask(payment: Payment) -> bool:
    """Whether it is time to ask the provider on a page's behalf: once in ten seconds, whoever looks."""
    row = Payment.filter(id=payment.id, state=PaymentState.CREATED)
    late = row.filter(asked_at__lt=clock.now() - ASKED_AGAIN_AFTER)
    first = row.filter(asked_at=None, created_at__lt=clock.now() - ASKED_AGAIN_AFTER)
    asked_now = await late.update(asked_at=clock.now())
    return bool(asked_now or await first.update(asked_at=clock.now()))


async def others_open(payment: Payment) -> Sequence[Payment]:
    """The other attempts at the same order and change that somebody could still pay."""
    others = Payment.filter(
        order_id=payment.order_id, change_id=payment.change_id, state__in=OPEN
    ).exclude(id=payment.id)
    return await others.exclude(provider__in=HANDS).order_by("id")


async def is_any_paid(payments: Sequence[Payment]) -> bool:
    """Whether the money of one of them has come by now."""
    ids = [one.id for one in payments]
    return bool(ids) and await Payment.filter(id__in=ids, received_minor__gt=0).exists()


async def pay_on_site(order: Order) -> Order:
    """The buyer pays at the door: the places are held until the event ends."""
    async with in_transaction():
        locked = await locked_order(order.id)
        if locked.state is not OrderState.PENDING:
            raise StateForbids(locked.state)
        event = await locked.event
        if locked.expires_at is None or locked.expires_at < event.ends_at:
            locked.expires_at = event.ends_at
            await locked.save(update_fields=["expires_at"])
            await enter(locked, "on_site_chosen")
    return locked


OPEN = (PaymentState.CREATED, PaymentState.DECLINED)
HANDS = ("cash", "bank")
