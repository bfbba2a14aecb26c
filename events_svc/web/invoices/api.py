"""Invoices and requests in the API."""

from datetime import date, datetime
from typing import Any

import msgspec
from starlette.routing import BaseRoute

from events_svc.accounts.permissions import Permission
from events_svc.invoices import queries
from events_svc.invoices.fapiao import issued, reversed_by
from events_svc.invoices.issue import cancel, issue
from events_svc.invoices.models import Fapiao, Invoice
from events_svc.tickets.access import order_of
from events_svc.web import access, paging
from events_svc.web.api import Page, operation
from events_svc.web.invoices.fields import Number
from events_svc.web.state import Request


class InvoiceView(msgspec.Struct):
    """An invoice or credit note; amounts of a credit note are negative."""

    id: int
    label: str
    kind: str
    cancels: int | None
    day: date
    order: int
    currency: str
    total_minor: int
    tax_minor: int
    lines: list[dict[str, Any]]
    sides: dict[str, Any]


class InvoicePage(msgspec.Struct):
    """Invoices, the newest first."""

    items: list[InvoiceView]
    next: str | None


class FapiaoView(msgspec.Struct):
    """A request for a 数电发票."""

    id: int
    state: str
    kind: str
    title: str
    taxpayer_number: str
    email: str
    amount_minor: int
    currency: str
    number: str | None
    red_number: str | None
    reversal_due: bool
    requested_at: datetime


class FapiaoPage(msgspec.Struct):
    """Requests, the newest first."""

    items: list[FapiaoView]
    next: str | None


class FapiaoNumber(msgspec.Struct):
    """A number of the tax bureau: 20 digits."""

    number: Number


async def invoices(request: Request, page: Page) -> InvoicePage:
    """List the invoices of an event, newest first."""
    event = await access.editable_event(request, Permission.ORDERS_VIEW)
    before = paging.number(page.cursor)
    found = await queries.listed(event, before_id=before, limit=page.limit)
    shown, following = paging.cut(found, page.limit)
    return InvoicePage([_invoice(one) for one in shown], following)


async def write(request: Request) -> InvoiceView:
    """Issue the invoice of an order: 409 when it has one."""
    event = await access.editable_event(request, Permission.ORDERS_EDIT)
    return _invoice(await issue(await order_of(event, request.path_params["code"])))


async def take_back(request: Request) -> InvoiceView:
    """Take an invoice back: the credit note."""
    event = await access.editable_event(request, Permission.ORDERS_EDIT)
    invoice = await queries.invoice_of(request.path_params["id"], event=event)
    return _invoice(await cancel(invoice))


async def requests(request: Request, page: Page) -> FapiaoPage:
    """List the requests for 数电发票 of an event, newest first."""
    event = await access.editable_event(request, Permission.ORDERS_VIEW)
    before = paging.number(page.cursor)
    found = await queries.requests(event, before_id=before, limit=page.limit)
    shown, following = paging.cut(found, page.limit)
    return FapiaoPage([_fapiao(one) for one in shown], following)


async def number(request: Request, body: FapiaoNumber) -> FapiaoView:
    """Say under which number a request was issued."""
    event = await access.editable_event(request, Permission.ORDERS_EDIT)
    found = await queries.fapiao_of(request.path_params["id"], event=event)
    return _fapiao(await issued(found, body.number))


async def reverse(request: Request, body: FapiaoNumber) -> FapiaoView:
    """Say under which number a 数电发票 was reversed."""
    event = await access.editable_event(request, Permission.ORDERS_EDIT)
    found = await queries.fapiao_of(request.path_params["id"], event=event)
    return _fapiao(await reversed_by(found, body.number))


def _invoice(one: Invoice) -> InvoiceView:
    return InvoiceView(
        id=one.id,
        label=one.label,
        kind=one.kind.value,
        cancels=one.cancels_id,
        day=one.day,
        order=one.order_id,
        currency=one.currency,
        total_minor=one.total_minor,
        tax_minor=one.tax_minor,
        lines=one.lines,
        sides=one.sides,
    )


def _fapiao(one: Fapiao) -> FapiaoView:
    return FapiaoView(
        id=one.id,
        state=one.state.value,
        kind=one.kind.value,
        title=one.title,
        taxpayer_number=one.taxpayer_number,
        email=one.email,
        amount_minor=one.amount_minor,
        currency=one.currency,
        number=one.number,
        red_number=one.red_number,
        reversal_due=one.state.value == "issued" and one.reversal_asked_at is not None,
        requested_at=one.requested_at,
    )


EVENT = "/events/{slug}"

routes: list[BaseRoute] = [
    operation(
        "GET", EVENT + "/invoices", invoices, name="invoices", query=Page, answer=InvoicePage
    ),
    operation(
        "POST",
        EVENT + "/orders/{code}/invoice",
        write,
        name="issue_invoice",
        answer=InvoiceView,
        status=201,
    ),
    operation(
        "POST",
        EVENT + "/invoices/{id:int}/credit-note",
        take_back,
        name="cancel_invoice",
        answer=InvoiceView,
        status=201,
    ),
    operation("GET", EVENT + "/fapiao", requests, name="fapiao", query=Page, answer=FapiaoPage),
    operation(
        "POST",
        EVENT + "/fapiao/{id:int}/number",
        number,
        name="fapiao_issued",
        body=FapiaoNumber,
        answer=FapiaoView,
    ),
    operation(
        "POST",
        EVENT + "/fapiao/{id:int}/reversal",
        reverse,
        name="fapiao_reversed",
        body=FapiaoNumber,
        answer=FapiaoView,
    ),
]
