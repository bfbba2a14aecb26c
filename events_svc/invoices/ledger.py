"""What accountants and tax advisers ask for, row by row: money that moved, invoices by rate, taxes of orders.

Read in batches by id, so that a hundred thousand orders take no more memory than a hundred.
"""

from collections.abc import AsyncIterator, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from events_svc.database import rows
from events_svc.database.raw import instant
from events_svc.events.models import Event
from events_svc.invoices.content import taxes
from events_svc.invoices.models import Invoice
from events_svc.tickets.pricing import from_minor

AT_ONCE = 1000

MOVEMENTS = (
    "entry",
    "at",
    "order",
    "what",
    "way",
    "amount",
    "currency",
    "buyer",
    "payer_organisation",
)
INVOICES = (
    "number",
    "day",
    "kind",
    "cancels",
    "order",
    "buyer",
    "taxpayer_number",
    "rate",
    "net",
    "tax",
    "gross",
    "currency",
)
TAXES = (
    "ticket",
    "order",
    "order_state",
    "paid_at",
    "type",
    "state",
    "rate",
    "net",
    "tax",
    "gross",
    "currency",
)

Row = Sequence[Any]


async def movements(event: Event) -> AsyncIterator[Row]:
    """Every entry in which money moved: in positive, out negative; their sum is what was kept."""
    async for row in _batches(_MOVEMENTS, event):
        yield (
            row["id"],
            instant(row["at"]),
            row["code"],
            row["action"],
            _detail(row["detail"]).get("provider", ""),
            _amount(row["amount_minor"], row["currency"]),
            row["currency"],
            row["buyer_name"],
            row["buyer_organisation"],
        )


async def taxed(event: Event) -> AsyncIterator[Row]:
    """Every ticket of a paid order with the tax within its price, as it was when it was ordered; then its
    fees, and what was given back of goodwill (negative).
    """
    for sql in (_TAXED, _FEES):
        async for row in _batches(sql, event):
            yield _taxed(row)


def _taxed(row: dict[str, Any]) -> Row:
    currency, tax = row["currency"], int(row["tax_minor"])
    return (
        row["number"],
        row["code"],
        row["order_state"],
        instant(row["paid_at"]),
        row["kind"],
        row["state"],
        Decimal(row["tax_rate_bp"]) / 100,
        _amount(row["price_minor"] - tax, currency),
        _amount(tax, currency),
        _amount(row["price_minor"], currency),
        currency,
    )


async def invoiced(event: Event) -> AsyncIterator[Row]:
    """Every invoice and credit note, a row for each rate of tax."""
    last = 0
    while (
        batch := await Invoice.filter(event_id=event.id, id__gt=last).order_by("id").limit(AT_ONCE)
    ):
        for one in batch:
            for rate, net, tax in taxes(one.lines):
                yield (
                    one.label,
                    one.day,
                    one.kind.value,
                    one.sides.get("cancels", ""),
                    one.sides["order"],
                    one.sides["buyer"]["name"],
                    one.sides["buyer"].get("taxpayer_number", ""),
                    Decimal(rate) / 100,
                    _amount(net, one.currency),
                    _amount(tax, one.currency),
                    _amount(net + tax, one.currency),
                    one.currency,
                )
        last = batch[-1].id


async def _batches(sql: str, event: Event) -> AsyncIterator[dict[str, Any]]:
    last = 0
    while batch := await rows(sql, [event.id, last, AT_ONCE]):
        for row in batch:
            yield row
        last = batch[-1]["id"]


def _detail(kept: str | dict[str, Any]) -> dict[str, Any]:
    """The detail of an entry; a raw row has it as text."""
    return kept if isinstance(kept, dict) else msgspec.json.decode(kept, type=dict[str, Any])


def _amount(minor: int, currency: str) -> Decimal:
    return from_minor(int(minor), currency)


_MOVEMENTS = """
SELECT entry.id, entry.at, entry.action, entry.amount_minor, "order".code, "order".currency,
  "order".buyer_name, "order".buyer_organisation, entry.detail
FROM order_entry AS entry JOIN "order" ON "order".id = entry.order_id
WHERE "order".event_id = $1 AND entry.id > $2 AND entry.amount_minor <> 0
ORDER BY entry.id LIMIT $3"""

_TAXED = """
SELECT ticket.id, ticket.number, ticket.ticket_type_id AS kind, ticket.state, ticket.price_minor,
  ticket.tax_rate_bp, ticket.tax_minor, "order".code, "order".currency, "order".paid_at,
  "order".state AS order_state
FROM ticket JOIN "order" ON "order".id = ticket.order_id
WHERE ticket.event_id = $1 AND ticket.id > $2 AND "order".paid_at IS NOT NULL
ORDER BY ticket.id LIMIT $3"""

_FEES = """
SELECT fee.id, NULL AS number, fee.kind, '' AS state, fee.amount_minor AS price_minor,
  fee.tax_rate_bp, fee.tax_minor, "order".code, "order".currency, "order".paid_at,
  "order".state AS order_state
FROM order_fee AS fee JOIN "order" ON "order".id = fee.order_id
WHERE "order".event_id = $1 AND fee.id > $2 AND "order".paid_at IS NOT NULL
ORDER BY fee.id LIMIT $3"""

TABLES = {
    "movements": (MOVEMENTS, movements),
    "invoices": (INVOICES, invoiced),
    "taxes": (TAXES, taxed),
}
