"""The waiting list for those who wait: join, see where one stands, take the place, leave."""

from datetime import timedelta
from typing import Any

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.limits import limit
from events_svc.events.models import Event
from events_svc.tickets.product_models import TicketType, Variant
from events_svc.tickets.waiting.errors import NobodyWaits, PlacesLeft
from events_svc.tickets.waiting.join import Waiter, join, leave
from events_svc.tickets.waiting.queries import Wait, ahead_of, entry_behind, rule_of, standing
from events_svc.web import access, forms, i18n, pages
from events_svc.web.address import client_network
from events_svc.web.errors import beside
from events_svc.web.fields import Email, Id
from events_svc.web.state import Request
from events_svc.web.tickets.wish import Name
from events_svc.web.tickets.words import wait_mark

MOST_JOINS, WITHIN = 300, timedelta(minutes=10)
PRIVATE = {
    "cache-control": "private, no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
}


class WaiterForm(msgspec.Struct):
    """Who waits, and for what: `12` a type, `12-3` its variant."""

    kind: str
    name: Name
    email: Email


async def ask(request: Request) -> Response:
    """Who waits, for what."""
    event = await _listed(request)
    return await _form(request, event, {"kind": request.query_params.get("kind", "")})


async def wait(request: Request) -> Response:
    """On the list; on to the page of this wait."""
    event = await _listed(request)
    form = await forms.read(request)
    await limit(f"waiting:{client_network(request)}", most=MOST_JOINS, within=WITHIN)
    try:
        typed = forms.typed(form, WaiterForm)
        waiter = Waiter(typed.name, typed.email.lower(), i18n.language.get())
        with beside("kind", PlacesLeft):
            entry = await join(event, _key(typed.kind), waiter)
    except forms.Malformed as wrong:
        values = {name: value for name, value in form.items() if isinstance(value, str)}
        return await _form(request, event, values, wrong.errors)
    return pages.redirect(request, f"/waiting/{entry.secret}")


async def show(request: Request) -> Response:
    """Where somebody stands, and the place that is held for them."""
    entry = await entry_behind(request.path_params["secret"])
    how = standing(entry, entry.voucher)
    return await pages.render(
        request,
        "tickets/waiting/entry.html",
        headers=PRIVATE,
        entry=entry,
        event=entry.event,
        how=how,
        mark=wait_mark(how),
        ahead=await ahead_of(entry) if how is Wait.WAITING else 0,
    )


async def stop(request: Request) -> Response:
    """Wait no longer."""
    entry = await entry_behind(request.path_params["secret"])
    await forms.read(request)
    await leave(entry)
    return pages.redirect(request, f"/waiting/{entry.secret}")


async def _listed(request: Request) -> Event:
    """The public event, if it has an open list; else NobodyWaits."""
    event = await access.public_event(request)
    rule = await rule_of(event)
    if rule is None or not rule.is_open:
        raise NobodyWaits
    return event


def _key(typed: str) -> tuple[Id, Id | None]:
    """`12-3` as type and variant; raises Malformed."""
    kind, dash, variant = typed.partition("-")
    numbers = [kind, variant] if dash else [kind]
    if not all(one.isascii() and one.isdecimal() and len(one) < 18 for one in numbers):
        raise forms.Malformed({"kind": i18n.gettext("Please choose one of the list.")})
    return int(kind), int(variant) if dash else None


async def _form(
    request: Request,
    event: Event,
    values: dict[str, Any],
    errors: dict[str, str] | None = None,
) -> Response:
    return await pages.render(
        request,
        "tickets/waiting/join.html",
        status=422 if errors else 200,
        event=event,
        kinds=await _kinds(event),
        values=values,
        errors=errors or {},
    )


async def _kinds(event: Event) -> list[tuple[str, str]]:
    """What one can wait for, as the form names it, with its words."""
    filters = pages.environment().filters
    found = TicketType.filter(
        event_id=event.id, is_active=True, is_hidden=False, is_addon=False, needs_voucher=False
    )
    types = await found.order_by("position", "id")
    variants: dict[int, list[Variant]] = {}
    wanted = Variant.filter(ticket_type_id__in=[one.id for one in types], is_active=True)
    for variant in await wanted.order_by("position", "id"):
        variants.setdefault(variant.ticket_type_id, []).append(variant)
    kinds: list[tuple[str, str]] = []
    for one in types:
        name = filters["text"](one.name)
        kinds += [
            (f"{one.id}-{variant.id}", f"{name} · {filters['text'](variant.name)}")
            for variant in variants.get(one.id, [])
        ] or [(str(one.id), name)]
    return kinds


routes: list[BaseRoute] = [
    Route("/events/{slug}/waiting", ask, methods=["GET"], name="waiting"),
    Route("/events/{slug}/waiting", wait, methods=["POST"], name="wait"),
    Route("/waiting/{secret}", show, name="waiting_entry"),
    Route("/waiting/{secret}/leaving", stop, methods=["POST"], name="waiting_leave"),
]
