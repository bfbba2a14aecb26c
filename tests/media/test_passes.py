"""Signed links: what was signed opens, for as long as it is good; nothing else does."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc.media import passes
from events_svc.media.errors import PassExpired, PassForged
from events_svc.media.passes import LASTS, SEAT_LASTS, Pass, Seat

NOW = datetime(2026, 8, 26, 9, tzinfo=UTC)
KEY = "a key of thirty-two characters at least"
GIVEN = Pass(source_id=7, ticket_id=11, serial=2, reader=b"0123456789abcdef")
SEAT = Seat(ticket_id=11, serial=2, nonce=b"fedcba9876543210")


def test_a_pass_is_read_as_it_was_signed_until_its_time_is_over() -> None:
    word = passes.signed(GIVEN, key=KEY, now=NOW)

    assert passes.read(word, key=KEY, now=NOW + LASTS - timedelta(seconds=1)) == GIVEN
    with pytest.raises(PassExpired):
        passes.read(word, key=KEY, now=NOW + LASTS)


@given(st.integers(0, 100), st.sampled_from("ABab01-_"))
def test_no_character_of_a_pass_may_differ(place: int, other: str) -> None:
    word = passes.signed(GIVEN, key=KEY, now=NOW)
    place %= len(word) - 1  # the last one holds bits that mean nothing
    changed = word[:place] + other + word[place + 1 :]

    if changed != word:
        with pytest.raises(PassForged):
            passes.read(changed, key=KEY, now=NOW)


@given(st.text(max_size=120))
def test_what_we_did_not_sign_is_forged(word: str) -> None:
    with pytest.raises(PassForged):
        passes.read(word, key=KEY, now=NOW)
    assert passes.read_seat(word, key=KEY, now=NOW) is None


def test_a_key_of_another_installation_signs_nothing_here() -> None:
    word = passes.signed(GIVEN, key=KEY, now=NOW)

    with pytest.raises(PassForged):
        passes.read(word, key=KEY + "!", now=NOW)


def test_a_seat_is_kept_for_a_month_and_is_no_pass() -> None:
    word = passes.signed_seat(SEAT, key=KEY, now=NOW)

    assert passes.read_seat(word, key=KEY, now=NOW + SEAT_LASTS / 2) == SEAT
    assert passes.read_seat(word, key=KEY, now=NOW + SEAT_LASTS) is None
    with pytest.raises(PassForged):
        passes.read(word, key=KEY, now=NOW)


def test_the_reader_of_a_pass_does_not_say_the_nonce() -> None:
    assert SEAT.nonce not in SEAT.reader
    assert SEAT.reader != Seat(11, 2, b"x" * 16).reader
    assert passes.reader_of_sign_in(1) != passes.reader_of_sign_in(2)
