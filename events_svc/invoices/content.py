"""What an invoice says: the lines of an order as they are now, with their taxes. Pure but for the reading."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from events_svc.tickets.life.account import account_of
from events_svc.tickets.models import Order, OrderFee, Ticket
from events_svc.tickets.pricing import tax_within


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
    """The lines of what the order costs and was paid: its tickets that stand, and its fees. What was given
    back out of goodwill, or is missing, is an allowance that lowers the tax too.
    """
    standing = Ticket.filter(order_id=order.id, cancelled_at=None, change_id=None)
    tickets = await standing.order_by("number").select_related("ticket_type", "variant")
    fees = await OrderFee.filter(order_id=order.id).order_by("id")
    account = await account_of(order)
    items = [*of_tickets(tickets), *of_fees(fees)]
    return brought_down(items, to_minor=min(account.kept_minor, account.total_minor))


def of_tickets(tickets: Iterable[Ticket]) -> list[Item]:
    """A line for all tickets of the same type, variant, price and tax."""
    groups: dict[tuple[int, int | None, int, int, int], list[Ticket]] = defaultdict(list)
    for one in tickets:
        key = (one.ticket_type_id, one.variant_id, one.price_minor, one.tax_rate_bp, one.tax_minor)
        groups[key].append(one)
    return [_of_group(group) for group in groups.values()]


def of_fees(fees: Iterable[OrderFee]) -> list[Item]:
    """A line for each fee."""
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
        if one.amount_minor > 0
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
    by_rate = {rate: (net + tax, tax) for rate, net, tax in taxes(one.as_json() for one in items)}
    parts = shares(total - to_minor, [gross for gross, _ in by_rate.values()])
    less = [
        _allowance(part, rate, gross_minor=gross, tax_minor=tax)
        for (rate, (gross, tax)), part in zip(by_rate.items(), parts, strict=True)
        if part
    ]
    return [*items, *less]


def _allowance(part: int, rate: int, *, gross_minor: int, tax_minor: int) -> Item:
    """So much less at this rate: what is left of the tax is that within what is left, never more than was."""
    left = min(tax_minor, tax_within(gross_minor - part, rate))
    return Item("allowance", {}, 1, -part, -part, rate, left - tax_minor)


def shares(amount: int, weights: Sequence[int]) -> list[int]:
    """The amount parted in proportion to the weights (≥ 0), whole units, none lost: largest remainders."""
    total = sum(weights)
    parts = [amount * weight // total for weight in weights]
    order = sorted(range(len(weights)), key=lambda at: -(amount * weights[at] % total))
    for at in order[: amount - sum(parts)]:
        parts[at] += 1
    return parts


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
