"""Variants, add-ons, bundles, taxes: what belongs to the ticket types of an event."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.text import Text
from events_svc.tickets.errors import BundleTooDear, PartOfItself
from events_svc.tickets.product_models import AddOn, BundlePart, TaxRule, TicketType, Variant


@dataclass(frozen=True, slots=True)
class VariantFacts:
    """A variant; without a price it costs what its type costs."""

    name: Text
    price_minor: int | None = None
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class AddOnFacts:
    """How many of a type each ticket may, or must, take."""

    addon_type_id: int
    min_count: int = 0
    max_count: int = 1
    is_price_included: bool = False


@dataclass(frozen=True, slots=True)
class PartFacts:
    """What is in a bundle; each part's share of the bundle's price, for its tax and its value."""

    part_type_id: int
    part_variant_id: int | None = None
    count: int = 1
    price_minor: int = 0


async def add_variant(kind: TicketType, facts: VariantFacts) -> Variant:
    """One more variant of the type, the last in the list. From the first on, who orders chooses one."""
    async with in_transaction():
        position = await Variant.filter(ticket_type_id=kind.id).count()
        made = await Variant.create(ticket_type_id=kind.id, position=position, **asdict(facts))
        await _record(kind, "variant.created", f"variant:{made.id}")
    return made


async def change_variant(variant: Variant, facts: VariantFacts) -> Variant:
    """Change a variant. Tickets that stand keep their price."""
    async with in_transaction():
        await Variant.filter(id=variant.id).update(**asdict(facts))
        kind = await TicketType.get(id=variant.ticket_type_id)
        await _record(kind, "variant.changed", f"variant:{variant.id}")
    return await Variant.get(id=variant.id)


async def set_addons(kind: TicketType, addons: Sequence[AddOnFacts]) -> list[AddOn]:
    """With a ticket of this type, these may be taken and no others."""
    async with in_transaction():
        await _check_types(kind, [one.addon_type_id for one in addons])
        await AddOn.filter(ticket_type_id=kind.id).delete()
        made = [
            await AddOn.create(ticket_type_id=kind.id, position=position, **asdict(one))
            for position, one in enumerate(addons)
        ]
        await _record(kind, "ticket_type.addons_changed", f"ticket_type:{kind.id}")
    return made


async def set_bundle(kind: TicketType, parts: Sequence[PartFacts]) -> list[BundlePart]:
    """These are in the price of the type, each time. Raises BundleTooDear when they cost more than it."""
    async with in_transaction():
        await _check_types(kind, [one.part_type_id for one in parts])
        for part in parts:
            await _check_variant(part)
        if sum(one.count * one.price_minor for one in parts) > kind.price_minor:
            raise BundleTooDear
        await BundlePart.filter(ticket_type_id=kind.id).delete()
        made = [await BundlePart.create(ticket_type_id=kind.id, **asdict(one)) for one in parts]
        await _record(kind, "ticket_type.bundle_changed", f"ticket_type:{kind.id}")
    return made


async def add_tax_rule(event: Event, name: Text, *, rate_bp: int) -> TaxRule:
    """A tax that prices include, for types to choose."""
    async with in_transaction():
        made = await TaxRule.create(event_id=event.id, name=name, rate_bp=rate_bp)
        await audit.record("tax_rule.created", f"tax_rule:{made.id}", event_id=event.id)
    return made


async def change_tax_rule(rule: TaxRule, name: Text, *, rate_bp: int) -> TaxRule:
    """Another name or rate. Tickets that stand keep the rate of their day."""
    async with in_transaction():
        await TaxRule.filter(id=rule.id).update(name=name, rate_bp=rate_bp)
        await audit.record(
            "tax_rule.changed", f"tax_rule:{rule.id}", event_id=rule.event_id, rate_bp=rate_bp
        )
    return await TaxRule.get(id=rule.id)


async def _check_types(kind: TicketType, type_ids: Sequence[int]) -> None:
    """NotFound for a type of another event; PartOfItself when a type would be taken with itself."""
    if kind.id in type_ids:
        raise PartOfItself
    wanted = {*type_ids}
    found = await TicketType.filter(id__in=sorted(wanted), event_id=kind.event_id).count()
    if found != len(wanted):
        raise NotFound


async def _check_variant(part: PartFacts) -> None:
    variants = {one.id for one in await Variant.filter(ticket_type_id=part.part_type_id)}
    if part.part_variant_id not in (variants or {None}):
        raise NotFound


async def _record(kind: TicketType, action: str, subject: str) -> None:
    await audit.record(action, subject, event_id=kind.event_id)
