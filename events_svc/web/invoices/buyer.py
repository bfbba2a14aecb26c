"""The buyer asks for an invoice or a 数电发票, and fetches what was issued."""

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.invoices import queries
from events_svc.invoices import seller as sellers
from events_svc.invoices.errors import NotOffered
from events_svc.invoices.fapiao import ask, withdraw
from events_svc.invoices.issue import issue
from events_svc.invoices.models import FapiaoKind, When
from events_svc.invoices.taxpayer import spelled
from events_svc.tickets.models import Order
from events_svc.web import buyer_books, forms, pages
from events_svc.web.invoices import fields, printed, words
from events_svc.web.state import Request

ORDER = "/orders/{secret}"
PRIVATE = {"referrer-policy": "no-referrer", "x-robots-tag": "noindex"}


async def show(request: Request) -> Response:
    """The page on which a buyer asks."""
    return await _page(request, await buyer_books.own(request))


async def order_invoice(request: Request) -> Response:
    """Issue the invoice that the buyer asks for."""
    order = await buyer_books.own(request)
    try:
        form = await forms.parse(request, fields.InvoiceForm)
    except forms.Malformed as wrong:
        return await _page(request, order, wrong)
    if (await sellers.rule_of(order.event_id)).when is When.NEVER:
        raise NotOffered
    buyer = {
        "name": form.name or order.buyer_organisation or order.buyer_name,
        "contact": "",
        "taxpayer_number": spelled(form.taxpayer_number),
        "address": form.address,
    }
    await issue(order, buyer=buyer)
    return _back(request, order)


async def order_fapiao(request: Request) -> Response:
    """Ask for a 数电发票."""
    order = await buyer_books.own(request)
    try:
        wanted = fields.wanted(await forms.parse(request, fields.FapiaoForm))
    except forms.Malformed as wrong:
        typed = wrong.values or await forms.as_typed(request)
        return await _page(request, order, forms.Malformed(wrong.errors, typed))
    await ask(order, wanted)
    return _back(request, order)


async def withdraw_fapiao(request: Request) -> Response:
    """Take a request back before it is issued."""
    order = await buyer_books.own(request)
    await forms.read(request)
    await withdraw(await queries.fapiao_of(request.path_params["id"], order=order))
    return _back(request, order)


async def pdf(request: Request) -> Response:
    """The invoice as a PDF."""
    order = await buyer_books.own(request)
    return await printed.answer(await queries.invoice_of(request.path_params["id"], order=order))


async def _page(request: Request, order: Order, wrong: forms.Malformed | None = None) -> Response:
    typed = {"title": order.buyer_organisation, "email": order.email, "kind": "general"}
    return await pages.render(
        request,
        "invoices/ask.html",
        status=422 if wrong else 200,
        headers=PRIVATE,
        order=order,
        event=order.event,
        paper=await queries.papers_of(order),
        kinds=[(kind.value, words.fapiao_kind(kind)) for kind in FapiaoKind],
        values=wrong.values if wrong else typed,
        errors=wrong.errors if wrong else {},
    )


def _back(request: Request, order: Order) -> Response:
    return pages.redirect(request, f"/orders/{order.secret}#papers")


routes: list[BaseRoute] = [
    Route(ORDER + "/invoice", show, methods=["GET"]),
    Route(ORDER + "/invoice", order_invoice, methods=["POST"]),
    Route(ORDER + "/invoices/{id:int}.pdf", pdf, methods=["GET"]),
    Route(ORDER + "/fapiao", order_fapiao, methods=["POST"]),
    Route(ORDER + "/fapiao/{id:int}/withdrawal", withdraw_fapiao, methods=["POST"]),
]
