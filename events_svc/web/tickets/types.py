"""The organiser's ticket types and quotas."""

from typing import Any

from starlette.responses import Response

from events_svc import clock
from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.tickets.access import quota_of, type_of
from events_svc.tickets.offer import add_quota, add_type, change_quota, change_type
from events_svc.tickets.offered import members_of, quotas_of, taxes_of, types_of, variants_of
from events_svc.tickets.product_models import (
    TicketType,
    Variant,
)
from events_svc.tickets.queries import places_left, sales, sales_by_type, state_of
from events_svc.web import access, forms, pages
from events_svc.web.i18n import gettext
from events_svc.web.state import Request
from events_svc.web.tickets import fields, printed, wish
from events_svc.web.tickets.offered.parts import parts_of
from events_svc.web.tickets.words import sale_mark


async def index(request: Request) -> Response:
    """Ticket types with what was sold of each, quotas, and the form of one more."""
    return await _index(request, await _event(request))


async def make(request: Request) -> Response:
    """A ticket type and, with places, its quota."""
    event = await _event(request)
    form = await forms.read(request)
    try:
        typed = forms.typed(form, fields.TypeForm)
        await add_type(event, fields.facts(typed, event), places=typed.places)
    except forms.Malformed as error:
        return await _index(request, event, values=wish.typed(form), errors=error.errors)
    return pages.redirect(request, _base(event))


async def edit(request: Request) -> Response:
    """The form of a ticket type."""
    event = await _event(request)
    kind = await type_of(event, request.path_params["id"])
    return await _edit(request, event, kind, fields.values(kind, event))


async def change(request: Request) -> Response:
    """Change a ticket type."""
    event = await _event(request)
    kind = await type_of(event, request.path_params["id"])
    form = await forms.read(request)
    try:
        facts = fields.facts(forms.typed(form, fields.TypeForm), event)
    except forms.Malformed as error:
        return await _edit(request, event, kind, wish.typed(form), error.errors)
    await change_type(kind, facts)
    return pages.redirect(request, _base(event))


async def make_quota(request: Request) -> Response:
    """A quota that several types share."""
    event = await _event(request)
    form = await forms.parse(request, fields.QuotaForm)
    await add_quota(
        event,
        form.name,
        size=form.size,
        ticket_type_ids=form.ticket_types,
        variant_ids=form.variants,
    )
    return pages.redirect(request, _base(event))


async def resize_quota(request: Request) -> Response:
    """Another name, size or set of types."""
    event = await _event(request)
    quota = await quota_of(event, request.path_params["id"])
    form = await forms.parse(request, fields.QuotaForm)
    await change_quota(
        quota,
        name=form.name,
        size=form.size,
        ticket_type_ids=form.ticket_types,
        variant_ids=form.variants,
    )
    return pages.redirect(request, _base(event))


async def _event(request: Request) -> Event:
    return await access.editable_event(request, Permission.TICKETS_EDIT)


async def _index(
    request: Request,
    event: Event,
    *,
    values: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
) -> Response:
    types = await types_of(event)
    left = await places_left(types)
    by_quota: dict[int, list[int]] = {}
    variants_by_quota: dict[int, list[int]] = {}
    for one in await members_of(event):
        if one.variant_id is None:
            by_quota.setdefault(one.quota_id, []).append(one.ticket_type_id)
        else:
            variants_by_quota.setdefault(one.quota_id, []).append(one.variant_id)
    variants: dict[int, list[Variant]] = {}
    for variant in await variants_of(event):
        variants.setdefault(variant.ticket_type_id, []).append(variant)
    return await pages.render(
        request,
        "tickets/types.html",
        status=422 if errors else 200,
        event=event,
        types=types,
        left=left,
        marks={
            one.id: sale_mark(state_of(one, event, left=left.get(one.id), at=clock.now()), event)
            for one in types
        },
        counts=await sales_by_type(types),
        figures=await sales(event),
        quotas=await quotas_of(event),
        by_quota=by_quota,
        variants_by_quota=variants_by_quota,
        variants=variants,
        **await _taxes(event),
        values=values or fields.BLANK,
        errors=errors or {},
    )


async def _edit(
    request: Request,
    event: Event,
    kind: TicketType,
    values: dict[str, Any],
    errors: dict[str, str] | None = None,
) -> Response:
    return await pages.render(
        request,
        "tickets/type.html",
        status=422 if errors else 200,
        event=event,
        kind=kind,
        **await parts_of(kind, event),
        **await _taxes(event),
        values=values,
        errors=errors or {},
    )


async def _taxes(event: Event) -> dict[str, Any]:
    """The taxes that a type may name."""
    taxes = await taxes_of(event)
    choices = [("", gettext("None")), *((one.id, printed.words(one.name)) for one in taxes)]
    return {"taxes": taxes, "tax_choices": choices}


def _base(event: Event) -> str:
    return f"/organiser/events/{event.slug}/ticket-types"
