"""What the worker does for ticketing: holds that run out, refunds, payments nobody told us of."""

from datetime import timedelta
from typing import Any

import aiohttp
import msgspec

from events_svc import clock
from events_svc.gateways.payments import ProviderAway
from events_svc.gateways.payments.providers import offered, provider
from events_svc.gateways.payments.signing import shared_key, signed
from events_svc.gateways.payments.test import Event
from events_svc.jobs import Clock, Context, Handler
from events_svc.tickets.charges import charge_of
from events_svc.tickets.expire import expire_due
from events_svc.tickets.hear import hear
from events_svc.tickets.payment_models import Payment, PaymentState
from events_svc.tickets.refund import finish_refund

NOTIFICATIONS = "/payments/test/notifications"
ASKED_AFTER = timedelta(minutes=2)
ASKED_UNTIL = timedelta(hours=2)
ASKED_AT_ONCE = 20


async def refund(context: Context, payload: dict[str, Any]) -> None:
    """Let the provider give the money of a payment back, then write that it did."""
    payment = await Payment.get(id=payload["payment_id"])
    if payment.state is PaymentState.REFUNDING:
        there = provider(payment.provider, context.settings, context.http)
        await there.refund(
            payment.reference, amount_minor=payment.received_minor, refund=f"refund-{payment.id}"
        )
        await finish_refund(payment.id)


async def notify(context: Context, payload: dict[str, Any]) -> None:
    """The test provider tells the shop what its customer did; again, until the shop says 200."""
    charge = await charge_of(payload["reference"])
    said = Event(
        id=f"event-{charge.id}-{charge.state}",
        reference=charge.reference,
        state=charge.state,  # type: ignore[arg-type]  # a CharField of the three words
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


async def expire(_: Context) -> None:
    """Return the places of holds that ran out."""
    await expire_due()


async def ask(context: Context) -> None:
    """Ask the providers about payments that were begun and of which they told us nothing."""
    now = clock.now()
    names = offered(context.settings)
    waiting = (
        await Payment.filter(
            state=PaymentState.CREATED,
            provider__in=names,
            created_at__gte=now - ASKED_UNTIL,
            created_at__lte=now - ASKED_AFTER,
        )
        .order_by("id")
        .limit(ASKED_AT_ONCE)
    )
    for payment in waiting:
        there = provider(payment.provider, context.settings, context.http)
        said = await there.query(payment.reference)
        if said is not None:
            await hear(said)


HANDLERS: dict[str, Handler] = {"payment.refund": refund, "test_payments.notify": notify}

CLOCKS = [
    Clock("orders.expire", timedelta(seconds=30), expire),
    Clock("payments.ask", timedelta(minutes=1), ask),
]
