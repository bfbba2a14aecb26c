import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc.tickets.base43 import ALPHABET, read, written


@given(st.integers(1, 43**256 - 1))
def test_a_number_is_read_as_it_was_written(number: int) -> None:
    assert read(written(number)) == number


@given(st.text(ALPHABET, min_size=1, max_size=256))
def test_every_digit_weighs_43_times_the_one_after_it(text: str) -> None:
    expected = 0
    for character in text:
        expected = expected * 43 + ALPHABET.index(character)
    assert read(text) == expected


@pytest.mark.parametrize("text", ["a", " 1", "1%", "１", "é", "1\n", "0" * 257])
def test_other_characters_and_longer_texts_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"base 43|ascii"):
        read(text)
