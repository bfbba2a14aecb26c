from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc.tickets.errors import MoneyInexact
from events_svc.tickets.order_code import ALPHABET, new_code, spelled
from events_svc.tickets.pricing import from_minor, to_minor, total, typed_to_minor

DIGITS = {"CNY": 2, "JPY": 0, "KWD": 3}


@given(st.integers(0, 10**12), st.sampled_from(sorted(DIGITS)))
def test_minor_units_and_back_is_the_same_money(amount: int, currency: str) -> None:
    assert to_minor(from_minor(amount, currency), currency) == amount


@given(st.decimals(0, 10**6, places=6), st.sampled_from(sorted(DIGITS)))
def test_money_is_exact_or_refused(amount: Decimal, currency: str) -> None:
    scaled = amount * 10 ** DIGITS[currency]
    if scaled == int(scaled):
        assert to_minor(amount, currency) == int(scaled)
    else:
        with pytest.raises(MoneyInexact):
            to_minor(amount, currency)


@pytest.mark.parametrize("odd", ["NaN", "Infinity", "1e20", "0.001"])
def test_what_is_no_price_is_refused(odd: str) -> None:
    with pytest.raises(MoneyInexact):
        to_minor(Decimal(odd), "CNY")


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("99.5", "CNY", 9950),
        ("1200,50", "CNY", 120050),
        ("1,200", "CNY", 120000),
        ("1,200.50", "CNY", 120050),
        ("12,000,000", "JPY", 12000000),
        ("1.200", "KWD", 1200),
    ],
)
def test_a_price_is_read_as_people_type_it(typed: str, currency: str, minor: int) -> None:
    assert typed_to_minor(typed, currency) == minor


@pytest.mark.parametrize("typed", ["1.200", "0.005", "1200,500"])
def test_a_price_with_more_digits_than_the_coin_is_never_guessed(typed: str) -> None:
    with pytest.raises(MoneyInexact):
        typed_to_minor(typed, "CNY")


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 100))))
def test_a_total_is_the_sum_of_its_tickets(lines: list[tuple[int, int]]) -> None:
    assert total(lines) == sum(price for price, count in lines for _ in range(count))


def test_a_code_is_found_however_it_was_typed() -> None:
    code = new_code()
    assert spelled(f" {code[:3].lower()}-{code[3:]} ") == code
    assert set(code) <= set(ALPHABET)
