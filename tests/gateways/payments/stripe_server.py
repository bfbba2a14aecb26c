"""Stripe's side: sessions, refunds, idempotency keys, signed webhooks (as docs.stripe.com has them)."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from events_svc import clock
from tests.gateways.payments.ledger import Entry, Ledger, Told, as_json

SECRET, WEBHOOK = "sk_test_51Seller", "whsec_c2VsbGVyIGFuZCBzdHJpcGU"


@dataclass
class StripeServer(Ledger):
    """`keys`: the answer that each idempotency key got, and what was asked with it."""

    name = "stripe"
    keys: dict[str, tuple[bytes, dict[str, Any]]] = field(default_factory=dict)

    def account(self) -> tuple[str, Mapping[str, str], Mapping[str, str]]:
        return "", {}, {"secret_key": SECRET, "webhook_secret": WEBHOOK}

    def reply(self, request: web.BaseRequest, body: bytes) -> web.Response:
        if request.headers.get("authorization") != f"Bearer {SECRET}":
            return _error("Invalid API Key provided", status=401)
        if request.method == "GET":
            return self._look(request)
        key = request.headers.get("idempotency-key", "")
        if key in self.keys:
            asked, told = self.keys[key]
            return as_json(told) if asked == body else _error("Keys for idempotent requests …")
        asked_for = dict(parse_qsl(body.decode(), strict_parsing=bool(body)))
        told = self._do(request.path, asked_for)
        if "error" in told:
            return as_json(told, status=400)
        if key:
            self.keys[key] = (body, told)
        return as_json(told)

    def _look(self, request: web.BaseRequest) -> web.Response:
        path, query = request.path, request.query
        if path == "/v1/checkout/sessions":
            found = [e for e in self.charges.values() if _is_within(e, query)]
            return as_json({"data": [_session(e) for e in found], "has_more": False})
        if path == "/v1/refunds":
            intent = query.get("payment_intent")
            found = [
                one
                for one in map(self._refund, self.refunds)
                if one["payment_intent"] == intent or (not intent and self._is_due(one, query))
            ]
            after = query.get("starting_after")
            ids = [one["id"] for one in found]
            rest = found[ids.index(after) + 1 :] if after else found
            return as_json({"data": rest[:1], "has_more": len(rest) > 1})  # pages of one
        entry = self._entry(path.rsplit("/", 1)[1])
        return as_json(_session(entry)) if entry else _error("No such checkout.session", status=404)

    def _do(self, path: str, asked: Mapping[str, str]) -> dict[str, Any]:
        if path == "/v1/checkout/sessions":
            return _session(self._opened(asked))
        if path.endswith("/expire"):
            entry = self._entry(path.split("/")[-2])
            assert entry is not None
            if entry.state not in {"open", "declined"}:
                return {"error": {"message": "Only Checkout Sessions with a status in [open] …"}}
            entry.state = "closed"
            return _session(entry)
        if self.refusal:
            return {"error": {"code": "charge_disputed", "message": self.refusal}}
        entry = next(e for e in self.charges.values() if f"pi_{e.id}" == asked["payment_intent"])
        amount = int(asked["amount"])
        if self.given_back(entry.reference) + amount > entry.amount:
            return {"error": {"message": "Refund amount is greater than unrefunded amount"}}
        self.refunds[asked["metadata[reference]"]] = (entry.reference, amount)
        return self._refund(asked["metadata[reference]"])

    def _opened(self, asked: Mapping[str, str]) -> Entry:
        reference = asked["client_reference_id"]
        price = "line_items[0][price_data]"
        lasts = int(asked["expires_at"]) - clock.now().timestamp()
        assert 30 * 60 <= lasts <= 24 * 3600
        entry = Entry(
            reference,
            int(asked[f"{price}[unit_amount]"]),
            asked[f"{price}[currency]"],
            f"{len(self.charges) + 1:024}",
        )
        self.charges[reference] = entry
        return entry

    def _refund(self, number: str) -> dict[str, Any]:
        reference, amount = self.refunds[number]
        entry = self.charges[reference]
        return {
            "id": f"re_{number}",
            "object": "refund",
            "amount": amount,
            "currency": entry.currency,
            "payment_intent": f"pi_{entry.id}",
            "metadata": {"reference": number},
            "status": "pending" if self.slow_refunds else "succeeded",
        }

    def _is_due(self, refund: Mapping[str, Any], query: Mapping[str, str]) -> bool:
        reference, _ = self.refunds[refund["metadata"]["reference"]]
        return _is_within(self.charges[reference], query)

    def _entry(self, session: str) -> Entry | None:
        return next((e for e in self.charges.values() if f"cs_test_{e.id}" == session), None)

    def told(self, reference: str, *, number: int = 1) -> Told:
        entry = self.charges[reference]
        kinds = {"paid": "completed", "closed": "expired"}
        event = {
            "id": f"evt_{entry.id}_{number}",
            "type": f"checkout.session.{kinds.get(entry.state, entry.state)}",
            "data": {"object": _session(entry)},
        }
        if entry.state == "declined":
            event |= {"type": "payment_intent.payment_failed", "data": {"object": _intent(entry)}}
        return signed(event)

    def told_refund(self, number: str) -> Told:
        refund = {**self._refund(number), "status": "succeeded"}
        return signed({"id": f"evt_{number}", "type": "refund.updated", "data": {"object": refund}})

    def forgeries(self, reference: str) -> list[Told]:
        headers, body = self.told(reference)
        other = body.replace(b'"amount_total": 12000', b'"amount_total": 1')
        assert other != body
        old = signed(json.loads(body), at=clock.now().timestamp() - 301)
        return [
            ({}, body),
            (headers, other),
            signed(json.loads(body), secret="whsec_another"),
            old,
            ({"stripe-signature": headers["stripe-signature"].replace("v1=", "v0=")}, body),
        ]


def signed(event: dict[str, Any], *, secret: str = WEBHOOK, at: float | None = None) -> Told:
    """A webhook with its signature."""
    body = json.dumps(event).encode()
    timestamp = int(clock.now().timestamp() if at is None else at)
    mac = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    return {"stripe-signature": f"t={timestamp},v1={mac},v0=feed"}, body


def _is_within(entry: Entry, query: Mapping[str, str]) -> bool:
    """Whether the list that is asked for has the charge."""
    if "created[gte]" not in query:
        return True
    return int(query["created[gte]"]) <= entry.at.timestamp() < int(query["created[lt]"])


def _session(entry: Entry) -> dict[str, Any]:
    statuses = {"paid": "complete", "closed": "expired"}
    return {
        "id": f"cs_test_{entry.id}",
        "object": "checkout.session",
        "status": statuses.get(entry.state, "open"),
        "payment_status": "paid" if entry.state == "paid" else "unpaid",
        "client_reference_id": entry.reference,
        "payment_intent": f"pi_{entry.id}" if entry.state == "paid" else None,
        "amount_total": entry.amount,
        "currency": entry.currency,
        "url": f"https://checkout.stripe.com/c/pay/cs_test_{entry.id}",
        "customer_email": None,
    }


def _intent(entry: Entry) -> dict[str, Any]:
    return {
        "id": f"pi_{entry.id}",
        "object": "payment_intent",
        "amount": entry.amount,
        "currency": entry.currency,
        "metadata": {"reference": entry.reference},
    }


def _error(message: str, *, status: int = 400) -> web.Response:
    return as_json({"error": {"type": "invalid_request_error", "message": message}}, status=status)
