from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc.tickets.errors import MoneyInexact
from events_svc.tickets.order_code import ALPHABET, new_code, spelled
from events_svc.tickets.pricing import from_minor, to_minor, total

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


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 100))))
def test_a_total_is_the_sum_of_its_tickets(lines: list[tuple[int, int]]) -> None:
    assert total(lines) == sum(price for price, count in lines for _ in range(count))


def test_a_code_is_found_however_it_was_typed() -> None:
    code = new_code()
    assert spelled(f" {code[:3].lower()}-{code[3:]} ") == code
    assert set(code) <= set(ALPHABET)
