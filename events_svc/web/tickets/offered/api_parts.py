"""Add-ons, parts of bundles and automatic discounts in the API."""

from datetime import datetime
from typing import Annotated

import msgspec
from starlette.routing import BaseRoute

from events_svc.accounts.permissions import Permission
from events_svc.tickets import assort, offered
from events_svc.tickets.access import type_of
from events_svc.tickets.product_models import AddOn, BundlePart, TicketType
from events_svc.tickets.vouchers.discounts import DiscountFacts, add_discount, change_discount
from events_svc.tickets.vouchers.models import Discount
from events_svc.tickets.vouchers.queries import discount_of, discounts_of
from events_svc.web import access
from events_svc.web.api import operation
from events_svc.web.fields import Id, Instant, Line, Name
from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext
from events_svc.web.state import Request
from events_svc.web.tickets.fields import Minor

Few = Annotated[int, msgspec.Meta(ge=0, le=100)]
Count = Annotated[int, msgspec.Meta(ge=1, le=1000)]
BasisPoints = Annotated[int, msgspec.Meta(ge=0, le=10_000)]


class AddOnFacts(msgspec.Struct):
    """How many tickets of a type may (`max_count`) or must (`min_count`) be taken with each ticket."""

    ticket_type: Id
    min_count: Few = 0
    max_count: Annotated[int, msgspec.Meta(ge=1, le=100)] = 1
    is_price_included: bool = False


class AddOnList(msgspec.Struct):
    """What can be taken with a ticket of the type, in its order: these and no others."""

    items: Annotated[list[AddOnFacts], msgspec.Meta(max_length=50)]


class BundlePartFacts(msgspec.Struct):
    """What is in each bundle; `price_minor` is its share of the bundle's price, for each."""

    ticket_type: Id
    variant: Id | None = None
    count: Annotated[int, msgspec.Meta(ge=1, le=100)] = 1
    price_minor: Minor = 0


class BundlePartList(msgspec.Struct):
    """The parts of the type: none when it is no bundle."""

    items: Annotated[list[BundlePartFacts], msgspec.Meta(max_length=50)]


class DiscountDraft(msgspec.Struct):
    """A discount that orders get by themselves: of every `per_count` tickets of these types (none named: all), when
    there are at least `min_count`, the cheapest `reduced_count` cost `percent_bp` basis points less; only for these
    organisations, when any are named.
    """

    name: Name
    percent_bp: BasisPoints
    is_active: bool = True
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    ticket_types: Annotated[list[Id], msgspec.Meta(max_length=200)] = []
    member_organisations: Annotated[list[Line], msgspec.Meta(max_length=1000)] = []
    min_count: Count = 1
    per_count: Count = 1
    reduced_count: Count = 1


class DiscountView(msgspec.Struct):
    """A discount; of two that fit a ticket it gets the first in the list."""

    id: int
    name: dict[str, str]
    percent_bp: int
    is_active: bool
    starts_at: datetime | None
    ends_at: datetime | None
    ticket_types: list[int]
    member_organisations: list[str]
    min_count: int
    per_count: int
    reduced_count: int


class DiscountList(msgspec.Struct):
    """All discounts of an event, in their order."""

    items: list[DiscountView]


async def addons(request: Request) -> AddOnList:
    """List what can be taken with a ticket of the type."""
    kind = await _kind(request, Permission.EVENT_VIEW)
    return _addons(await offered.addons_of(kind))


async def set_addons(request: Request, wanted: AddOnList) -> AddOnList:
    """Say what can be taken with a ticket of the type; tickets that stand keep what they have."""
    kind = await _kind(request, Permission.TICKETS_EDIT)
    _refuse_twice([one.ticket_type for one in wanted.items])
    if any(one.max_count < one.min_count for one in wanted.items):
        raise Malformed({"items": gettext("At least {limit}.").format(limit="min_count")})
    facts = [
        assort.AddOnFacts(one.ticket_type, one.min_count, one.max_count, one.is_price_included)
        for one in wanted.items
    ]
    return _addons(await assort.set_addons(kind, facts))


async def parts(request: Request) -> BundlePartList:
    """List what is in each bundle of the type."""
    kind = await _kind(request, Permission.EVENT_VIEW)
    return _parts(await offered.parts_of(kind))


async def set_parts(request: Request, wanted: BundlePartList) -> BundlePartList:
    """Say what is in each bundle of the type: 409 when the parts cost more than it."""
    kind = await _kind(request, Permission.TICKETS_EDIT)
    _refuse_twice([(one.ticket_type, one.variant) for one in wanted.items])
    facts = [
        assort.PartFacts(one.ticket_type, one.variant, one.count, one.price_minor)
        for one in wanted.items
    ]
    return _parts(await assort.set_bundle(kind, facts))


async def discounts(request: Request) -> DiscountList:
    """List the automatic discounts."""
    event = await access.editable_event(request, Permission.TICKETS_EDIT)
    return DiscountList([_discount(one) for one in await discounts_of(event)])


async def make_discount(request: Request, draft: DiscountDraft) -> DiscountView:
    """Add a discount, the last in the list."""
    event = await access.editable_event(request, Permission.TICKETS_EDIT)
    return _discount(await add_discount(event, _facts(draft)))


async def show_discount(request: Request) -> DiscountView:
    """Read a discount."""
    return _discount(await _found(request))


async def put_discount(request: Request, draft: DiscountDraft) -> DiscountView:
    """Change a discount, or stop it (`is_active`); tickets that stand keep their price."""
    return _discount(await change_discount(await _found(request), _facts(draft)))


async def _kind(request: Request, permission: Permission) -> TicketType:
    return await type_of(
        await access.editable_event(request, permission), request.path_params["id"]
    )


async def _found(request: Request) -> Discount:
    event = await access.editable_event(request, Permission.TICKETS_EDIT)
    return await discount_of(event, request.path_params["id"])


def _refuse_twice(named: list[int] | list[tuple[int, int | None]]) -> None:
    if len({*named}) < len(named):
        raise Malformed({"items": gettext("Each only once, please.")})


def _facts(draft: DiscountDraft) -> DiscountFacts:
    if draft.reduced_count > draft.per_count:
        words = gettext("At most {limit}.").format(limit=draft.per_count)
        raise Malformed({"reduced_count": words})
    if draft.starts_at and draft.ends_at and draft.ends_at <= draft.starts_at:
        raise Malformed({"ends_at": gettext("The end must be after the start.")})
    columns = msgspec.structs.asdict(draft)
    return DiscountFacts(ticket_type_ids=columns.pop("ticket_types"), **columns)


def _addons(found: list[AddOn]) -> AddOnList:
    return AddOnList(
        [
            AddOnFacts(one.addon_type_id, one.min_count, one.max_count, one.is_price_included)
            for one in found
        ]
    )


def _parts(found: list[BundlePart]) -> BundlePartList:
    return BundlePartList(
        [
            BundlePartFacts(one.part_type_id, one.part_variant_id, one.count, one.price_minor)
            for one in found
        ]
    )


def _discount(one: Discount) -> DiscountView:
    names = [name for name in DiscountView.__struct_fields__ if name != "ticket_types"]
    return DiscountView(ticket_types=one.ticket_type_ids, **{n: getattr(one, n) for n in names})


EVENT = "/events/{slug}"
TYPE = EVENT + "/ticket-types/{id:int}"
ONE = EVENT + "/discounts/{id:int}"

routes: list[BaseRoute] = [
    operation("GET", TYPE + "/addons", addons, name="addons", answer=AddOnList),
    operation(
        "PUT",
        TYPE + "/addons",
        set_addons,
        name="set_addons",
        body=AddOnList,
        answer=AddOnList,
        refusals=[409],
    ),
    operation("GET", TYPE + "/parts", parts, name="bundle_parts", answer=BundlePartList),
    operation(
        "PUT",
        TYPE + "/parts",
        set_parts,
        name="set_bundle_parts",
        body=BundlePartList,
        answer=BundlePartList,
        refusals=[409],
    ),
    operation("GET", EVENT + "/discounts", discounts, name="discounts", answer=DiscountList),
    operation(
        "POST",
        EVENT + "/discounts",
        make_discount,
        name="make_discount",
        body=DiscountDraft,
        answer=DiscountView,
        status=201,
    ),
    operation("GET", ONE, show_discount, name="discount", answer=DiscountView),
    operation(
        "PUT",
        ONE,
        put_discount,
        name="change_discount",
        body=DiscountDraft,
        answer=DiscountView,
    ),
]
