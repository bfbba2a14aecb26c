"""What an invoice says: the lines of an order as they are now, with their taxes. Pure but for the reading."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from events_svc.tickets.life.account import account_of
from events_svc.tickets.models import Order, OrderFee, Ticket


@dataclass(frozen=True, slots=True)
class Item:
    """A line: `kind` and `name` say what it is for; amounts are with tax, `tax_minor` is within."""

    kind: str  # ticket, fee, kept, allowance
    name: dict[str, str]
    count: int
    unit_minor: int
    amount_minor: int
    tax_rate_bp: int
    tax_minor: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


async def items_of(order: Order) -> list[Item]:
    """The lines of what the order costs and was paid: its tickets that stand, and its fees; where less
    money was kept than that, an allowance brings the sum down to it.
    """
    standing = Ticket.filter(order_id=order.id, cancelled_at=None, change_id=None)
    tickets = await standing.order_by("number").select_related("ticket_type", "variant")
    fees = await OrderFee.filter(order_id=order.id).order_by("id")
    account = await account_of(order)
    items = [*of_tickets(tickets), *of_fees(fees)]
    return brought_down(items, to_minor=account.kept_minor)


def of_tickets(tickets: Iterable[Ticket]) -> list[Item]:
    """A line for all tickets of the same type, variant, price and tax."""
    groups: dict[tuple[int, int | None, int, int, int], list[Ticket]] = defaultdict(list)
    for one in tickets:
        key = (one.ticket_type_id, one.variant_id, one.price_minor, one.tax_rate_bp, one.tax_minor)
        groups[key].append(one)
    return [_of_group(group) for group in groups.values()]


def of_fees(fees: Iterable[OrderFee]) -> list[Item]:
    """A line for each fee, and for each allowance (negative)."""
    return [
        Item(
            "fee",
            {"kind": one.kind},
            1,
            one.amount_minor,
            one.amount_minor,
            one.tax_rate_bp,
            one.tax_minor,
        )
        for one in fees
        if one.amount_minor
    ]


def brought_down(items: Sequence[Item], *, to_minor: int) -> list[Item]:
    """The items, and where their sum is more than `to_minor` an allowance for each rate of tax, in
    proportion; exact to the minor unit. Nothing where nothing was kept.
    """
    total = sum(one.amount_minor for one in items)
    if to_minor <= 0 or total <= 0:
        return []
    if total <= to_minor:
        return list(items)
    by_rate: dict[int, int] = defaultdict(int)
    for one in items:
        by_rate[one.tax_rate_bp] += one.amount_minor
    parts = shares(total - to_minor, list(by_rate.values()))
    less = [
        Item("allowance", {}, 1, -part, -part, rate, -tax_within(part, rate))
        for rate, part in zip(by_rate, parts, strict=True)
        if part
    ]
    return [*items, *less]


def shares(amount: int, weights: Sequence[int]) -> list[int]:
    """The amount parted in proportion to the weights (≥ 0), whole units, none lost: largest remainders."""
    total = sum(weights)
    parts = [amount * weight // total for weight in weights]
    order = sorted(range(len(weights)), key=lambda at: -(amount * weights[at] % total))
    for at in order[: amount - sum(parts)]:
        parts[at] += 1
    return parts


def tax_within(amount_minor: int, rate_bp: int) -> int:
    """The tax within an amount that includes it, half up."""
    return (2 * amount_minor * rate_bp + 10_000 + rate_bp) // (2 * (10_000 + rate_bp))


def taxes(items: Iterable[dict[str, Any]]) -> list[tuple[int, int, int]]:
    """For each rate: (rate in basis points, amount without tax, tax), the highest first."""
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for one in items:
        sums[one["tax_rate_bp"]][0] += one["amount_minor"] - one["tax_minor"]
        sums[one["tax_rate_bp"]][1] += one["tax_minor"]
    return [(rate, net, tax) for rate, (net, tax) in sorted(sums.items(), reverse=True)]


def _of_group(group: Sequence[Ticket]) -> Item:
    first, count = group[0], len(group)
    variant = first.variant.name if first.variant else {}
    name = {
        language: " · ".join(part for part in (words, variant.get(language, "")) if part)
        for language, words in first.ticket_type.name.items()
    }
    return Item(
        kind="ticket",
        name=name,
        count=count,
        unit_minor=first.price_minor,
        amount_minor=first.price_minor * count,
        tax_rate_bp=first.tax_rate_bp,
        tax_minor=first.tax_minor * count,
    )
