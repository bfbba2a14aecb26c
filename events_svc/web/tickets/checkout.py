"""The form of the cart: who buys, who comes with which ticket, and what each of them is asked.

Fields of the n-th ticket begin with `t<n>-`: a cart that is held again has other items in the same order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.datastructures import FormData

from events_svc.events.models import Event
from events_svc.tickets.carts.queries import CartLine, Contents
from events_svc.tickets.draft import Buyer, Holder
from events_svc.tickets.questions.depend import of_type
from events_svc.tickets.questions.models import AskedAt, TicketQuestion
from events_svc.tickets.questions.queries import questions_of
from events_svc.web import forms
from events_svc.web.tickets import wish
from events_svc.web.tickets.questions import sheet
from events_svc.web.tickets.wish import Contact, Email, Name, Words


class BuyerForm(msgspec.Struct):
    """Who buys."""

    name: Name
    contact: Contact
    organisation: Words = ""


class ComingForm(msgspec.Struct):
    """Whom a ticket lets in; without a name the buyer, or somebody who is named later."""

    name: Words = ""
    email: Email = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One ticket of the cart, and what is asked for it."""

    number: int
    line: CartLine
    questions: Sequence[TicketQuestion]
    is_named: bool  # it is a person's, and there are several

    @property
    def prefix(self) -> str:
        return f"t{self.number}-"


@dataclass(frozen=True, slots=True)
class Filled:
    """A form in which everything is right; `holders` by id of the cart's item."""

    buyer: Buyer
    holders: Mapping[int, Holder]


async def asked_of(event: Event, found: Contents) -> list[Asked]:
    """The tickets of the cart in their order, each with its questions."""
    questions = [one for one in await questions_of(event.id) if one.asked_at is AskedAt.PURCHASE]
    lines = in_order(found)
    persons = [one for one in lines if _is_a_persons(one)]
    return [
        Asked(
            number,
            line,
            of_type(questions, line.ticket_type.id),
            is_named=len(persons) > 1 and _is_a_persons(line),
        )
        for number, line in enumerate(lines, 1)
    ]


def in_order(found: Contents) -> list[CartLine]:
    """The tickets of the cart, each before what is taken with it: the same when it is filled again."""
    with_it: dict[int | None, list[CartLine]] = {}
    for line in found.lines:
        with_it.setdefault(line.item.addon_to_id, []).append(line)
    mains = with_it.pop(None, [])
    return [one for main in mains for one in (main, *with_it.get(main.item.id, ()))]


async def read(event: Event, form: FormData, tickets: Sequence[Asked]) -> Filled:
    """The form, or Malformed with all that is wrong and with what was typed; files that came are kept."""
    errors: dict[str, str] = {}
    values = sheet.typed(form)
    who = None
    try:
        who = buyer(form)
    except forms.Malformed as wrong:
        errors |= wrong.errors
    holders: dict[int, Holder] = {}
    for one in tickets:
        try:
            holders[one.line.item.id] = await _holder(event, form, one)
        except forms.Malformed as wrong:
            errors |= wrong.errors
            values |= wrong.values
    if errors or who is None:
        raise forms.Malformed(errors, values)
    return Filled(who, holders)


async def typed(event: Event, form: FormData, tickets: Sequence[Asked]) -> dict[str, Any]:
    """What stands in the form, right or wrong, to be shown again; files that came are kept."""
    values = sheet.typed(form)
    for one in tickets:
        values |= await sheet.files_shown(event, form, one.questions, one.prefix)
    return values


def without(values: Mapping[str, Any], gone: Sequence[int]) -> dict[str, Any]:
    """The values of a form from which these tickets went away: those behind them move up."""
    shown: dict[str, Any] = {}
    for name, value in values.items():
        start, dash, rest = name.partition("-")
        if not dash or not start.startswith("t") or not start[1:].isdecimal():
            shown[name] = value
            continue
        number = int(start[1:])
        if number not in gone:
            shown[f"t{number - sum(one < number for one in gone)}-{rest}"] = value
    return shown


def _is_a_persons(line: CartLine) -> bool:
    return line.item.addon_to_id is None and line.ticket_type.is_personalised


def buyer(form: FormData) -> Buyer:
    """Who buys; raises Malformed."""
    plain = forms.typed(form, BuyerForm)
    return wish.buyer(wish.OrderForm(plain.name, plain.contact, plain.organisation))


async def _holder(event: Event, form: FormData, one: Asked) -> Holder:
    """The holder of a ticket with the answers; raises Malformed by field."""
    errors: dict[str, str] = {}
    values: dict[str, Any] = {}
    given: dict[int, Any] = {}
    coming = ComingForm()
    part = {name: str(form.get(f"{one.prefix}{name}") or "") for name in ("name", "email")}
    try:
        coming = forms.typed(FormData(part), ComingForm)
    except forms.Malformed as wrong:
        errors |= {f"{one.prefix}{name}": words for name, words in wrong.errors.items()}
    try:
        given = await sheet.answers(event, form, one.questions, one.prefix)
    except forms.Malformed as wrong:
        errors |= wrong.errors
        values = wrong.values
    if errors:
        raise forms.Malformed(errors, values)
    return Holder(coming.name, coming.email, answers=tuple(sorted(given.items())))
