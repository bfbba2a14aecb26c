"""What an event offers, in the order in which its organiser put it, also what is not on sale."""

from tortoise.queryset import QuerySet

from events_svc.events.models import Event
from events_svc.tickets.product_models import (
    AddOn,
    BundlePart,
    Quota,
    QuotaTicketType,
    TaxRule,
    TicketType,
    Variant,
)


def types_of(event: Event) -> QuerySet[TicketType]:
    """The ticket types."""
    return TicketType.filter(event_id=event.id).order_by("position", "id")


def variants_of(event: Event) -> QuerySet[Variant]:
    """The variants of all types; those of one type stand in their order."""
    return Variant.filter(ticket_type__event_id=event.id).order_by("position", "id")


def quotas_of(event: Event) -> QuerySet[Quota]:
    """The quotas."""
    return Quota.filter(event_id=event.id).order_by("id")


def members_of(event: Event) -> QuerySet[QuotaTicketType]:
    """Which type, or which variant of it, takes its places from which quota."""
    return QuotaTicketType.filter(quota__event_id=event.id)


def taxes_of(event: Event) -> QuerySet[TaxRule]:
    """The taxes that a type may name."""
    return TaxRule.filter(event_id=event.id).order_by("id")


def addons_of(kind: TicketType) -> QuerySet[AddOn]:
    """What can be taken with a ticket of the type."""
    return AddOn.filter(ticket_type_id=kind.id).order_by("position", "id")


def parts_of(kind: TicketType) -> QuerySet[BundlePart]:
    """What is in each bundle of the type; nothing where it is none."""
    return BundlePart.filter(ticket_type_id=kind.id).order_by("id")
