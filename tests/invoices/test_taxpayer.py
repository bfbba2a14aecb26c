import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc.invoices.taxpayer import ALPHABET, check_character, is_taxpayer_number, spelled

pytestmark = pytest.mark.engineless
REAL = ["91350100M000100Y43", "91110000802100433B", "91330106673959654P"]


@pytest.mark.parametrize("number", REAL)
def test_real_numbers_are_right(number: str) -> None:
    assert is_taxpayer_number(number)


@pytest.mark.parametrize(
    "number",
    [
        "",
        "91350100M000100Y4",
        "91350100M000100Y44",
        "9135010OM000100Y43",
        "913501ab",
        "91350100m000100y43",
    ],
    ids=str,
)
def test_what_is_none_is_refused(number: str) -> None:
    assert not is_taxpayer_number(number)


@given(st.sampled_from(REAL), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_found_out(number: str, at: int, other: str) -> None:
    wrong = number[:at] + other + number[at + 1 :]
    assert is_taxpayer_number(wrong) == (wrong == number)


def test_what_is_typed_is_spelled_as_it_is_kept() -> None:
    assert spelled(" ９１350100-m000100y43 ") == "91350100M000100Y43"
    assert check_character("91350100M000100Y4") == "3"
