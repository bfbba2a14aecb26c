"""Ticket types and quotas in the API."""

from collections import defaultdict
from typing import Annotated

import msgspec
from starlette.routing import BaseRoute

from events_svc import clock
from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.tickets.offer import TypeFacts, add_quota, add_type
from events_svc.tickets.offered import members_of, quotas_of
from events_svc.tickets.offers import on_sale
from events_svc.tickets.queries import places_left, state_of
from events_svc.web import access
from events_svc.web.api import operation
from events_svc.web.fields import Id, Instant
from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext
from events_svc.web.state import Request
from events_svc.web.tickets import fields, views
from events_svc.web.tickets.wish import Words


class TicketTypeDraft(msgspec.Struct):
    """A new ticket type; with `places`, in a quota of its own."""

    name: dict[str, Words]
    price_minor: fields.Minor = 0
    description: dict[str, fields.Prose] = {}
    places: fields.Places | None = None
    sale_starts_at: Instant | None = None
    sale_ends_at: Instant | None = None
    min_per_order: fields.PerOrder = 1
    max_per_order: fields.PerOrder = 10
    is_admission: bool = True
    is_hidden: bool = False
    is_addon: bool = False
    needs_approval: bool = False
    approval_days: fields.Days = 14
    needs_voucher: bool = False


class QuotaDraft(msgspec.Struct):
    """A new quota for ticket types of the event."""

    name: Annotated[
        str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*\Z")
    ]
    size: fields.Places
    ticket_types: Annotated[list[Id], msgspec.Meta(max_length=200)]


async def types(request: Request) -> views.TicketTypeList:
    """List the public ticket types with what is left of each."""
    event = await access.public_event(request)
    return views.TicketTypeList(
        [
            views.type_view(one.ticket_type, event.currency, left=one.left, state=one.state)
            for one in await on_sale(event)
        ]
    )


async def make_type(request: Request, draft: TicketTypeDraft) -> views.TicketTypeView:
    """Put a ticket type on sale."""
    event = await access.editable_event(request, Permission.TICKETS_EDIT)
    if not draft.name or not {*draft.name, *draft.description} <= {"zh", "en"}:
        raise Malformed({"name": gettext("Chinese (zh) or English (en), please.")})
    fields.check(draft.min_per_order, draft.max_per_order, draft.sale_starts_at, draft.sale_ends_at)
    columns = msgspec.structs.asdict(draft)
    places = columns.pop("places")
    kind = await add_type(event, TypeFacts(**columns), places=places)
    left = (await places_left([kind])).get(kind.id)
    state = state_of(kind, event, left=left, at=clock.now())
    return views.type_view(kind, event.currency, left=left, state=state)


async def quotas(request: Request) -> views.QuotaList:
    """List the quotas with what is used of each."""
    event = await access.editable_event(request, Permission.EVENT_VIEW)
    found = await quotas_of(event)
    members = await _members(event)
    return views.QuotaList([views.quota_view(one, members[one.id]) for one in found])


async def make_quota(request: Request, draft: QuotaDraft) -> views.QuotaView:
    """Add a quota; tickets that exist take their places in it at once."""
    event = await access.editable_event(request, Permission.TICKETS_EDIT)
    ids = draft.ticket_types
    quota = await add_quota(event, draft.name, size=draft.size, ticket_type_ids=ids)
    return views.quota_view(quota, {*ids})


async def _members(event: Event) -> defaultdict[int, set[int]]:
    """The ids of the ticket types by quota."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for member in await members_of(event):
        found[member.quota_id].add(member.ticket_type_id)
    return found


EVENT = "/events/{slug}"

routes: list[BaseRoute] = [
    operation(
        "GET",
        EVENT + "/ticket-types",
        types,
        name="ticket_types",
        answer=views.TicketTypeList,
        is_public=True,
    ),
    operation(
        "POST",
        EVENT + "/ticket-types",
        make_type,
        name="make_ticket_type",
        body=TicketTypeDraft,
        answer=views.TicketTypeView,
        status=201,
    ),
    operation("GET", EVENT + "/quotas", quotas, name="quotas", answer=views.QuotaList),
    operation(
        "POST",
        EVENT + "/quotas",
        make_quota,
        name="make_quota",
        body=QuotaDraft,
        answer=views.QuotaView,
        status=201,
    ),
]
