import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc.invoices.content import Item, brought_down, shares, taxes
from events_svc.tickets.pricing import tax_within

pytestmark = pytest.mark.engineless


def item(amount: int, rate: int) -> Item:
    return Item("ticket", {"en": "x"}, 1, amount, amount, rate, tax_within(amount, rate))


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1).filter(sum))
def test_what_is_parted_adds_up_to_the_cent(amount: int, weights: list[int]) -> None:
    parts = shares(amount, weights)
    assert sum(parts) == amount
    assert all(
        abs(p * sum(weights) - amount * w) <= sum(weights)
        for p, w in zip(parts, weights, strict=True)
    )


@given(
    st.lists(
        st.tuples(st.integers(1, 10**7), st.sampled_from([0, 100, 300, 600, 1300])),
        min_size=1,
        max_size=8,
    ),
    st.data(),
)
def test_an_invoice_states_what_was_kept_to_the_cent(
    rows: list[tuple[int, int]], data: st.DataObject
) -> None:
    items = [item(*row) for row in rows]
    kept = data.draw(st.integers(1, sum(one.amount_minor for one in items)))
    made = brought_down(items, to_minor=kept)
    assert sum(one.amount_minor for one in made) == kept
    told = taxes([one.as_json() for one in made])
    assert sum(net + tax for _, net, tax in told) == kept
    assert all(net >= 0 for _, net, _ in told)


@pytest.mark.parametrize(
    ("amount", "rate", "tax"), [(10600, 600, 600), (68000, 600, 3849), (1, 1300, 0), (0, 600, 0)]
)
def test_the_tax_within_is_rounded_half_up(amount: int, rate: int, tax: int) -> None:
    assert tax_within(amount, rate) == tax


def test_nothing_kept_is_nothing_to_invoice() -> None:
    assert brought_down([item(100, 600)], to_minor=0) == []
