"""Invoices are issued, and taken back by credit notes: each with the next number of its seller's year.

Numbers have no gaps: the counter's row is changed in the transaction that writes the invoice, so that it is
locked until both are stored, or neither is.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from events_svc import clock
from events_svc.accounts import audit
from events_svc.database import in_transaction, rows
from events_svc.database.bulk import insert_new
from events_svc.events.models import Event
from events_svc.invoices import seller as sellers
from events_svc.invoices.content import Item, items_of
from events_svc.invoices.errors import (
    InvoiceCancelled,
    InvoiceExists,
    NoSeller,
    NothingToInvoice,
)
from events_svc.invoices.models import Invoice, InvoiceCounter, InvoiceKind, Seller
from events_svc.tickets.history import locked_order
from events_svc.tickets.models import Order


async def issue(order: Order, *, buyer: dict[str, str] | None = None) -> Invoice:
    """An invoice for what the order costs and was paid; `buyer` is whom it is made out to, else the order's.

    Raises InvoiceExists, NothingToInvoice, NoSeller.
    """
    async with in_transaction():
        locked = await locked_order(order.id)
        if await standing(locked.id) is not None:
            raise InvoiceExists
        items = await items_of(locked)
        if not items:
            raise NothingToInvoice
        return await _issued(locked, items, buyer=buyer or _buyer(locked))


async def cancel(invoice: Invoice) -> Invoice:
    """The credit note that takes the whole invoice back; raises InvoiceCancelled."""
    async with in_transaction():
        await locked_order(invoice.order_id)
        return await _taken_back(invoice)


async def bring_up_to_date(order_id: int) -> None:
    """After the order changed: an invoice that does not say any more what it costs is taken back, and where
    something is left of it a new one issued. Nothing where there is none, or it is right.
    """
    async with in_transaction():
        locked = await locked_order(order_id)
        invoice = await standing(order_id)
        if invoice is None:
            return
        items = await items_of(locked)
        if [one.as_json() for one in items] == invoice.lines:
            return
        await _taken_back(invoice)
        if items:
            await _issued(locked, items, buyer=invoice.sides["buyer"])


async def standing(order_id: int) -> Invoice | None:
    """The order's invoice that was not taken back."""
    found = Invoice.filter(order_id=order_id, kind=InvoiceKind.INVOICE, cancelled_by__id=None)
    return await found.order_by("-id").first()


async def _issued(order: Order, items: Sequence[Item], *, buyer: dict[str, str]) -> Invoice:
    event = await Event.get(id=order.event_id).select_related("organisation")
    seller = await sellers.used_by(event.organisation)
    if seller is None:
        raise NoSeller
    sides = {"seller": _seller(seller), "buyer": buyer, "event": event.title, "order": order.code}
    return await _written(
        seller,
        order_id=order.id,
        event_id=event.id,
        kind=InvoiceKind.INVOICE,
        cancels_id=None,
        language=order.language,
        currency=order.currency,
        total_minor=sum(one.amount_minor for one in items),
        tax_minor=sum(one.tax_minor for one in items),
        lines=[one.as_json() for one in items],
        sides=sides,
    )


async def _taken_back(invoice: Invoice) -> Invoice:
    if await Invoice.exists(cancels_id=invoice.id) or invoice.kind is not InvoiceKind.INVOICE:
        raise InvoiceCancelled
    return await _written(
        await Seller.get(id=invoice.seller_id),
        order_id=invoice.order_id,
        event_id=invoice.event_id,
        kind=InvoiceKind.CREDIT_NOTE,
        cancels_id=invoice.id,
        language=invoice.language,
        currency=invoice.currency,
        total_minor=-invoice.total_minor,
        tax_minor=-invoice.tax_minor,
        lines=[_negative(line) for line in invoice.lines],
        sides={**invoice.sides, "cancels": invoice.label},
    )


async def _written(seller: Seller, **columns: Any) -> Invoice:
    now = clock.now()
    day = now.astimezone(ZoneInfo(seller.timezone)).date()
    number = await _next_number(seller, day)
    invoice = await Invoice.create(
        seller_id=seller.id,
        year=day.year,
        number=number,
        label=f"{seller.prefix}{day.year}-{number:05}",
        day=day,
        issued_at=now,
        **columns,
    )
    await audit.record(
        f"{invoice.kind.value}.issued",
        f"invoice:{invoice.id}",
        event_id=invoice.event_id,
        order=invoice.order_id,
        label=invoice.label,
        total_minor=invoice.total_minor,
    )
    return invoice


async def _next_number(seller: Seller, day: date) -> int:
    await insert_new(InvoiceCounter, [{"seller_id": seller.id, "year": day.year, "last_number": 0}])
    sql = """
        UPDATE invoice_counter SET last_number = last_number + 1
        WHERE seller_id = $1 AND year = $2 RETURNING last_number"""
    (found,) = await rows(sql, [seller.id, day.year])
    return int(found["last_number"])


def _negative(line: dict[str, Any]) -> dict[str, Any]:
    return {**line, **{name: -line[name] for name in ("count", "amount_minor", "tax_minor")}}


def _seller(seller: Seller) -> dict[str, Any]:
    names = ("name", "taxpayer_number", "address", "contact", "bank", "note")
    return {name: getattr(seller, name) for name in names}


def _buyer(order: Order) -> dict[str, str]:
    return {
        "name": order.buyer_organisation or order.buyer_name,
        "contact": order.buyer_name if order.buyer_organisation else "",
        "taxpayer_number": "",
        "address": "",
    }
