"""Prices: vouchers, discounts, bundles, taxes. No database in them."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc.tickets.items import Item
from events_svc.tickets.prices import Occasion, price, reduced
from events_svc.tickets.pricing import tax_within
from events_svc.tickets.vouchers.models import Reduction

pytestmark = pytest.mark.engineless

NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)
MONEY = st.integers(0, 10**9)


def kind(id_: int = 1) -> Any:
    return SimpleNamespace(id=id_)


def voucher(reduction: Reduction, value: int, *, budget: int | None = None, spent: int = 0) -> Any:
    return SimpleNamespace(
        id=1, reduction=reduction, value=value, budget_minor=budget, spent_minor=spent
    )


def discount(percent_bp: int = 1000, **facts: Any) -> Any:
    plain = {"id": 7, "is_active": True, "starts_at": None, "ends_at": None}
    counts = {"min_count": 1, "per_count": 1, "reduced_count": 1}
    whom: dict[str, Any] = {"ticket_type_ids": [], "member_organisations": []}
    return SimpleNamespace(**plain | counts | whom | facts, percent_bp=percent_bp)


def items(*prices: int, **facts: Any) -> list[Item]:
    return [Item(kind(), own_minor=one, **facts) for one in prices]


def priced(found: list[Item], *discounts: Any, organisation: str = "") -> list[int]:
    price(found, Occasion(discounts, organisation, NOW))
    return [one.price_minor for one in found]


@pytest.mark.parametrize(
    ("reduction", "value", "costs"),
    [
        (Reduction.NONE, 0, 999),
        (Reduction.FIXED, 500, 500),
        (Reduction.FIXED, 5000, 999),
        (Reduction.LESS, 99, 900),
        (Reduction.LESS, 5000, 0),
        (Reduction.PERCENT, 5000, 499),
        (Reduction.PERCENT, 10000, 0),
    ],
)
def test_a_voucher_does_what_it_says(reduction: Reduction, value: int, costs: int) -> None:
    assert reduced(999, voucher(reduction, value)) == costs


@given(MONEY, st.sampled_from(Reduction), MONEY)
def test_no_voucher_makes_dearer_or_gives_money(own: int, how: Reduction, value: int) -> None:
    assert 0 <= reduced(own, voucher(how, value)) <= own


@given(st.lists(MONEY, max_size=8), st.sampled_from(Reduction), MONEY, MONEY)
def test_a_budget_is_never_overspent(
    prices: list[int], how: Reduction, value: int, budget: int
) -> None:
    found = items(*prices, voucher=voucher(how, value, budget=budget))
    priced(found)
    assert sum(one.voucher_minor for one in found) <= budget
    assert all(one.price_minor + one.voucher_minor == one.own_minor for one in found)


def test_the_last_of_a_budget_reduces_in_part() -> None:
    found = items(100, 100, voucher=voucher(Reduction.FIXED, 0, budget=250, spent=100))
    assert priced(found) == [0, 50]


def test_three_for_the_price_of_two_takes_off_the_cheapest() -> None:
    deal = discount(10_000, per_count=3)
    assert priced(items(500, 300, 400, 200), deal) == [500, 300, 400, 0]
    assert priced(items(500, 300), deal) == [500, 300]


def test_an_early_bird_is_over_when_it_ends() -> None:
    assert priced(items(999), discount(ends_at=NOW + timedelta(seconds=1))) == [899]
    assert priced(items(999), discount(ends_at=NOW)) == [999]
    assert priced(items(999), discount(starts_at=NOW + timedelta(seconds=1))) == [999]


def test_members_are_known_however_they_write_their_organisation() -> None:
    deal = discount(member_organisations=["Robotics  Society"])
    assert priced(items(1000), deal, organisation=" robotics society ") == [900]
    assert priced(items(1000), deal, organisation="Others") == [1000]


def test_a_ticket_has_one_reduction() -> None:
    deals = [discount(1000), discount(5000, id=8)]
    with_voucher = items(1000, voucher=voucher(Reduction.LESS, 1))
    assert priced(items(1000) + with_voucher, *deals) == [900, 999]


def test_a_discount_is_for_the_types_it_names_from_a_number_on() -> None:
    deal = discount(ticket_type_ids=[2], min_count=2)
    mixed = [Item(kind(one), own_minor=1000) for one in (1, 2, 2)]
    assert priced(mixed, deal) == [1000, 900, 900]
    assert priced(mixed[:2], deal) == [1000, 1000]


@given(MONEY, st.lists(st.integers(0, 10**6), max_size=4), st.integers(0, 10_000))
def test_the_parts_of_a_bundle_come_to_its_price(own: int, shares: list[int], bp: int) -> None:
    bundle = Item(kind(), own_minor=own)
    parts = [Item(kind(2), addon_to=bundle, is_bundled=True, own_minor=one) for one in shares]
    (alone,) = priced(items(own), discount(bp))
    assert sum(priced([bundle, *parts], discount(bp))) == alone
    assert sum(one.list_minor for one in (bundle, *parts)) == own
    assert all(one.price_minor >= 0 for one in (bundle, *parts))


@given(st.lists(MONEY, max_size=9), st.lists(st.integers(0, 10_000), max_size=3), st.data())
def test_prices_do_not_depend_on_the_order_of_the_tickets(
    prices: list[int], percents: list[int], data: st.DataObject
) -> None:
    deals = [discount(bp, per_count=1 + at, id=at) for at, bp in enumerate(percents)]
    shuffled = data.draw(st.permutations(prices))
    assert sum(priced(items(*prices), *deals)) == sum(priced(items(*shuffled), *deals))


@given(MONEY, st.integers(0, 10_000))
def test_tax_is_within_the_price_and_half_up(price_minor: int, rate_bp: int) -> None:
    tax = tax_within(price_minor, rate_bp)
    exact = price_minor * rate_bp / (10_000 + rate_bp)
    assert 0 <= tax <= price_minor
    assert abs(tax - exact) <= 0.5 + 1e-6


def test_half_a_cent_of_tax_is_a_cent() -> None:
    assert [tax_within(one, 10_000) for one in (1, 2, 3)] == [1, 1, 2]
    assert tax_within(10_600, 600) == 600
