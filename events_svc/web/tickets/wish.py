"""What buyers write in forms and bodies, checked."""

import re
from typing import Annotated, Any

import msgspec
from starlette.datastructures import FormData

from events_svc.tickets.draft import Buyer, Holder, Line
from events_svc.web import i18n
from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext

PRINTABLE = r"^[^\x00-\x1f\x7f]*\Z"
MAIL = r"^[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+\.[^@\s\x00-\x1f\x7f]+\Z"
PHONE = r"^\+?[0-9][0-9 ()/.-]{4,30}\Z"

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=PRINTABLE)]
Words = Annotated[str, msgspec.Meta(max_length=200, pattern=PRINTABLE)]
Email = Annotated[str, msgspec.Meta(max_length=254, pattern=MAIL)]
Key = Annotated[str, msgspec.Meta(max_length=64, pattern=PRINTABLE)]
Contact = Annotated[str, msgspec.Meta(max_length=254, pattern=PRINTABLE)]

MOST_LINES = 50


class OrderForm(msgspec.Struct):
    """The buyer's part of the shop page; `key` makes the second click the first one's order."""

    name: Name
    contact: Contact
    organisation: Words = ""
    key: Key = ""


class HolderForm(msgspec.Struct):
    """Whom a ticket lets in."""

    name: Name
    email: Email = ""
    organisation: Words = ""


def buyer(form: OrderForm) -> Buyer:
    """The buyer with an e-mail address or a phone number; raises Malformed for neither."""
    email, phone = reached(form.contact)
    return Buyer(
        name=form.name,
        email=email,
        phone=phone,
        organisation=form.organisation,
        language=i18n.language.get(),
    )


def reached(contact: str) -> tuple[str, str]:
    """E-mail address and phone number of what somebody typed into the one field for both."""
    if re.fullmatch(MAIL, contact):
        return contact, ""
    if re.fullmatch(PHONE, contact):
        return "", contact
    raise Malformed({"contact": gettext("An e-mail address or a phone number, please.")})


def holder(form: HolderForm) -> Holder:
    """The holder of a form."""
    return Holder(form.name, form.email, form.organisation)


def lines(form: FormData) -> list[Line]:
    """The counts of the shop page, `count_12` for the type 12; raises Malformed by field."""
    found, errors = [], {}
    for field, raw in list(form.items())[:MOST_LINES]:
        ticket_type_id = field.removeprefix("count_")
        if field == ticket_type_id or not ticket_type_id.isdecimal():
            continue
        value = str(raw).strip() or "0"
        if value.isdecimal() and len(value) <= 4:
            found.append(Line(int(ticket_type_id[:18]), int(value)))
        else:
            errors[field] = gettext("A whole number, please.")
    if errors:
        raise Malformed(errors)
    return found


def typed(form: FormData) -> dict[str, Any]:
    """What was typed, to be shown again."""
    return {name: value for name, value in form.items() if isinstance(value, str)}
