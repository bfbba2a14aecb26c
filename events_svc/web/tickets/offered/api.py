"""Vouchers and variants in the API."""

from datetime import datetime
from operator import attrgetter
from typing import Annotated

import msgspec
from starlette.routing import BaseRoute

from events_svc.accounts.permissions import Permission
from events_svc.tickets import assort
from events_svc.tickets.access import type_of
from events_svc.tickets.product_models import Variant
from events_svc.tickets.vouchers.issue import VoucherFacts, issue, issue_many, withdraw
from events_svc.tickets.vouchers.models import Reduction, Voucher
from events_svc.tickets.vouchers.queries import voucher_of, vouchers
from events_svc.web import access, paging
from events_svc.web.api import Page, operation
from events_svc.web.fields import Id, Instant
from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext
from events_svc.web.state import Request
from events_svc.web.tickets.fields import Minor
from events_svc.web.tickets.wish import PRINTABLE, Words


class VoucherDraft(msgspec.Struct):
    """A voucher with this `code`, or `count` of them with codes of their own.

    `value` is in minor units, of `percent` in basis points.
    """

    code: Annotated[str, msgspec.Meta(max_length=40, pattern=PRINTABLE)] = ""
    count: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 1
    max_uses: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 1
    valid_until: Instant | None = None
    ticket_type: Id | None = None
    variant: Id | None = None
    quota: Id | None = None
    reduction: Reduction = Reduction.NONE
    value: Minor = 0
    budget_minor: Minor | None = None
    reserves_quota: bool = False
    shows_hidden: bool = False
    tag: Annotated[str, msgspec.Meta(max_length=80, pattern=PRINTABLE)] = ""


class VoucherView(msgspec.Struct):
    """A voucher; `used` of `max_uses` stand, `reserved` are the places that it keeps now."""

    id: int
    code: str
    max_uses: int
    used: int
    reserved: int
    valid_until: datetime | None
    ticket_type: int | None
    variant: int | None
    quota: int | None
    reduction: Reduction
    value: int
    budget_minor: int | None
    spent_minor: int
    tag: str
    withdrawn_at: datetime | None


class VoucherPage(msgspec.Struct):
    """Vouchers, newest first; `next` is the cursor of the page after, null on the last."""

    items: list[VoucherView]
    next: str | None


class VoucherMade(msgspec.Struct):
    """The vouchers that were made."""

    items: list[VoucherView]


class VariantDraft(msgspec.Struct):
    """A variant of a ticket type; without a price it costs what its type costs."""

    name: dict[str, Words]
    price_minor: Minor | None = None


class VariantView(msgspec.Struct):
    """One of the kinds of a ticket type."""

    id: int
    ticket_type: int
    name: dict[str, str]
    price_minor: int | None
    is_active: bool


async def index(request: Request, page: Page) -> VoucherPage:
    """List the vouchers, newest first."""
    event = await access.editable_event(request, Permission.TICKETS_EDIT)
    found = await vouchers(event, before_id=paging.number(page.cursor), limit=page.limit)
    shown, following = paging.cut(found, page.limit, by=attrgetter("id"))
    return VoucherPage([_view(one) for one in shown], following)


async def make(request: Request, draft: VoucherDraft) -> VoucherMade:
    """Make vouchers, all or none: 409 when a code is taken or the places to keep are gone."""
    event = await access.editable_event(request, Permission.TICKETS_EDIT)
    facts = VoucherFacts(
        max_uses=draft.max_uses,
        valid_until=draft.valid_until,
        ticket_type_id=draft.ticket_type,
        variant_id=draft.variant,
        quota_id=draft.quota,
        reduction=draft.reduction,
        value=draft.value,
        budget_minor=draft.budget_minor,
        reserves_quota=draft.reserves_quota,
        shows_hidden=draft.shows_hidden,
        tag=draft.tag,
    )
    if draft.count > 1:
        return VoucherMade([_view(one) for one in await issue_many(event, facts, draft.count)])
    return VoucherMade([_view(await issue(event, facts, code=draft.code))])


async def take_back(request: Request) -> None:
    """Withdraw a voucher; its places return."""
    event = await access.editable_event(request, Permission.TICKETS_EDIT)
    await withdraw(await voucher_of(event, request.path_params["id"]))


async def add_variant(request: Request, draft: VariantDraft) -> VariantView:
    """Add a variant; from the first on, who orders the type chooses one."""
    event = await access.editable_event(request, Permission.TICKETS_EDIT)
    kind = await type_of(event, request.path_params["id"])
    if not draft.name or not {*draft.name} <= {"zh", "en"}:
        raise Malformed({"name": gettext("Chinese (zh) or English (en), please.")})
    made = await assort.add_variant(kind, assort.VariantFacts(draft.name, draft.price_minor))
    return _variant(made)


def _variant(one: Variant) -> VariantView:
    return VariantView(one.id, one.ticket_type_id, one.name, one.price_minor, one.is_active)


def _view(one: Voucher) -> VoucherView:
    return VoucherView(
        id=one.id,
        code=one.code,
        max_uses=one.max_uses,
        used=one.used,
        reserved=one.reserved,
        valid_until=one.valid_until,
        ticket_type=one.ticket_type_id,
        variant=one.variant_id,
        quota=one.quota_id,
        reduction=one.reduction,
        value=one.value,
        budget_minor=one.budget_minor,
        spent_minor=one.spent_minor,
        tag=one.tag,
        withdrawn_at=one.withdrawn_at,
    )


EVENT = "/events/{slug}"

routes: list[BaseRoute] = [
    operation("GET", EVENT + "/vouchers", index, name="vouchers", query=Page, answer=VoucherPage),
    operation(
        "POST",
        EVENT + "/vouchers",
        make,
        name="make_vouchers",
        body=VoucherDraft,
        answer=VoucherMade,
        status=201,
    ),
    operation("DELETE", EVENT + "/vouchers/{id:int}", take_back, name="withdraw_voucher"),
    operation(
        "POST",
        EVENT + "/ticket-types/{id:int}/variants",
        add_variant,
        name="add_variant",
        body=VariantDraft,
        answer=VariantView,
        status=201,
    ),
]
