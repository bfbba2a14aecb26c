"""What organisers write about vouchers, discounts, variants, add-ons and bundles, checked."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec

from events_svc.events.models import Event
from events_svc.tickets.errors import MoneyInexact
from events_svc.tickets.pricing import from_minor, typed_to_minor
from events_svc.tickets.vouchers.discounts import DiscountFacts
from events_svc.tickets.vouchers.issue import MOST_AT_ONCE, VoucherFacts
from events_svc.tickets.vouchers.models import Discount, Reduction, Voucher
from events_svc.web.fields import Id
from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext
from events_svc.web.pages import local_to_utc
from events_svc.web.tickets.fields import Price
from events_svc.web.tickets.wish import PRINTABLE, Words

Percent = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,3}([.,][0-9]{1,2})?\Z")]
Uses = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
Few = Annotated[int, msgspec.Meta(ge=1, le=1_000)]
Code = Annotated[str, msgspec.Meta(max_length=40, pattern=PRINTABLE)]


class VoucherForm(msgspec.Struct):
    """A voucher, or so many alike with codes that nobody guesses."""

    code: Code = ""
    count: Annotated[int, msgspec.Meta(ge=1, le=MOST_AT_ONCE)] = 1
    max_uses: Uses = 1
    valid_until: datetime | None = None
    target: Annotated[str, msgspec.Meta(pattern=r"^((type|variant|quota)-[0-9]{1,18})?\Z")] = ""
    reduction: Reduction = Reduction.NONE
    value: Price = "0"
    budget: Price | None = None
    reserves_quota: bool = False
    shows_hidden: bool = False
    tag: Annotated[str, msgspec.Meta(max_length=80, pattern=PRINTABLE)] = ""
    comment: Annotated[str, msgspec.Meta(max_length=500)] = ""


class DiscountForm(msgspec.Struct):
    """A discount that orders get by themselves."""

    name: dict[str, Words]
    percent: Percent
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    ticket_types: list[Id] = []
    members: Annotated[str, msgspec.Meta(max_length=20_000)] = ""
    min_count: Few = 1
    per_count: Few = 1
    reduced_count: Few = 1
    is_stopped: bool = False


def voucher_facts(form: VoucherForm, event: Event, type_of: dict[int, int]) -> VoucherFacts:
    """The form as facts; `type_of` tells the type of each variant of the event."""
    kind, _, number = form.target.partition("-")
    target = int(number or 0) or None
    ticket_type_id = target if kind == "type" else None
    if kind == "variant" and target is not None:
        ticket_type_id = type_of.get(target, 0)
    return VoucherFacts(
        max_uses=form.max_uses,
        valid_until=form.valid_until and local_to_utc(form.valid_until, event.timezone),
        ticket_type_id=ticket_type_id,
        variant_id=target if kind == "variant" else None,
        quota_id=target if kind == "quota" else None,
        reduction=form.reduction,
        value=_value(form, event),
        budget_minor=money(form.budget, event, "budget") if form.budget else None,
        reserves_quota=form.reserves_quota,
        shows_hidden=form.shows_hidden,
        tag=form.tag,
        comment=form.comment,
    )


def discount_facts(form: DiscountForm, event: Event) -> DiscountFacts:
    """The form as facts; raises Malformed for what no discount can say."""
    if form.reduced_count > form.per_count:
        words = gettext("At most {limit}.").format(limit=form.per_count)
        raise Malformed({"reduced_count": words})
    if form.starts_at and form.ends_at and form.ends_at <= form.starts_at:
        raise Malformed({"ends_at": gettext("The end must be after the start.")})
    return DiscountFacts(
        name=form.name,
        percent_bp=percent(form.percent, "percent"),
        is_active=not form.is_stopped,
        starts_at=form.starts_at and local_to_utc(form.starts_at, event.timezone),
        ends_at=form.ends_at and local_to_utc(form.ends_at, event.timezone),
        ticket_type_ids=form.ticket_types,
        member_organisations=[line.strip() for line in form.members.splitlines() if line.strip()],
        min_count=form.min_count,
        per_count=form.per_count,
        reduced_count=form.reduced_count,
    )


def voucher_values(voucher: Voucher, event: Event) -> dict[str, Any]:
    """What stands in a voucher, as its form shows it."""
    target = ""
    for kind, number in (
        ("quota", voucher.quota_id),
        ("type", voucher.ticket_type_id),
        ("variant", voucher.variant_id),
    ):
        target = f"{kind}-{number}" if number else target
    is_percent = voucher.reduction is Reduction.PERCENT
    value = (
        Decimal(voucher.value) / 100 if is_percent else from_minor(voucher.value, event.currency)
    )
    budget = voucher.budget_minor
    return {
        "code": voucher.code,
        "max_uses": voucher.max_uses,
        "valid_until": local(voucher.valid_until, event),
        "target": target,
        "reduction": voucher.reduction.value,
        "value": f"{value:f}",
        "budget": "" if budget is None else str(from_minor(budget, event.currency)),
        "reserves_quota": voucher.reserves_quota,
        "shows_hidden": voucher.shows_hidden,
        "tag": voucher.tag,
        "comment": voucher.comment,
    }


def discount_values(discount: Discount, event: Event) -> dict[str, Any]:
    """What stands in a discount, as its form shows it."""
    return {
        **{f"name_{lang}": words for lang, words in discount.name.items()},
        "percent": f"{Decimal(discount.percent_bp) / 100:f}",
        "starts_at": local(discount.starts_at, event),
        "ends_at": local(discount.ends_at, event),
        "ticket_types": discount.ticket_type_ids,
        "members": "\n".join(discount.member_organisations),
        "min_count": discount.min_count,
        "per_count": discount.per_count,
        "reduced_count": discount.reduced_count,
        "is_stopped": not discount.is_active,
    }


def local(instant: datetime | None, event: Event) -> str:
    """The instant as a field of the event's own time shows it."""
    if instant is None:
        return ""
    return instant.astimezone(ZoneInfo(event.timezone)).strftime("%Y-%m-%dT%H:%M")


def money(typed: str, event: Event, field: str) -> int:
    """The minor units of what was typed into `field`; raises Malformed."""
    try:
        return typed_to_minor(typed, event.currency)
    except MoneyInexact as error:
        raise Malformed({field: gettext("The currency has no such small coin.")}) from error


def percent(typed: str, field: str) -> int:
    """Basis points of a percentage up to 100."""
    try:
        basis_points = int(Decimal(typed.replace(",", ".")) * 100)
    except InvalidOperation as error:
        raise Malformed({field: gettext("From 0 to 100.")}) from error
    if basis_points > 10_000:
        raise Malformed({field: gettext("From 0 to 100.")})
    return basis_points


def _value(form: VoucherForm, event: Event) -> int:
    if form.reduction is Reduction.PERCENT:
        return percent(form.value, "value")
    return money(form.value, event, "value")
