"""A ticket of another type, or one more: what it is going to be, before anybody decides whether it is."""

from dataclasses import dataclass

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.accounts.tokens import new_secret
from events_svc.tickets.draft import Holder
from events_svc.tickets.models import Order, Ticket, TicketState
from events_svc.tickets.pricing import tax_within
from events_svc.tickets.product_models import BundlePart, TicketType, Variant


@dataclass(frozen=True, slots=True)
class Wish:
    """What a ticket shall be: the organiser may say another price than the list's, and the seat."""

    ticket_type_id: int
    variant_id: int | None = None
    price_minor: int | None = None
    seat_id: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A type with its variant, and what it costs on the list."""

    kind: TicketType
    variant: Variant | None
    rate_bp: int

    @property
    def price_minor(self) -> int:
        """The variant's own price, or the type's."""
        own = self.variant.price_minor if self.variant else None
        return int(self.kind.price_minor if own is None else own)


async def listed(event_id: int, ticket_type_id: int, variant_id: int | None = None) -> Listed:
    """The type and variant of the event; NotFound when there is none, or a variant has to be named."""
    kind = TicketType.get_or_none(id=ticket_type_id, event_id=event_id)
    found = await kind.select_related("tax_rule")
    if found is None:
        raise NotFound
    variants = {one.id: one for one in await Variant.filter(ticket_type_id=found.id)}
    if (variant_id is None and variants) or (variant_id is not None and variant_id not in variants):
        raise NotFound
    rate_bp = found.tax_rule.rate_bp if found.tax_rule else 0
    return Listed(found, variants[variant_id] if variant_id else None, rate_bp)


@dataclass(frozen=True, slots=True)
class Costs:
    """What a ticket costs, and what made it cheaper than the list."""

    list_minor: int
    price_minor: int
    voucher_minor: int = 0
    discount_id: int | None = None

    @classmethod
    def of_ticket(cls, ticket: Ticket) -> "Costs":
        """What was paid for a ticket that there is."""
        list_minor = ticket.price_minor if ticket.list_minor is None else ticket.list_minor
        return cls(list_minor, ticket.price_minor, ticket.voucher_minor, ticket.discount_id)


def swapped(ticket: Ticket, now: Listed, costs: Costs, wish: Wish) -> Ticket:
    """The place that `ticket` takes over, for what it costs, or for the price that the organiser says."""
    place = _place(ticket.order_id, now, wish.price_minor, costs.price_minor)
    is_reduced = place.price_minor < costs.list_minor
    place.list_minor = costs.list_minor if is_reduced else None
    place.voucher_minor = costs.voucher_minor
    place.discount_id = costs.discount_id if is_reduced else None
    place.seat_id = wish.seat_id
    place.holder_name = ticket.holder_name
    return place


def added(order: Order, now: Listed, wish: Wish, holder: Holder) -> Ticket:
    """One more ticket for the order."""
    place = _place(order.id, now, wish.price_minor, now.price_minor)
    place.seat_id = wish.seat_id
    place.holder_name, place.holder_email = holder.name, holder.email
    place.holder_organisation = holder.organisation
    return place


async def with_parts(bundle: Ticket) -> list[Ticket]:
    """The ticket and, where it is a bundle, each of its parts after it, with its share of what the bundle
    costs (as `prices` shares it out).
    """
    made = [bundle]
    for one in await BundlePart.filter(ticket_type_id=bundle.ticket_type_id).order_by("id"):
        now = await listed(bundle.event_id, one.part_type_id, one.part_variant_id)
        made += [_part(bundle, now, one.price_minor) for _ in range(one.count)]
    bundle.tax_minor = tax_within(bundle.price_minor, bundle.tax_rate_bp)
    return made


def _part(bundle: Ticket, now: Listed, share_minor: int) -> Ticket:
    part = _place(bundle.order_id, now, None, min(share_minor, bundle.price_minor))
    bundle.price_minor -= part.price_minor
    part.is_bundled = True
    part.holder_name, part.holder_email = bundle.holder_name, bundle.holder_email
    part.holder_organisation = bundle.holder_organisation
    return part


def _place(order_id: int, now: Listed, asked_minor: int | None, price_minor: int) -> Ticket:
    price_minor = price_minor if asked_minor is None else asked_minor
    return Ticket(
        order_id=order_id,
        event_id=now.kind.event_id,
        ticket_type_id=now.kind.id,
        variant_id=now.variant.id if now.variant else None,
        secret=new_secret(),
        state=TicketState.HELD,
        price_minor=price_minor,
        tax_rate_bp=now.rate_bp,
        tax_minor=tax_within(price_minor, now.rate_bp),
        valid_from=now.kind.valid_from,
        valid_until=now.kind.valid_until,
        created_at=clock.now(),
    )
