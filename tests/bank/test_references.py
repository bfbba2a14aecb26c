import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc.bank.references import (
    ALPHABET,
    LENGTH,
    found_in,
    is_reference,
    near,
    new_reference,
    shown,
)
from tests.bank.factories import WAYS, slips, written

pytestmark = pytest.mark.engineless
REFERENCE = "K7M2P9QV"


def reference(seed: int) -> str:
    """One that is the same in every run."""
    chance = random.Random(seed)
    letters = "".join(chance.choice(ALPHABET) for _ in range(LENGTH - 1))
    return next(letters + last for last in ALPHABET if is_reference(letters + last))


def test_a_new_reference_is_one_and_has_no_letter_that_is_read_for_another() -> None:
    made = [new_reference() for _ in range(200)]
    assert all(is_reference(one) for one in made)
    assert set("".join(made)) <= set("23456789ABCDEFGHJKMNPQRSTUVWXYZ")
    assert shown("ABCDEFGH") == "ABCD-EFGH"


@given(st.integers(0, 10**9), st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_a_single_wrong_letter_is_always_found_out(seed: int, at: int, letter: str) -> None:
    right = reference(seed)
    wrong = right[:at] + letter + right[at + 1 :]
    assert is_reference(wrong) == (wrong == right)


@given(st.integers(0, 10**9), st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1))
def test_two_letters_that_changed_places_are_always_found_out(seed: int, a: int, b: int) -> None:
    letters = list(right := reference(seed))
    letters[a], letters[b] = letters[b], letters[a]
    assert is_reference("".join(letters)) == ("".join(letters) == right)


@pytest.mark.parametrize("way", range(len(WAYS)), ids=str)
def test_a_reference_is_found_however_people_write_it(way: int) -> None:
    one = reference(way)
    assert one in found_in(written(one, way))


def test_a_slip_is_never_corrected_but_guessed() -> None:
    right = reference(7)
    wrong, swapped, *others = slips(right, random.Random(7))
    assert [found_in(one) for one in (wrong, swapped, *others)] == [[]] * 5
    assert right in near(wrong)
    assert right in near(swapped)


def test_a_long_remark_is_looked_at_within_bounds() -> None:
    assert len(near("ABCDEFG2" * 1000)) < 1000
    assert found_in("") == near("") == []
