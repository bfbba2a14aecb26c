from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from events_svc.documents import qr
from events_svc.tickets import base43, codes
from events_svc.tickets.codes import ALPHABET, LONGEST, CodeInvalid, Payload, read, sign, verify

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEYS = {1: KEY.public_key().public_bytes_raw()}
ALPHANUMERIC = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")  # ISO/IEC 18004, table 5
PLAIN = Payload(key_number=1, event_id=12, ticket_type_id=34, ticket_number=1200, serial=1)
LARGEST = Payload(
    key_number=99,
    event_id=2**63 - 1,
    ticket_type_id=2**63 - 1,
    ticket_number=2**63 - 1,
    serial=9_999,
    valid_from=datetime(2120, 1, 1, tzinfo=UTC),
    valid_until=datetime(2123, 1, 1, tzinfo=UTC),
)

ids = st.integers(0, 2**63 - 1)
minutes = st.none() | st.integers(0, 100_000_000).map(
    lambda minute: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
)


@given(ids, ids, ids, st.integers(0, 10_000), minutes, st.integers(0, 5_000_000))
def test_a_code_says_what_was_signed(event, kind, number, serial, start, length):
    until = start and start + timedelta(minutes=length)
    payload = Payload(1, event, kind, number, serial, start, until)
    assert verify(sign(payload, KEY), KEYS) == payload


@given(minutes)
def test_a_ticket_may_have_an_end_without_a_beginning(until):
    payload = Payload(1, 2, 3, 4, 5, None, until)
    assert verify(sign(payload, KEY), KEYS) == payload


def test_validity_is_rounded_outwards_to_the_minute() -> None:
    start = datetime(2026, 8, 26, 9, 0, 30, tzinfo=UTC)
    read = verify(sign(Payload(1, 2, 3, 4, 5, start, start), KEY), KEYS)
    assert (read.valid_from, read.valid_until) == (
        datetime(2026, 8, 26, 9, 0, tzinfo=UTC),
        datetime(2026, 8, 26, 9, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize(("payload", "version"), [(PLAIN, 5), (LARGEST, 6)])
def test_a_code_fits_a_qr_code_of_version_6_at_error_correction_m(payload, version):
    code = sign(payload, KEY)
    assert len(code) <= LONGEST
    assert (len(qr.matrix(code)) - 17) // 4 == version


def test_the_alphabet_is_that_of_qr_codes_without_space_and_percent() -> None:
    assert set(ALPHABET) == ALPHANUMERIC - {" ", "%"}
    assert set(sign(LARGEST, KEY)) <= set(ALPHABET)


def test_one_payload_has_one_code() -> None:
    assert sign(PLAIN, KEY) == sign(PLAIN, KEY)


def test_a_changed_character_is_found_wherever_it_stands() -> None:
    code = sign(PLAIN, KEY)
    for place in range(len(code)):
        other = "A" if code[place] != "A" else "B"
        with pytest.raises(CodeInvalid):
            verify(code[:place] + other + code[place + 1 :], KEYS)


@given(st.text(max_size=200) | st.text(ALPHABET, max_size=160))
def test_rubbish_is_no_code_and_no_crash(text):
    with pytest.raises(CodeInvalid):
        verify(text, KEYS)


@pytest.mark.parametrize("spelled", [" {}", "{}\n", "0{}", "{}0"])
def test_a_code_is_written_in_one_way_only(spelled):
    with pytest.raises(CodeInvalid):
        verify(spelled.format(sign(PLAIN, KEY)), KEYS)


def test_a_code_of_another_event_s_key_proves_nothing() -> None:
    stranger = Ed25519PrivateKey.generate()
    code = sign(PLAIN, stranger)
    with pytest.raises(CodeInvalid):
        verify(code, KEYS)
    with pytest.raises(CodeInvalid):
        verify(code, {})
    assert read(code).payload == PLAIN


def test_what_does_not_fit_is_not_signed() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        sign(Payload(1, 2**63, 1, 1, 1), KEY)


def test_a_fixed_code_stays_readable() -> None:
    """The scheme is printed on paper: this text must verify for ever."""
    assert sign(PLAIN, KEY) == FIXED
    assert verify(FIXED, KEYS) == PLAIN


FIXED = "1X0F/HV11BD35K$T0/JNAVNG$9-0/A2D4XR1W+L0WMCC++OV7D.5IB$H:M7AOZBOXPJP:7JQ:I3FUKJ4GIT*W70SQ8IDG$0/6XX$9X1H1:C"


@given(ids, st.integers(0, 6))
def test_a_number_is_written_in_its_shortest_way_only(number: int, place: int) -> None:
    numbers = [1, 2, 3, 4, 5, 0, 0]
    numbers[place] = number if place < 5 else 0
    parts = [codes._varint(one) for one in numbers]
    parts[place] = parts[place][:-1] + bytes([parts[place][-1] | 0x80, 0])  # one zero more
    body = bytes([1]) + b"".join(parts)
    code = base43.written(int.from_bytes(body + KEY.sign(body), "big"))
    with pytest.raises(CodeInvalid):
        verify(code, KEYS)
