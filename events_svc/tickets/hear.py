"""Take in what a payment provider says. Twice, late, out of order, wrong: each changes what it should."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from events_svc import clock
from events_svc.database import in_transaction
from events_svc.database.bulk import insert_new
from events_svc.tickets.credit import aside, covers, credit
from events_svc.tickets.errors import SoldOut
from events_svc.tickets.history import enter, locked_order
from events_svc.tickets.life.changes import is_open
from events_svc.tickets.models import Order, OrderChange
from events_svc.tickets.payment_models import Payment, PaymentNotification, PaymentState
from events_svc.tickets.reach import ENTITLED


class Word(StrEnum):
    """What a provider can say of a payment."""

    PAID = "paid"
    DECLINED = "declined"
    CLOSED = "closed"  # nobody can pay it any more


class Outcome(StrEnum):
    """What came of a notification."""

    PAID = "paid"
    DECLINED = "declined"
    CLOSED = "closed"
    LATE = "late"  # the order cannot take the money any more: a person decides
    MISMATCHED = "mismatched"  # another amount than was asked: a person decides
    REPEATED = "repeated"  # this very notification was here before
    NOTHING_NEW = "nothing_new"  # the payment knew that already, or better
    UNKNOWN = "unknown"  # no payment of ours


UNPAID = {PaymentState.CREATED, PaymentState.DECLINED, PaymentState.CLOSED}  # money may come


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
    account_id: int | None = (
        None  # who said it: an account's word counts for its own payments alone
    )
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
    found = await Payment.get_or_none(
        reference=said.reference, provider=said.provider, account_id=said.account_id
    )
    if found is None:
        return None, None
    order = await locked_order(found.order_id)
    return order, await Payment.get(id=found.id)


async def _keep(said: Notification) -> int | None:
    """The id of the kept notification; None when it was here before."""
    record = {
        "provider": said.provider,
        "notification": notification_key(said.id, said.account_id),
        "payment_reference": said.reference[:64],
        "outcome": "",
        "received_at": clock.now(),
        "body": said.body,
    }
    made = await insert_new(PaymentNotification, [record])
    return made[0]["id"] if made else None


def notification_key(id: str, account_id: int | None) -> str:
    """Under which a notification is kept: what one account's provider says hides no other's words."""
    return (id if account_id is None else f"{account_id}:{id}")[:120]


async def _follow(said: Notification, order: Order, payment: Payment) -> Outcome:
    if payment.state not in UNPAID:
        return Outcome.NOTHING_NEW
    if said.word is not Word.PAID:
        return await _end_attempt(said, order, payment)
    if (said.amount_minor, said.currency) != (payment.amount_minor, payment.currency):
        return await _set_aside(said, order, payment, PaymentState.MISMATCHED)
    if not await _is_wanted(said, order, payment):
        return await _set_aside(said, order, payment, PaymentState.LATE)
    return await _accept(said, order, payment)


async def _is_wanted(said: Notification, order: Order, payment: Payment) -> bool:
    """Whether the order can take this money: it waits for it, or a change of it does."""
    if payment.change_id is None:
        return await covers(order, said.amount_minor)
    return order.state in ENTITLED and is_open(await OrderChange.get(id=payment.change_id))


async def _end_attempt(said: Notification, order: Order, payment: Payment) -> Outcome:
    """Nothing came. A closed attempt stays closed, whatever the provider tells of it late."""
    state = PaymentState(said.word.value)
    if payment.state in {state, PaymentState.CLOSED}:
        return Outcome.NOTHING_NEW
    await Payment.filter(id=payment.id).update(state=state)
    if state is PaymentState.DECLINED:
        await enter(order, "payment_declined", provider=payment.provider)
    return Outcome(state.value)


async def _accept(said: Notification, order: Order, payment: Payment) -> Outcome:
    try:
        async with in_transaction():
            await credit(
                order, payment, said.amount_minor, provider_reference=said.provider_reference
            )
    except SoldOut:
        payment = await Payment.get(id=payment.id)
        order = await Order.get(id=order.id)
        return await _set_aside(said, order, payment, PaymentState.LATE)
    return Outcome.PAID


async def _set_aside(
    said: Notification, order: Order, payment: Payment, state: PaymentState
) -> Outcome:
    """The money is there and is written down, the order stays as it is, a person decides."""
    received = said.amount_minor if said.currency == payment.currency else 0
    await aside(
        order,
        payment,
        received,
        state=state,
        provider_reference=said.provider_reference,
        said_minor=said.amount_minor,
        said_currency=said.currency,
    )
    return Outcome(state.value)
