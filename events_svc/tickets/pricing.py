"""Money: exact, `Decimal` outside and whole minor units inside. Pure."""

from collections.abc import Iterable
from decimal import Decimal

from babel.numbers import get_currency_precision

from events_svc.tickets.errors import MoneyInexact

MOST_MINOR = 10**12  # larger amounts are a slip of the finger


def to_minor(amount: Decimal, currency: str) -> int:
    """The amount in minor units (ISO 4217); raises MoneyInexact rather than round."""
    scaled = amount.scaleb(get_currency_precision(currency))
    if not scaled.is_finite() or scaled != scaled.to_integral_value() or abs(scaled) > MOST_MINOR:
        raise MoneyInexact
    return int(scaled)


def from_minor(amount_minor: int, currency: str) -> Decimal:
    """The amount as people write it: 120000 CNY is 1200.00."""
    return Decimal(amount_minor).scaleb(-get_currency_precision(currency))


def total(priced: Iterable[tuple[int, int]]) -> int:
    """The sum of price × count, in minor units."""
    return sum(price_minor * count for price_minor, count in priced)
