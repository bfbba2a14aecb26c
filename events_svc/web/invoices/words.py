"""States and kinds of the books in words, each with icon and colour."""

from typing import Any

from events_svc.invoices.models import Fapiao, FapiaoKind, FapiaoState, Invoice, InvoiceKind, When
from events_svc.text import in_language
from events_svc.web import i18n
from events_svc.web.i18n import gettext
from events_svc.web.marks import Mark


def fapiao_mark(one: Fapiao) -> Mark:
    """How far a request has come."""
    if one.state is FapiaoState.ISSUED and one.reversal_asked_at is not None:
        return Mark("wait", "!", gettext("To be reversed"))
    return {
        FapiaoState.REQUESTED: Mark("wait", "◔", gettext("Requested")),
        FapiaoState.WITHDRAWN: Mark("note", "–", gettext("Withdrawn")),
        FapiaoState.ISSUED: Mark("ok", "✓", gettext("Issued")),
        FapiaoState.REVERSED: Mark("note", "↩", gettext("Reversed")),
    }[one.state]


def fapiao_kind(kind: FapiaoKind) -> str:
    """General or special."""
    return {
        FapiaoKind.GENERAL: gettext("General invoice (普票)"),
        FapiaoKind.SPECIAL: gettext("Special invoice (专票)"),
    }[kind]


def invoice_kind(one: Invoice) -> str:
    """Invoice or credit note."""
    is_note = one.kind is InvoiceKind.CREDIT_NOTE
    return gettext("Credit note") if is_note else gettext("Invoice")


def item(line: dict[str, Any]) -> str:
    """What a line is for."""
    if line["kind"] == "ticket":
        return in_language(line["name"], i18n.language.get())
    if line["kind"] == "allowance":
        return gettext("Allowance")
    kinds = {
        "cancellation": gettext("Fee for the cancellation"),
        "change": gettext("Fee for the change"),
        "payment": gettext("Fee for the way to pay"),
        "allowance": gettext("Allowance"),
    }
    return kinds.get(line["name"].get("kind", ""), gettext("Fee"))


def whens() -> list[tuple[str, str]]:
    """When invoices are written."""
    return [
        (When.NEVER.value, gettext("No invoices")),
        (When.ASKED.value, gettext("When the buyer asks for it")),
        (When.PAID.value, gettext("For every order, as soon as it is paid")),
    ]
