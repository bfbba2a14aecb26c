"""Places come and go with tickets and vouchers: what a shelf has is always the size less what is taken."""

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc.tickets.assortment import Assortment
from events_svc.tickets.errors import VoucherUsedUp
from events_svc.tickets.shelf import Shelf

pytestmark = pytest.mark.engineless

SIZES = {1: 4, 2: 3, 3: 2}  # places by quota
MEMBERS = {(1, None): [1], (2, None): [1, 2], (2, 5): [3]}
KINDS: list[tuple[int, int | None]] = [(1, None), (2, 5), (2, 6)]
STEPS = st.lists(st.tuples(st.booleans(), st.sampled_from(KINDS), st.sampled_from([None, 1])))


def voucher(keeps: bool) -> Any:
    """Two uses of type 2 (in quotas 1 and 2)."""
    facts = {"ticket_type_id": 2, "variant_id": None, "quota_id": None, "code": "X"}
    uses = {"id": 1, "max_uses": 2, "used": 0, "reserved": 0, "spent_minor": 0}
    ends = {"budget_minor": None, "valid_until": None, "withdrawn_at": None}
    return SimpleNamespace(**facts, **uses, **ends, reserves_quota=keeps)


def ticket(key: tuple[int, int | None], voucher_id: int | None) -> Any:
    fits = voucher_id if key[0] == 2 else None
    return SimpleNamespace(
        ticket_type_id=key[0], variant_id=key[1], voucher_id=fits, voucher_minor=0
    )


@given(STEPS, st.booleans())
def test_what_is_left_is_the_size_less_tickets_and_kept_places(
    steps: list[tuple[bool, tuple[int, int | None], int | None]], keeps: bool
) -> None:
    code = voucher(keeps)
    shelf = Shelf({}, dict(MEMBERS), dict(SIZES), Assortment(), vouchers={1: code})
    if keeps:
        shelf.reserve(code, 2)
    standing: list[Any] = []
    for comes, key, voucher_id in steps:
        if comes:
            one = ticket(key, voucher_id)
            if shelf.lacks([one]) is None and not (one.voucher_id and code.used == code.max_uses):
                shelf.take([one])
                standing.append(one)
        elif standing:
            shelf.give_back([standing.pop(0)])
        assert shelf.left == left_by(standing, code)
        assert all(left >= 0 for left in shelf.left.values())
        assert code.used == sum(one.voucher_id is not None for one in standing)
        assert code.reserved == (2 - code.used if keeps else 0)


def left_by(standing: list[Any], code: Any) -> dict[int, int]:
    """Counted anew from what stands."""
    left = dict(SIZES)
    for one in standing:
        of_variant = MEMBERS.get((one.ticket_type_id, one.variant_id), [])
        for quota in {*MEMBERS[one.ticket_type_id, None], *of_variant}:
            left[quota] -= 1
    for quota in (1, 2):
        left[quota] -= code.reserved
    return left


def test_a_voucher_is_not_taken_more_often_than_it_allows() -> None:
    shelf = Shelf({}, dict(MEMBERS), dict(SIZES), Assortment(), vouchers={1: voucher(False)})
    with pytest.raises(VoucherUsedUp):
        shelf.take([ticket((2, 6), 1)] * 3)
