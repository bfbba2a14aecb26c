"""What items cost: vouchers first, then automatic discounts, then the shares of bundles. Pure.

Amounts are whole minor units; every reduction is rounded half up, item by item.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from events_svc.tickets.items import Item
from events_svc.tickets.pricing import part_of
from events_svc.tickets.vouchers.models import Discount, Reduction, Voucher


@dataclass(frozen=True, slots=True)
class Occasion:
    """What discounts depend on beside the tickets: which there are, who buys, and when."""

    discounts: Sequence[Discount]
    organisation: str
    at: datetime


def price(items: Sequence[Item], occasion: Occasion) -> None:
    """Set the list price, the price, and what reduced it, of each item."""
    whole = [item for item in items if not item.is_bundled]
    for item in whole:
        item.list_minor = item.price_minor = item.own_minor
    _use_vouchers(whole)
    for discount in occasion.discounts:
        if is_running(discount, at=occasion.at) and is_for(discount, occasion.organisation):
            _discount(whole, discount)
    _share_out(items)


def reduced(price_minor: int, voucher: Voucher) -> int:
    """The price with this voucher, its budget aside: never more than without it, never below 0."""
    match voucher.reduction:
        case Reduction.FIXED:
            return min(price_minor, int(voucher.value))
        case Reduction.LESS:
            return max(price_minor - int(voucher.value), 0)
        case Reduction.PERCENT:
            return price_minor - part_of(price_minor, min(voucher.value, 10_000))
    return price_minor


def is_running(discount: Discount, *, at: datetime) -> bool:
    """Whether the discount is given at the instant `at`."""
    has_begun = discount.starts_at is None or discount.starts_at <= at
    return discount.is_active and has_begun and (discount.ends_at is None or at < discount.ends_at)


def is_for(discount: Discount, organisation: str) -> bool:
    """Whether somebody of this organisation gets the discount."""
    members = {_plain(one) for one in discount.member_organisations}
    return not members or _plain(organisation) in members


def _use_vouchers(items: Iterable[Item]) -> None:
    left: dict[int, int] = {}
    for item in items:
        voucher = item.voucher
        if voucher is None:
            continue
        less = item.own_minor - reduced(item.own_minor, voucher)
        if voucher.budget_minor is not None:
            budget = left.get(voucher.id, voucher.budget_minor - voucher.spent_minor)
            less = min(less, max(budget, 0))
            left[voucher.id] = budget - less
        item.voucher_minor = less
        item.price_minor = item.own_minor - less


def _discount(items: Iterable[Item], discount: Discount) -> None:
    """Of every `per_count` items that nothing reduced yet, the cheapest `reduced_count` cost less; an
    item counts for one discount alone.
    """
    wanted = {*discount.ticket_type_ids}
    open_ones = [
        item
        for item in items
        if item.voucher is None
        and item.discount_id is None
        and item.own_minor
        and (not wanted or item.ticket_type_id in wanted)
    ]
    if len(open_ones) < discount.min_count:
        return
    groups = len(open_ones) // discount.per_count
    cheapest_first = sorted(open_ones, key=lambda item: item.own_minor)
    for item in cheapest_first[: groups * discount.reduced_count]:
        item.price_minor = item.own_minor - part_of(item.own_minor, discount.percent_bp)
    for item in cheapest_first[: groups * discount.per_count]:
        item.discount_id = discount.id


def _share_out(items: Iterable[Item]) -> None:
    """The parts of a bundle get their shares of what it costs, as far as that goes."""
    for part in items:
        bundle = part.addon_to
        if bundle is None or not part.is_bundled:
            continue
        part.list_minor = min(part.own_minor, bundle.list_minor)
        part.price_minor = min(part.own_minor, bundle.price_minor)
        part.discount_id = bundle.discount_id
        bundle.list_minor -= part.list_minor
        bundle.price_minor -= part.price_minor


def _plain(organisation: str) -> str:
    return " ".join(organisation.split()).casefold()
