"""Money: exact, `Decimal` outside and whole minor units inside. Pure."""

import re
from collections.abc import Iterable
from decimal import Decimal

from babel.numbers import get_currency_precision

from events_svc.tickets.errors import MoneyInexact

MOST_MINOR = 10**12  # larger amounts are a slip of the finger
GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")  # 1,200.50 as zh and en write it


def to_minor(amount: Decimal, currency: str) -> int:
    """The amount in minor units (ISO 4217); raises MoneyInexact rather than round."""
    scaled = amount.scaleb(get_currency_precision(currency))
    if not scaled.is_finite() or scaled != scaled.to_integral_value() or abs(scaled) > MOST_MINOR:
        raise MoneyInexact
    return int(scaled)


def typed_to_minor(typed: str, currency: str) -> int:
    """The minor units of what a person typed: 1200.50, 1,200.50 or 1200,50.

    Raises MoneyInexact for more digits than the currency has: 1.200 may have meant twelve hundred.
    """
    plain = typed.replace(",", "" if GROUPED.fullmatch(typed) else ".")
    if len(plain.partition(".")[2]) > get_currency_precision(currency):
        raise MoneyInexact
    return to_minor(Decimal(plain), currency)


def from_minor(amount_minor: int, currency: str) -> Decimal:
    """The amount as people write it: 120000 CNY is 1200.00."""
    return Decimal(amount_minor).scaleb(-get_currency_precision(currency))


def total(priced: Iterable[tuple[int, int]]) -> int:
    """The sum of price × count, in minor units."""
    return sum(price_minor * count for price_minor, count in priced)


def tax_within(price_minor: int, rate_bp: int) -> int:
    """The tax that a price contains at `rate_bp` basis points, rounded half up to minor units."""
    return (2 * price_minor * rate_bp + (10_000 + rate_bp)) // (2 * (10_000 + rate_bp))


def part_of(price_minor: int, share_bp: int) -> int:
    """`share_bp` basis points of a price, rounded half up to minor units."""
    return (price_minor * share_bp + 5_000) // 10_000
