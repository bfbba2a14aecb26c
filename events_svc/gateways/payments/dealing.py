"""What is dealt with providers about one payment: an operation, a call, and another operation each time.

Whoever dies in between does it again: the same reference is the same charge, the same refund.
"""

import logging
from dataclasses import dataclass, replace
from datetime import date, timedelta

from events_svc.config import Settings
from events_svc.gateways.http import Http
from events_svc.gateways.payments import (
    Asked,
    Charge,
    GivingBack,
    PaidAlready,
    ProviderAway,
    Refused,
    Returned,
    Started,
)
from events_svc.gateways.payments.providers import of_account, of_payment
from events_svc.tickets.hear import Outcome, hear
from events_svc.tickets.paying.begin import note_asked, note_closed, note_started
from events_svc.tickets.paying.models import PaymentAccount
from events_svc.tickets.paying.reconcile import DayBook, Difference, Line, compare
from events_svc.tickets.paying.waiting import charged_minor
from events_svc.tickets.payment_models import Payment, Refund, RefundState, RefundWay
from events_svc.tickets.refund import fail_refund, finish_refund

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Dealing:
    """With what providers are spoken to."""

    settings: Settings
    http: Http


async def open_charge(payment: Payment, charge: Charge, dealing: Dealing) -> Started:
    """How the buyer pays the payment that was begun."""
    there = await of_payment(payment, dealing.settings, dealing.http)
    try:
        started = await there.start(charge)
    except Refused as error:  # the buyer is told in general, the operator what exactly
        log.warning("charge refused", extra={"payment": payment.id, "reason": error.reason})
        raise
    await note_started(payment, started.code, started.url, reference=started.provider_reference)
    return started


async def ask(payment: Payment, dealing: Dealing) -> Outcome | None:
    """Ask what became of the payment, and do what follows; None while nothing did."""
    there = await of_payment(payment, dealing.settings, dealing.http)
    await note_asked(payment)
    said = await there.query(asked(payment))
    if said is None:
        return None
    return await hear(replace(said, account_id=payment.account_id))


async def give_up(payment: Payment, dealing: Dealing) -> None:
    """Nobody can pay the payment any more; when somebody just did, its money is taken in."""
    there = await of_payment(payment, dealing.settings, dealing.http)
    try:
        await there.close(asked(payment))
    except PaidAlready:
        if await ask(payment, dealing) is None:
            raise ProviderAway from None  # paid a moment ago, and not yet told so
    else:
        await note_closed(payment)


async def send_refund(refund_id: int, dealing: Dealing) -> Returned | None:
    """Let the provider give the money of a refund back, then write that it did, or why it refuses.

    None when there was nothing to do any more.
    """
    refund = await Refund.get(id=refund_id).select_related("payment__origin", "payment")
    if refund.state is not RefundState.CREATED or refund.way is not RefundWay.PROVIDER:
        return None
    source = refund.payment.origin or refund.payment
    there = await of_payment(source, dealing.settings, dealing.http)
    notify_url = await address_of(source, dealing.settings)
    charge = replace(asked(source), amount_minor=await charged_minor(source))
    giving = GivingBack(refund.reference, refund.amount_minor, charge, refund.reason, notify_url)
    try:
        came = await there.refund(giving)
    except Refused as error:
        await fail_refund(refund.id, error.reason)
        return None
    if came is Returned.DONE:
        await finish_refund(refund.id)
    return came


async def read_book(account: PaymentAccount, day: date, dealing: Dealing) -> list[Difference]:
    """Read the provider's book of `day` and write down where it differs from ours."""
    there = of_account(account, dealing.settings, dealing.http)
    book, before = await there.reconcile(day), await there.reconcile(day - timedelta(days=1))
    theirs = {
        one.reference: Line(one.amount_minor, one.currency, is_refund=one.is_refund)
        for one in book.lines
    }
    references = {one.reference for one in before.lines}
    return await compare(account, DayBook(day, book.starts_at, book.ends_at, theirs, references))


async def address_of(payment: Payment, settings: Settings) -> str:
    """The address to which the provider of the payment tells."""
    if payment.account_id is None:
        return f"{settings.public_url}/payments/{payment.provider}/notifications"
    account = await PaymentAccount.get(id=payment.account_id)
    return told_at(account, settings)


def told_at(account: PaymentAccount, settings: Settings) -> str:
    """The address to which the account's provider tells."""
    return f"{settings.public_url}/payments/{account.provider}/{account.key}/notifications"


def asked(payment: Payment) -> Asked:
    """The payment as its provider knows it."""
    return Asked(
        payment.reference,
        payment.provider_reference,
        payment.amount_minor,
        payment.currency,
    )
