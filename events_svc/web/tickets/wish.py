"""What buyers write in forms and bodies, checked."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import islice
from typing import Annotated, Any

import msgspec
from starlette.datastructures import FormData

from events_svc.tickets.draft import Buyer, Choice, Holder, Line
from events_svc.web import forms, i18n
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

MOST_LINES, MOST_FIELDS = 50, 500
COUNTED = re.compile(
    r"(count_|addon_(?P<main>[0-9]{1,18})_)(?P<type>[0-9]{1,18})(-(?P<variant>[0-9]{1,18}))?\Z"
)
NAME_LENGTH, EMAIL_LENGTH, CODE_LENGTH = 200, 254, 80


class OrderForm(msgspec.Struct):
    """The buyer's part of the shop page; `key` makes the second click the first one's order."""

    name: Name
    contact: Contact
    organisation: Words = ""
    others: Annotated[str, msgspec.Meta(max_length=100_000)] = ""
    key: Key = ""


class CancellationForm(msgspec.Struct):
    """Why a buyer asks to cancel."""

    reason: Annotated[str, msgspec.Meta(max_length=500)] = ""


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


def agreed(form: FormData) -> list[int]:
    """The versions of consents that were ticked."""
    ticked = [str(one) for one in form.getlist("consent")[:MOST_LINES]]
    return [int(one) for one in ticked if one.isascii() and one.isdecimal() and len(one) < 19]


def lines(form: FormData) -> list[Line]:
    """The counts of the shop page, `count_12` for the type 12 and `count_12-3` for its variant 3, with the
    add-ons that each of them has (`addon_12_40`, `addon_12_40-7`); raises Malformed by field.
    """
    found: list[Line] = []
    extras: dict[int, list[Choice]] = {}
    errors: dict[str, str] = {}
    for field, raw in list(form.items())[:MOST_FIELDS]:
        asked = COUNTED.match(field)
        if asked is None:
            continue
        value = str(raw).strip() or "0"
        if not is_count(field, value):
            errors[field] = gettext("A whole number, please.")
            continue
        type_id = int(asked["type"])
        variant_id = int(asked["variant"]) if asked["variant"] else None
        if asked["main"]:
            choice = Choice(type_id, int(value), variant_id)
            extras.setdefault(int(asked["main"]), []).append(choice)
        else:
            found.append(Line(type_id, int(value), variant_id=variant_id))
    if errors:
        raise Malformed(errors)
    return [_with_addons(line, extras.get(line.ticket_type_id, [])) for line in found[:MOST_LINES]]


def is_count(field: str, value: str) -> bool:
    """Whether a field of the shop has a number that one can order."""
    return bool(COUNTED.match(field)) and value.isdecimal() and len(value) <= 4


def _with_addons(line: Line, choices: Sequence[Choice]) -> Line:
    return replace(line, addons=tuple(one for one in choices if one.count > 0))


def with_others(lines: Sequence[Line], typed: OrderForm) -> list[Line]:
    """The lines with the names of those who come with the buyer, each name for one ticket of a line. The first of
    a line is the buyer's own, unless there are too many names for that: then those of the last lines are theirs,
    too. Raises Malformed for more names than tickets beside the buyer's one.
    """
    names = [_other(line) for line in typed.others.splitlines() if line.strip()]
    beside = sum(max(line.count - 1, 0) for line in lines)
    left_to_others = max(len(names) - beside, 0)
    if left_to_others >= max(len(lines), 1):
        raise Malformed({"others": gettext("There are more names here than tickets.")})
    people, named = iter(names), []
    for index, line in enumerate(lines):
        own = (_own(typed),) if index < len(lines) - left_to_others else ()
        taken = tuple(islice(people, max(line.count - len(own), 0)))
        named.append(replace(line, holders=(*own, *taken) if taken else ()))
    return named


def _own(typed: OrderForm) -> Holder:
    buyer_self = buyer(typed)
    return Holder(buyer_self.name, buyer_self.email, buyer_self.organisation)


def _other(line: str) -> Holder:
    """`Grace Hopper grace@example.org`: a name, and the e-mail address that may follow it."""
    words = " ".join(line.replace("<", " ").replace(">", " ").replace(",", " ").split())
    name, _, email = words.rpartition(" ")
    if "@" not in email:
        name, email = words, ""
    if not name or len(name) > NAME_LENGTH or len(email) > EMAIL_LENGTH or "@" in name:
        raise Malformed(
            {"others": gettext("A name in each line, please, then the e-mail address.")}
        )
    if email and not re.fullmatch(MAIL, email):
        raise Malformed(
            {"others": gettext("A name in each line, please, then the e-mail address.")}
        )
    return Holder(name, email)


def guests(form: FormData, numbers: Collection[int]) -> dict[int, Holder]:
    """The names that were filled in for the tickets with these numbers (`name_2`, `email_2`); raises
    Malformed by field.
    """
    found: dict[int, Holder] = {}
    errors: dict[str, str] = {}
    for number in numbers:
        one = {name: str(form.get(f"{name}_{number}") or "").strip() for name in ("name", "email")}
        if not any(one.values()):
            continue
        try:
            found[number] = holder(forms.typed(FormData(one), HolderForm))
        except Malformed as error:
            errors |= {f"{name}_{number}": words for name, words in error.errors.items()}
    if errors:
        raise Malformed(errors, typed(form))
    return found


def typed(form: FormData) -> dict[str, Any]:
    """What was typed, to be shown again."""
    return {name: value for name, value in form.items() if isinstance(value, str)}
