"""What Stripe tells: webhooks and their signature, sessions, refunds. Pure."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

import msgspec

from events_svc import clock
from events_svc.tickets.errors import Forged
from events_svc.tickets.hear import Notification, Word
from events_svc.tickets.paying.returned import RefundSaid

SECONDS = 300  # how far Stripe's clock and ours may be apart
HUNDREDFOLD = {"ISK", "UGX"}  # without a minor unit in ISO 4217, with two digits at Stripe


class Session(msgspec.Struct):
    """A Checkout Session, as far as it concerns us."""

    id: str
    status: str | None = None  # open, complete, expired
    payment_status: str = "unpaid"  # paid, unpaid, no_payment_required
    client_reference_id: str | None = None
    payment_intent: str | None = None
    amount_total: int | None = None
    currency: str | None = None
    url: str | None = None


class Intent(msgspec.Struct):
    """A payment intent whose payment failed."""

    id: str
    amount: int
    currency: str
    metadata: dict[str, str] = {}


class StripeRefund(msgspec.Struct):
    """A refund; `failure_reason` only of one that failed."""

    id: str
    amount: int
    currency: str
    status: str | None = None  # pending, requires_action, succeeded, failed, canceled
    metadata: dict[str, str] | None = None
    failure_reason: str | None = None

    @property
    def reference(self) -> str:
        """Ours; blank for one that was made at Stripe by hand."""
        return (self.metadata or {}).get("reference", "")

    @property
    def money(self) -> tuple[int, str]:
        return from_stripe(self.amount, self.currency)


class Page(msgspec.Struct):
    """A part of a list."""

    data: list[dict[str, Any]]
    has_more: bool


class Data(msgspec.Struct):
    object: dict[str, Any]


class Event(msgspec.Struct):
    """What a webhook carries."""

    id: str
    type: str
    data: Data


def verified(headers: Mapping[str, str], body: bytes, *, secret: str) -> Event:
    """The event of a webhook that Stripe signed in the last or next 300 seconds; raises Forged.

    `Stripe-Signature: t=…,v1=…`, HMAC-SHA256 over `t.body`; while a secret is replaced there are two v1.
    """
    pairs = [
        part.strip().partition("=")[::2] for part in headers.get("stripe-signature", "").split(",")
    ]
    timestamp = next((value for name, value in pairs if name == "t"), "")
    expected = hmac.new(
        secret.encode(), timestamp.encode("utf-8", "replace") + b"." + body, hashlib.sha256
    ).hexdigest()
    given = [value for name, value in pairs if name == "v1"]
    matches = [
        hmac.compare_digest(expected.encode(), one.encode("utf-8", "replace")) for one in given
    ]
    if not (secret and any(matches)):
        raise Forged
    if not timestamp.isdecimal() or abs(int(timestamp[:15]) - clock.now().timestamp()) > SECONDS:
        raise Forged
    try:
        return msgspec.json.decode(body, type=Event)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Forged from error


def heard(event: Event) -> Notification | RefundSaid | None:
    """What the event says to us; None when it does not concern us."""
    told = event.data.object
    try:
        if event.type.startswith("checkout.session."):
            failed = event.type == "checkout.session.async_payment_failed"
            session = msgspec.convert(told, Session)
            return _said(session, event.id, Word.DECLINED) if failed else said_of(session, event.id)
        if event.type == "payment_intent.payment_failed":
            return _failed(msgspec.convert(told, Intent), event.id)
        if event.type in {"refund.updated", "refund.failed", "charge.refund.updated"}:
            return _returned(msgspec.convert(told, StripeRefund), event.id)
    except msgspec.ValidationError as error:
        raise Forged from error
    return None


def said_of(session: Session, notification: str) -> Notification | None:
    """What the session says of its charge; None while it says nothing final."""
    if session.payment_status == "paid":
        return _said(session, notification, Word.PAID)
    if session.status == "expired":
        return _said(session, notification, Word.CLOSED)
    return None


def to_stripe(amount_minor: int, currency: str) -> int:
    """An amount in minor units of ISO 4217 as Stripe counts it."""
    return amount_minor * 100 if currency.upper() in HUNDREDFOLD else amount_minor


def from_stripe(amount: int, currency: str) -> tuple[int, str]:
    """An amount of Stripe's in minor units of ISO 4217, and its currency."""
    code = currency.upper()
    return (amount // 100 if code in HUNDREDFOLD else amount), code


def _said(session: Session, notification: str, word: Word) -> Notification | None:
    if not session.client_reference_id:
        return None  # made by hand, or by another shop of this account
    amount, currency = from_stripe(session.amount_total or 0, session.currency or "")
    return Notification(
        provider="stripe",
        id=notification,
        reference=session.client_reference_id,
        word=word,
        amount_minor=amount,
        currency=currency,
        provider_reference=session.payment_intent or session.id,
        body=msgspec.to_builtins(session),
    )


def _failed(intent: Intent, notification: str) -> Notification | None:
    amount, currency = from_stripe(intent.amount, intent.currency)
    return (
        Notification(
            provider="stripe",
            id=notification,
            reference=intent.metadata.get("reference", ""),
            word=Word.DECLINED,
            amount_minor=amount,
            currency=currency,
            body=msgspec.to_builtins(intent),
        )
        if intent.metadata.get("reference")
        else None
    )


def _returned(refund: StripeRefund, notification: str) -> RefundSaid | None:
    is_over = refund.status in {"succeeded", "failed", "canceled"}
    if not refund.reference or not is_over:
        return None
    refusal = "" if refund.status == "succeeded" else refund.failure_reason or str(refund.status)
    return RefundSaid(
        provider="stripe",
        id=notification,
        reference=refund.reference,
        amount_minor=refund.money[0],
        refusal=refusal,
        body=msgspec.to_builtins(refund),
    )
