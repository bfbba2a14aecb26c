"""What a walk-in can have at a desk."""

from collections.abc import Sequence
from dataclasses import dataclass

from events_svc.checkin.desk.errors import NotADesk
from events_svc.checkin.models import CheckinListTicketType, Gate
from events_svc.tickets.product_models import TicketType, Variant
from events_svc.tickets.queries import places_left


@dataclass(frozen=True, slots=True)
class Offer:
    """A ticket type, or one of its variants, with its price in minor units; `left` None: no quota."""

    ticket_type: TicketType
    variant: Variant | None
    price_minor: int
    left: int | None


async def offers(gate: Gate) -> list[Offer]:
    """The types that this gate lets in and that nobody has to approve or to have a voucher for; NotADesk."""
    refuse_unless_desk(gate)
    types = await _types(gate)
    left = await places_left(types)
    found = Variant.filter(ticket_type_id__in=[one.id for one in types], is_active=True)
    variants = await found.order_by("position", "id")
    return [
        Offer(kind, variant, _price(kind, variant), left.get(kind.id))
        for kind in types
        for variant in _variants(kind, variants)
    ]


def refuse_unless_desk(gate: Gate) -> None:
    """Raise NotADesk unless people register and pay at this gate."""
    if not gate.is_desk:
        raise NotADesk


async def _types(gate: Gate) -> list[TicketType]:
    members = CheckinListTicketType.filter(checkin_list_id=gate.checkin_list_id)
    listed = await members.values_list("ticket_type_id", flat=True)
    found = TicketType.filter(
        event_id=gate.event_id,
        is_active=True,
        is_admission=True,
        is_addon=False,
        is_hidden=False,
        needs_approval=False,
        needs_voucher=False,
    )
    if listed:
        found = found.filter(id__in=listed)
    return await found.order_by("position", "id")


def _variants(kind: TicketType, variants: Sequence[Variant]) -> Sequence[Variant | None]:
    """The type's own, or that it has none."""
    return [one for one in variants if one.ticket_type_id == kind.id] or [None]


def _price(kind: TicketType, variant: Variant | None) -> int:
    own = variant.price_minor if variant else None
    return int(kind.price_minor if own is None else own)
