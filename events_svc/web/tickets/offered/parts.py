"""What belongs to a ticket type: variants, add-ons, the parts of a bundle; and the taxes of the event."""

from typing import Annotated, Any

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.tickets import assort, offered
from events_svc.tickets.access import tax_of, type_of, variant_of
from events_svc.tickets.pricing import from_minor
from events_svc.tickets.product_models import TicketType, Variant
from events_svc.web import access, forms, pages
from events_svc.web.fields import Id
from events_svc.web.state import Request
from events_svc.web.tickets.fields import Price
from events_svc.web.tickets.offered.forms import Percent, money, percent
from events_svc.web.tickets.wish import Words

TYPE = "/organiser/events/{slug}/ticket-types/{id:int}"
TAXES = "/organiser/events/{slug}/taxes"

Count = Annotated[int, msgspec.Meta(ge=0, le=100)]


class VariantForm(msgspec.Struct):
    """A variant; without a price it costs what its type costs."""

    name: dict[str, Words]
    price: Price | None = None
    is_stopped: bool = False


class AddOnForm(msgspec.Struct):
    """A type that may be taken with this one; at most 0 takes it off."""

    addon_type: Id
    min_count: Count = 0
    max_count: Count = 1
    is_included: bool = False


class PartForm(msgspec.Struct):
    """A type that is in the bundle so many times; 0 takes it out."""

    part: Annotated[str, msgspec.Meta(pattern=r"^(type|variant)-[0-9]{1,18}\Z")]
    count: Count = 1
    price: Price = "0"


class TaxForm(msgspec.Struct):
    """A tax that prices include."""

    name: dict[str, Words]
    rate: Percent


async def add_variant(request: Request) -> Response:
    """One more variant."""
    event, kind = await _type(request)
    form = await forms.parse(request, VariantForm)
    await assort.add_variant(kind, _variant(form, event))
    return _back(request, event, kind)


async def change_variant(request: Request) -> Response:
    """Another name or price; or nobody can order it any more."""
    event, kind = await _type(request)
    variant = await variant_of(event, request.path_params["variant"])
    if variant.ticket_type_id != kind.id:
        raise NotFound
    form = await forms.parse(request, VariantForm)
    await assort.change_variant(variant, _variant(form, event))
    return _back(request, event, kind)


async def set_addon(request: Request) -> Response:
    """A type can be taken with this one, or not any more."""
    event, kind = await _type(request)
    form = await forms.parse(request, AddOnForm)
    kept = [
        assort.AddOnFacts(one.addon_type_id, one.min_count, one.max_count, one.is_price_included)
        for one in await offered.addons_of(kind)
        if one.addon_type_id != form.addon_type
    ]
    if form.max_count:
        least = min(form.min_count, form.max_count)
        kept.append(assort.AddOnFacts(form.addon_type, least, form.max_count, form.is_included))
    await assort.set_addons(kind, kept)
    return _back(request, event, kind)


async def set_part(request: Request) -> Response:
    """A type is in this bundle, or not any more."""
    event, kind = await _type(request)
    form = await forms.parse(request, PartForm)
    type_id, variant_id = await _part(event, form.part)
    kept = [
        assort.PartFacts(one.part_type_id, one.part_variant_id, one.count, one.price_minor)
        for one in await offered.parts_of(kind)
        if (one.part_type_id, one.part_variant_id) != (type_id, variant_id)
    ]
    if form.count:
        price_minor = money(form.price, event, "price")
        kept.append(assort.PartFacts(type_id, variant_id, form.count, price_minor))
    await assort.set_bundle(kind, kept)
    return _back(request, event, kind)


async def add_tax(request: Request) -> Response:
    """One more tax."""
    event = await _event(request)
    form = await forms.parse(request, TaxForm)
    await assort.add_tax_rule(event, form.name, rate_bp=percent(form.rate, "rate"))
    return pages.redirect(request, f"/organiser/events/{event.slug}/ticket-types")


async def change_tax(request: Request) -> Response:
    """Another name or rate, for orders from now on."""
    event = await _event(request)
    rule = await tax_of(event, request.path_params["id"])
    form = await forms.parse(request, TaxForm)
    await assort.change_tax_rule(rule, form.name, rate_bp=percent(form.rate, "rate"))
    return pages.redirect(request, f"/organiser/events/{event.slug}/ticket-types")


async def parts_of(kind: TicketType, event: Event) -> dict[str, Any]:
    """What the page of a type shows of its parts."""
    others = await offered.types_of(event).exclude(id=kind.id)
    variants = await offered.variants_of(event)
    addons = offered.addons_of(kind)
    parts = offered.parts_of(kind)
    return {
        "variants": [one for one in variants if one.ticket_type_id == kind.id],
        "addons": await addons.select_related("addon_type"),
        "parts": await parts.select_related("part_type", "part_variant"),
        "others": others,
        "choices": _choices(others, variants),
        "price_of": lambda minor: "" if minor is None else str(from_minor(minor, event.currency)),
    }


def _choices(
    types: list[TicketType], variants: list[Variant]
) -> list[tuple[str, dict[str, str], dict[str, str] | None]]:
    """What can be in a bundle: a type, or a variant where it has some."""
    found: list[tuple[str, dict[str, str], dict[str, str] | None]] = []
    for kind in types:
        mine = [one for one in variants if one.ticket_type_id == kind.id]
        found += [(f"variant-{one.id}", kind.name, one.name) for one in mine]
        if not mine:
            found.append((f"type-{kind.id}", kind.name, None))
    return found


async def _part(event: Event, typed: str) -> tuple[int, int | None]:
    kind, _, number = typed.partition("-")
    if kind == "type":
        return int(number), None
    variant = await variant_of(event, int(number))
    return variant.ticket_type_id, variant.id


async def _event(request: Request) -> Event:
    return await access.editable_event(request, Permission.TICKETS_EDIT)


async def _type(request: Request) -> tuple[Event, TicketType]:
    event = await _event(request)
    return event, await type_of(event, request.path_params["id"])


def _variant(form: VariantForm, event: Event) -> assort.VariantFacts:
    price_minor = money(form.price, event, "price") if form.price else None
    return assort.VariantFacts(form.name, price_minor, is_active=not form.is_stopped)


def _back(request: Request, event: Event, kind: TicketType) -> Response:
    return pages.redirect(request, f"/organiser/events/{event.slug}/ticket-types/{kind.id}")


routes: list[BaseRoute] = [
    Route(TYPE + "/variants", add_variant, methods=["POST"]),
    Route(TYPE + "/variants/{variant:int}", change_variant, methods=["POST"]),
    Route(TYPE + "/addons", set_addon, methods=["POST"]),
    Route(TYPE + "/parts", set_part, methods=["POST"]),
    Route(TAXES, add_tax, methods=["POST"]),
    Route(TAXES + "/{id:int}", change_tax, methods=["POST"]),
]
