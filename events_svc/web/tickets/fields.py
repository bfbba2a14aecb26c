"""What organisers write about ticket types and quotas, checked."""

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec

from events_svc.events.models import Event
from events_svc.tickets.errors import MoneyInexact
from events_svc.tickets.offer import TypeFacts
from events_svc.tickets.pricing import MOST_MINOR, from_minor, typed_to_minor
from events_svc.tickets.product_models import TicketType
from events_svc.web.fields import Id
from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext
from events_svc.web.pages import local_to_utc
from events_svc.web.tickets.wish import Words

Places = Annotated[int, msgspec.Meta(ge=0, le=10_000_000)]
PerOrder = Annotated[int, msgspec.Meta(ge=1, le=1000)]
Days = Annotated[int, msgspec.Meta(ge=1, le=365)]
Prose = Annotated[str, msgspec.Meta(max_length=5000)]
Price = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^([0-9]{1,12}([.,][0-9]{1,4})?|[0-9]{1,3}(,[0-9]{3}){1,3}(\.[0-9]{1,4})?)\Z"
    ),
]
Minor = Annotated[int, msgspec.Meta(ge=0, le=MOST_MINOR)]


class TypeForm(msgspec.Struct):
    """A ticket type as its form sends it; `places` make a quota of its own."""

    name: dict[str, Words]
    price: Price = "0"
    description: dict[str, Prose] = {}
    places: Places | None = None
    sale_starts_at: datetime | None = None
    sale_ends_at: datetime | None = None
    min_per_order: PerOrder = 1
    max_per_order: PerOrder = 10
    is_online: bool = False
    is_hidden: bool = False
    is_stopped: bool = False
    tax_rule: Id | None = None
    is_addon: bool = False
    needs_voucher: bool = False
    needs_approval: bool = False
    approval_days: Days = 14


class QuotaForm(msgspec.Struct):
    """A quota and the ticket types that it limits."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    size: Places
    ticket_types: list[Id] = []
    variants: list[Id] = []


BLANK = {"min_per_order": 1, "max_per_order": 10, "approval_days": 14}  # of a form


def facts(form: TypeForm, event: Event) -> TypeFacts:
    """The form as facts of the domain; raises Malformed for what no type can say."""
    check(form.min_per_order, form.max_per_order, form.sale_starts_at, form.sale_ends_at)
    try:
        price_minor = typed_to_minor(form.price, event.currency)
    except MoneyInexact as error:
        raise Malformed({"price": gettext("The currency has no such small coin.")}) from error
    return TypeFacts(
        name=form.name,
        price_minor=price_minor,
        description=form.description,
        sale_starts_at=_instant(form.sale_starts_at, event),
        sale_ends_at=_instant(form.sale_ends_at, event),
        min_per_order=form.min_per_order,
        max_per_order=form.max_per_order,
        is_admission=not form.is_online,
        tax_rule_id=form.tax_rule,
        is_addon=form.is_addon,
        needs_voucher=form.needs_voucher,
        needs_approval=form.needs_approval,
        approval_days=form.approval_days,
        is_hidden=form.is_hidden,
        is_active=not form.is_stopped,
    )


def check(least: int, most: int, starts_at: datetime | None, ends_at: datetime | None) -> None:
    """Raise Malformed when most and least, or start and end, are the wrong way round."""
    if most < least:
        raise Malformed({"max_per_order": gettext("At least {limit}.").format(limit=least)})
    if starts_at and ends_at and ends_at <= starts_at:
        raise Malformed({"sale_ends_at": gettext("The end must be after the start.")})


def values(kind: TicketType, event: Event) -> dict[str, Any]:
    """What stands in a ticket type, as the fields of its form show it."""
    shown: dict[str, Any] = {
        "price": str(from_minor(kind.price_minor, event.currency)),
        "min_per_order": kind.min_per_order,
        "max_per_order": kind.max_per_order,
        "is_online": not kind.is_admission,
        "is_hidden": kind.is_hidden,
        "tax_rule": kind.tax_rule_id,
        "is_addon": kind.is_addon,
        "needs_voucher": kind.needs_voucher,
        "needs_approval": kind.needs_approval,
        "approval_days": kind.approval_days,
        "is_stopped": not kind.is_active,
    }
    for name in ("name", "description"):
        shown |= {f"{name}_{lang}": words for lang, words in getattr(kind, name).items()}
    for name in ("sale_starts_at", "sale_ends_at"):
        instant = getattr(kind, name)
        if instant is not None:
            local = instant.astimezone(ZoneInfo(event.timezone))
            shown[name] = local.strftime("%Y-%m-%dT%H:%M")
    return shown


def _instant(value: datetime | None, event: Event) -> datetime | None:
    return value and local_to_utc(value, event.timezone)
