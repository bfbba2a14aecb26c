"""Take in what a payment provider says. Twice, late, out of order, wrong: each changes what it should."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from events_svc import clock
from events_svc.database import in_transaction
from events_svc.database.bulk import insert_new
from events_svc.tickets.errors import SoldOut
from events_svc.tickets.history import enter, locked_order
from events_svc.tickets.models import Order, OrderState
from events_svc.tickets.pay import make_valid, receive
from events_svc.tickets.payment_models import Payment, PaymentNotification, PaymentState


class Word(StrEnum):
    """What a provider can say of a payment."""

    PAID = "paid"
    DECLINED = "declined"


class Outcome(StrEnum):
    """What came of a notification."""

    PAID = "paid"
    DECLINED = "declined"
    LATE = "late"  # the order cannot take the money any more: a person decides
    MISMATCHED = "mismatched"  # another amount than was asked: a person decides
    REPEATED = "repeated"  # this very notification was here before
    NOTHING_NEW = "nothing_new"  # the payment knew that already, or better
    UNKNOWN = "unknown"  # no payment of ours


@dataclass(frozen=True, slots=True)
class Notification:
    """A provider's word about a payment, after its signature was found right."""

    provider: str
    id: str
    reference: str
    word: Word
    amount_minor: int
    currency: str
    provider_reference: str = ""
    body: dict[str, Any] = field(default_factory=dict)


async def hear(said: Notification) -> Outcome:
    """Keep `said` and do what follows from it, once; what came of it."""
    async with in_transaction():
        order, payment = await _locked(said)
        kept = await _keep(said)
        if kept is None:
            return Outcome.REPEATED
        outcome = await _follow(said, order, payment) if order and payment else Outcome.UNKNOWN
        await PaymentNotification.filter(id=kept).update(outcome=outcome.value)
    return outcome


async def _locked(said: Notification) -> tuple[Order | None, Payment | None]:
    found = await Payment.get_or_none(reference=said.reference, provider=said.provider)
    if found is None:
        return None, None
    order = await locked_order(found.order_id)
    return order, await Payment.get(id=found.id)


async def _keep(said: Notification) -> int | None:
    """The id of the kept notification; None when it was here before."""
    record = {
        "provider": said.provider,
        "notification": said.id,
        "payment_reference": said.reference,
        "outcome": "",
        "received_at": clock.now(),
        "body": said.body,
    }
    made = await insert_new(PaymentNotification, [record])
    return made[0]["id"] if made else None


async def _follow(said: Notification, order: Order, payment: Payment) -> Outcome:
    if payment.state not in {PaymentState.CREATED, PaymentState.DECLINED}:
        return Outcome.NOTHING_NEW
    if said.word is Word.DECLINED:
        return await _decline(order, payment)
    if (said.amount_minor, said.currency) != (payment.amount_minor, payment.currency):
        return await _set_aside(said, order, payment, PaymentState.MISMATCHED)
    if order.state not in {OrderState.PENDING, OrderState.EXPIRED}:
        return await _set_aside(said, order, payment, PaymentState.LATE)
    return await _accept(said, order, payment)


async def _decline(order: Order, payment: Payment) -> Outcome:
    if payment.state is PaymentState.DECLINED:
        return Outcome.NOTHING_NEW
    await Payment.filter(id=payment.id).update(state=PaymentState.DECLINED)
    await enter(order, "payment_declined", provider=payment.provider)
    return Outcome.DECLINED


async def _accept(said: Notification, order: Order, payment: Payment) -> Outcome:
    try:
        async with in_transaction():
            await make_valid(order, payment, moved_minor=said.amount_minor)
    except SoldOut:
        return await _set_aside(said, order, payment, PaymentState.LATE)
    await receive(payment, said.amount_minor, provider_reference=said.provider_reference)
    return Outcome.PAID


async def _set_aside(
    said: Notification, order: Order, payment: Payment, state: PaymentState
) -> Outcome:
    """The money is there and is written down, the order stays as it is, a person decides."""
    same_currency = said.currency == payment.currency
    received = said.amount_minor if same_currency else 0
    await Payment.filter(id=payment.id).update(
        state=state, received_minor=received, provider_reference=said.provider_reference
    )
    await enter(
        order,
        f"payment_{state.value}",
        amount_minor=received,
        provider=payment.provider,
        said_minor=said.amount_minor,
        said_currency=said.currency,
    )
    return Outcome(state.value)
