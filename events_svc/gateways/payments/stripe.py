"""Stripe Checkout: https://docs.stripe.com/api/checkout/sessions and https://docs.stripe.com/webhooks.

Our reference travels as `client_reference_id`, as metadata, and as the idempotency key. Until a session is
paid the provider's reference is the session's id, afterwards that of its payment intent.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec

from events_svc.gateways.http import Http
from events_svc.gateways.payments import (
    Asked,
    Book,
    Booked,
    Charge,
    GivingBack,
    PaidAlready,
    ProviderAway,
    Refused,
    Returned,
    Started,
)
from events_svc.gateways.payments.calling import Call, Reply, send, understood
from events_svc.gateways.payments.stripe_events import (
    Page,
    Session,
    StripeRefund,
    heard,
    said_of,
    to_stripe,
    verified,
)
from events_svc.tickets.hear import Notification
from events_svc.tickets.paying.returned import RefundSaid

NAME = "stripe"
VERSION = "2024-06-20"  # of the API: what its objects look like
SHORTEST = timedelta(minutes=45)  # Stripe takes no session that ends within half an hour
LONGEST = timedelta(hours=23)  # nor one of more than a day
PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class StripeKeys:
    """`secret` of the account's API, `webhook` of the endpoint that tells us."""

    secret: str
    webhook: str


class Stripe:
    """See `Provider`."""

    name = NAME

    def __init__(self, keys: StripeKeys, *, base: str, http: Http) -> None:
        self._keys, self._base, self._http = keys, base, http

    async def start(self, charge: Charge) -> Started:
        """See `Provider.start`; the idempotency key finds the session of the same reference for a day."""
        session = understood(
            await self._post("/v1/checkout/sessions", _session(charge), key=charge.reference),
            Session,
        )
        return Started(url=session.url or "", provider_reference=session.id)

    async def confirm(
        self, headers: Mapping[str, str], body: bytes
    ) -> Notification | RefundSaid | None:
        """See `Provider.confirm`."""
        return heard(verified(headers, body, secret=self._keys.webhook))

    async def query(self, asked: Asked) -> Notification | None:
        """See `Provider.query`. A session whose id we never heard was shown to nobody."""
        if not asked.provider_reference.startswith("cs_"):
            return None
        session = await self._session(asked)
        return said_of(session, f"query:{session.id}:{session.status}:{session.payment_status}")

    async def close(self, asked: Asked) -> None:
        """See `Provider.close`."""
        if not asked.provider_reference.startswith("cs_"):
            return
        session = await self._session(asked)
        if session.status == "complete":
            raise PaidAlready
        if session.status == "open":
            await self._expire(asked)

    async def refund(self, giving: GivingBack) -> Returned:
        """See `Provider.refund`. Idempotency keys are forgotten after a day, so it looks first."""
        found = await self._refund_of(giving)
        if found is None:
            asked = {
                "payment_intent": giving.charge.provider_reference,
                "amount": to_stripe(giving.amount_minor, giving.charge.currency),
                "metadata[reference]": giving.reference,
                "reason": "requested_by_customer",
            }
            answer = await self._post("/v1/refunds", asked, key=giving.reference)
            found = understood(answer, StripeRefund)
        if found.status in {"failed", "canceled"}:
            raise Refused(found.failure_reason or found.status)
        return Returned.DONE if found.status == "succeeded" else Returned.PENDING

    async def reconcile(self, day: date) -> Book:
        """See `Provider.reconcile`: the sessions that were paid and the refunds, by the day in UTC on
        which they were created.
        """
        starts_at = datetime.combine(day, time(), UTC)
        ends_at = starts_at + timedelta(days=1)
        within = {
            "created[gte]": int(starts_at.timestamp()),
            "created[lt]": int(ends_at.timestamp()),
        }
        lines = []
        async for one in self._all("/v1/checkout/sessions", within):
            said = said_of(understood(one, Session), "book")
            if said is not None and said.word == "paid":
                lines.append(Booked(said.reference, said.amount_minor, said.currency))
        async for one in self._all("/v1/refunds", within):
            refund = understood(one, StripeRefund)
            if refund.reference and refund.status == "succeeded":
                amount, currency = refund.money
                lines.append(Booked(refund.reference, amount, currency, is_refund=True))
        return Book(starts_at, ends_at, lines)

    async def test(self) -> None:
        """See `Provider.test`."""
        await self._get("/v1/checkout/sessions?limit=1")

    async def _session(self, asked: Asked) -> Session:
        answer = await self._get(f"/v1/checkout/sessions/{asked.provider_reference}")
        session = understood(answer, Session)
        if session.client_reference_id != asked.reference:
            raise Refused("session of another payment")
        return session

    async def _expire(self, asked: Asked) -> None:
        """End the open session; one that was completed in this very moment is found so."""
        try:
            await self._post(f"/v1/checkout/sessions/{asked.provider_reference}/expire", {})
        except Refused as error:
            if (await self._session(asked)).status == "complete":
                raise PaidAlready from error
            raise

    async def _refund_of(self, giving: GivingBack) -> StripeRefund | None:
        intent = {"payment_intent": giving.charge.provider_reference}
        async for one in self._all("/v1/refunds", intent):
            refund = understood(one, StripeRefund)
            if refund.reference == giving.reference:
                return refund
        return None

    async def _all(self, path: str, asked: Mapping[str, Any]) -> AsyncIterator[dict[str, Any]]:
        """The objects of a list, page after page."""
        after: dict[str, Any] = {}
        while True:
            query = urlencode({"limit": PER_PAGE, **asked, **after})
            page = understood(await self._get(f"{path}?{query}"), Page)
            for one in page.data:
                yield one
            if not page.has_more or not page.data:
                return
            after = {"starting_after": page.data[-1].get("id", "")}

    async def _get(self, path: str) -> dict[str, Any]:
        return _answer(await send(self._http, self._base, Call("GET", path, b"", self._headers())))

    async def _post(self, path: str, asked: Mapping[str, Any], *, key: str = "") -> dict[str, Any]:
        headers = {
            **self._headers(),
            "content-type": "application/x-www-form-urlencoded",
            **({"idempotency-key": key} if key else {}),
        }
        body = urlencode(asked).encode()
        return _answer(await send(self._http, self._base, Call("POST", path, body, headers)))

    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self._keys.secret}", "stripe-version": VERSION}


def _session(charge: Charge) -> dict[str, str | int]:
    """The fields of a new session; the same for the same charge, or its idempotency key is refused."""
    product = "line_items[0][price_data]"
    asked: dict[str, str | int] = {
        "mode": "payment",
        "client_reference_id": charge.reference,
        "metadata[reference]": charge.reference,
        "payment_intent_data[metadata][reference]": charge.reference,
        "line_items[0][quantity]": 1,
        f"{product}[currency]": charge.currency.lower(),
        f"{product}[unit_amount]": to_stripe(charge.amount_minor, charge.currency),
        f"{product}[product_data][name]": charge.title[:250] or charge.reference,
        "success_url": charge.return_url,
        "cancel_url": charge.return_url,
        "locale": {"zh": "zh", "en": "en"}.get(charge.language, "auto"),
    }
    if charge.expires_at is not None and charge.begun_at is not None:
        ends_at = min(max(charge.expires_at, charge.begun_at + SHORTEST), charge.begun_at + LONGEST)
        asked["expires_at"] = int(ends_at.timestamp())
    return asked


def _answer(reply: Reply) -> dict[str, Any]:
    """The object of a reply; raises Refused with Stripe's words. 409: the same key is under way."""
    try:
        told = msgspec.json.decode(reply.body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ProviderAway from error
    if reply.status == 409:
        raise ProviderAway
    if reply.status != 200:
        said = told.get("error")
        raise Refused(
            str(said.get("message") or said.get("code")) if isinstance(said, dict) else ""
        )
    return told
