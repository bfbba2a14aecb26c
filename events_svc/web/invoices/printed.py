"""An invoice as it is printed, in the language of its order, or the reader's."""

from decimal import Decimal
from typing import Any

from starlette.responses import Response

from events_svc.documents import press
from events_svc.documents.invoice_facts import PrintedInvoice
from events_svc.invoices.content import taxes
from events_svc.invoices.models import Invoice
from events_svc.text import in_language
from events_svc.web import i18n, pages
from events_svc.web.i18n import gettext
from events_svc.web.invoices import words


async def answer(invoice: Invoice) -> Response:
    """The invoice as a PDF; it never changes."""
    made = await press.printed("invoice.pdf", printed(invoice))
    headers = {
        "content-disposition": f'inline; filename="{invoice.label}.pdf"',
        "cache-control": "private, no-cache",
        "vary": "cookie, accept-language",
        "x-robots-tag": "noindex",
    }
    return Response(made, headers=headers, media_type="application/pdf")


def printed(invoice: Invoice) -> PrintedInvoice:
    """What stands on it."""
    currency, sides = invoice.currency, invoice.sides
    return PrintedInvoice(
        title=words.invoice_kind(invoice),
        label=invoice.label,
        facts=_facts(invoice),
        seller=_seller(sides["seller"]),
        buyer=_buyer(sides["buyer"]),
        sides=(gettext("Seller"), gettext("Buyer")),
        head=[gettext("For"), gettext("Count"), gettext("Each"), gettext("Tax"), gettext("Amount")],
        lines=[_line(line, currency) for line in invoice.lines],
        taxes=_taxes(invoice),
        total=(gettext("Total"), pages.money(invoice.total_minor, currency)),
        note=_text(sides["seller"]["note"]),
        page=gettext("page {number}"),
    )


def _facts(invoice: Invoice) -> list[tuple[str, str]]:
    day = str(pages.environment().filters["day"](invoice.day, style="plain"))
    found = [
        (gettext("Day"), day),
        (gettext("Takes back"), invoice.sides.get("cancels", "")),
        (gettext("Event"), _text(invoice.sides["event"])),
        (gettext("Order"), invoice.sides["order"]),
    ]
    return [(label, told) for label, told in found if told]


def _seller(seller: dict[str, Any]) -> list[str]:
    lines = [_text(seller["name"]), _number(seller["taxpayer_number"]), _text(seller["address"])]
    return [line for line in (*lines, seller["contact"], seller["bank"]) if line]


def _buyer(buyer: dict[str, str]) -> list[str]:
    number = _number(buyer.get("taxpayer_number", ""))
    lines = [buyer["name"], buyer.get("contact", ""), number, buyer.get("address", "")]
    return [line for line in lines if line]


def _line(line: dict[str, Any], currency: str) -> list[str]:
    amount = pages.money(line["amount_minor"], currency)
    each = pages.money(line["unit_minor"], currency)
    return [words.item(line), str(line["count"]), each, _rate(line["tax_rate_bp"]), amount]


def _taxes(invoice: Invoice) -> list[tuple[str, str]]:
    found = []
    for rate, net, tax in taxes(invoice.lines):
        if not rate:
            continue
        told = gettext("{rate} tax within {amount}").format(
            rate=_rate(rate), amount=pages.money(net + tax, invoice.currency)
        )
        found.append((told, pages.money(tax, invoice.currency)))
    return found


def _rate(basis_points: int) -> str:
    return f"{(Decimal(basis_points) / 100).normalize():f} %" if basis_points else "–"


def _number(taxpayer_number: str) -> str:
    if not taxpayer_number:
        return ""
    return gettext("Taxpayer number {number}").format(number=taxpayer_number)


def _text(value: dict[str, str]) -> str:
    return in_language(value, i18n.language.get())
