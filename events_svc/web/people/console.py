"""A table of people: what it says is shown first, then all of them have tickets, or none has."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

import msgspec
from starlette.datastructures import FormData
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc import clock
from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.people import headers
from events_svc.people.bring_in import Plan, bring_in, understood
from events_svc.people.errors import PersonRefused
from events_svc.people.roster import MAIL, PHONE, Roster
from events_svc.schedule.importing.errors import FileRefused
from events_svc.tickets.draft import Buyer
from events_svc.tickets.product_models import TicketType
from events_svc.web import access, carried, forms, i18n, pages
from events_svc.web.errors import words
from events_svc.web.i18n import gettext
from events_svc.web.state import Request

MOST_COLUMNS = 60
PAY_WITHIN = timedelta(days=14)
PRINTABLE = r"^[^\x00-\x1f\x7f]*\Z"


class PeopleForm(msgspec.Struct):
    """How the people of a table become orders."""

    usual: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)] = 0
    orders: Literal["each", "one"] = "each"
    buyer: Annotated[str, msgspec.Meta(max_length=200, pattern=PRINTABLE)] = ""
    contact: Annotated[str, msgspec.Meta(max_length=254, pattern=PRINTABLE)] = ""
    mail: bool = False
    pay_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A table that was read, its octets, and what was said about it."""

    roster: Roster
    raw: bytes
    form: PeopleForm
    values: dict[str, Any]


async def begin(request: Request) -> Response:
    """Choose a file, or paste rows."""
    return await _begin(request, await _event(request))


async def preview(request: Request) -> Response:
    """What the table says, row by row where it is wrong; nothing is written."""
    event = await _event(request)
    try:
        sent = await _sent(request, event)
    except forms.Malformed as error:
        return await _begin(request, event, list(error.errors.values()))
    return await _preview(request, event, sent)


async def bring(request: Request) -> Response:
    """Everybody of the table has a ticket; what is refused stands on the preview, and nobody has."""
    event = await _event(request)
    try:
        sent = await _sent(request, event)
    except forms.Malformed as error:
        return await _begin(request, event, list(error.errors.values()))
    try:
        plan = _plan(sent.form, event)
    except forms.Malformed as error:
        return await _preview(request, event, sent, error.errors)
    if sent.roster.problems:
        return await _preview(request, event, sent)
    try:
        await bring_in(event, sent.roster, plan)
    except PersonRefused as refusal:
        return await _preview(request, event, sent, {"row": _refused(refusal)})
    return pages.redirect(request, f"/organiser/events/{event.slug}/attendees")


async def _event(request: Request) -> Event:
    return await access.editable_event(request, Permission.ORDERS_EDIT)


async def _sent(request: Request, event: Event) -> Sent:
    fields = await forms.read(request)
    raw = await carried.uploaded(fields)
    form = forms.typed(fields, PeopleForm)
    chosen = _chosen(fields)
    try:
        roster = await understood(event, raw, usual_type_id=form.usual or None, chosen=chosen)
    except FileRefused as error:
        raise carried.malformed(error) from error
    values = {name: value for name, value in fields.items() if isinstance(value, str)}
    return Sent(roster, raw, form, {**values, "mail": form.mail})


def _chosen(form: FormData) -> tuple[str, ...]:
    """The meanings of the columns that the page before let a person change."""
    count = sum(1 for name in form if name.startswith("column_"))
    said = [str(form.get(f"column_{at}", "")) for at in range(min(count, MOST_COLUMNS))]
    if any(one and one not in headers.MEANINGS for one in said):
        raise forms.Malformed({"file": gettext("Please choose one of the list.")})
    return tuple(said)


def _plan(form: PeopleForm, event: Event) -> Plan:
    until = pages.local_to_utc(form.pay_until, event.timezone) if form.pay_until else None
    if until is not None and until <= clock.now():
        raise forms.Malformed({"pay_until": gettext("This is over already.")})
    buyer = _buyer(form) if form.orders == "one" else None
    return Plan(
        buyer,
        until or clock.now() + PAY_WITHIN,
        is_silent=not form.mail,
        language=i18n.language.get(),
    )


def _buyer(form: PeopleForm) -> Buyer:
    if not form.buyer:
        raise forms.Malformed({"buyer": gettext("Who orders for them?")})
    email = form.contact if MAIL.fullmatch(form.contact) else ""
    phone = form.contact if PHONE.fullmatch(form.contact) else ""
    if not (email or phone):
        raise forms.Malformed({"contact": gettext("An e-mail address or a phone number, please.")})
    return Buyer(form.buyer, email, phone, form.buyer, i18n.language.get())


def _refused(refusal: PersonRefused) -> str:
    reason = words(refusal.cause)
    told = gettext("Row {row}: {reason} Nothing was brought in.")
    return told.format(row=refusal.row, reason=reason)


async def _begin(request: Request, event: Event, problems: list[str] | None = None) -> Response:
    return await pages.render(
        request,
        "people/begin.html",
        status=422 if problems else 200,
        event=event,
        problems=problems or [],
        types=await _types(event),
    )


async def _preview(
    request: Request, event: Event, sent: Sent, errors: dict[str, str] | None = None
) -> Response:
    return await pages.render(
        request,
        "people/preview.html",
        status=409 if errors and "row" in errors else 422 if errors else 200,
        event=event,
        roster=sent.roster,
        problems=[carried.said(one) for one in sent.roster.problems],
        upload=await carried.carried(sent.raw),
        types=await _types(event),
        meanings=[("", "–"), *((one, _meaning(one)) for one in headers.MEANINGS)],
        values=sent.values,
        errors=errors or {},
    )


async def _types(event: Event) -> list[TicketType]:
    return await TicketType.filter(event_id=event.id, is_active=True, is_addon=False).order_by(
        "position", "id"
    )


def _meaning(meaning: str) -> str:
    return {
        "name": gettext("Name"),
        "email": gettext("E-mail"),
        "phone": gettext("Phone"),
        "organisation": gettext("Organisation"),
        "ticket_type": gettext("Ticket type"),
    }[meaning]


BASE = "/organiser/events/{slug}/people"

routes: list[BaseRoute] = [
    Route(BASE, begin, methods=["GET"]),
    Route(BASE + "/preview", preview, methods=["POST"]),
    Route(BASE, bring, methods=["POST"]),
]
