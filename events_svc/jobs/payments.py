"""What the worker does about money: refunds, payments nobody told us of, attempts that nobody needs any more,
the comparison of books; and what the test provider tells.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import aiohttp
import msgspec

from events_svc import clock
from events_svc.accounts.sealing import SealBroken
from events_svc.gateways.payments import ProviderAway, Refused
from events_svc.gateways.payments.dealing import Dealing, ask, give_up, read_book, send_refund
from events_svc.gateways.payments.signing import shared_key, signed
from events_svc.gateways.payments.test import Event
from events_svc.jobs import Clock, Context, Handler
from events_svc.tickets.charges import charge_of
from events_svc.tickets.errors import Forged, NoProvider
from events_svc.tickets.paying.reconcile import unread
from events_svc.tickets.paying.waiting import needless, pending_refunds, unheard
from events_svc.tickets.payment_models import Payment

log = logging.getLogger(__name__)

TROUBLES = (
    Forged,
    NoProvider,
    ProviderAway,
    Refused,
    SealBroken,
)  # of one account, not of the worker

NOTIFICATIONS = "/payments/test/notifications"


async def send(context: Context, payload: dict[str, Any]) -> None:
    """Let the provider give the money of a refund back, then write that it did, or why it does not."""
    await send_refund(payload["refund_id"], _dealing(context))


async def notify(context: Context, payload: dict[str, Any]) -> None:
    """The test provider tells the shop what its customer did; again, until the shop says 200."""
    charge = await charge_of(payload["reference"])
    said = Event(
        id=f"event-{charge.id}-{charge.state}",
        reference=charge.reference,
        state=charge.state,  # type: ignore[arg-type]  # a CharField of these words
        amount_minor=charge.amount_minor,
        currency=charge.currency,
        charge=f"charge-{charge.id}",
    )
    body = msgspec.json.encode(said)
    headers = signed(body, key=shared_key(context.settings.secret_key), now=clock.now())
    url = context.settings.public_url + NOTIFICATIONS
    try:
        async with context.http.request("POST", url, data=body, headers=headers) as answer:
            if answer.status != 200:
                raise ProviderAway
    except (aiohttp.ClientError, TimeoutError) as error:
        raise ProviderAway from error


async def ask_again(context: Context) -> None:
    """Ask the providers about payments that were begun and of which they told us nothing."""
    for payment in await unheard():
        await _each(payment, ask, context)


async def close(context: Context) -> None:
    """Close attempts at the providers that would only bring money too late, or twice."""
    for payment in await needless():
        await _each(payment, give_up, context)


async def ask_refunds(context: Context) -> None:
    """Ask the providers how far refunds have come that take their time."""
    for refund_id in await pending_refunds():
        try:
            await send_refund(refund_id, _dealing(context))
        except TROUBLES as error:
            log.warning("refund not asked for", extra={"refund": refund_id, "error": repr(error)})


async def reconcile(context: Context) -> None:
    """Read the providers' books of the day before yesterday, which are closed everywhere, and compare."""
    day = (clock.now() - timedelta(days=2)).date()
    for account in await unread(day):
        try:
            await read_book(account, day, _dealing(context))
        except TROUBLES as error:
            log.warning("book not read", extra={"account": account.id, "error": repr(error)})


async def _each(
    payment: Payment, deal: Callable[[Payment, Dealing], Awaitable[object]], context: Context
) -> None:
    """One that fails does not hold up the others; it comes again with the next turn of the clock."""
    try:
        await deal(payment, _dealing(context))
    except TROUBLES as error:
        log.warning("provider not asked", extra={"payment": payment.id, "error": repr(error)})


def _dealing(context: Context) -> Dealing:
    return Dealing(context.settings, context.http)


HANDLERS: dict[str, Handler] = {"refund.send": send, "test_payments.notify": notify}

CLOCKS = [
    Clock("payments.ask", timedelta(minutes=1), ask_again),
    Clock("payments.close", timedelta(minutes=1), close),
    Clock("payments.reconcile", timedelta(hours=3), reconcile),
    Clock("refunds.ask", timedelta(minutes=10), ask_refunds),
]
