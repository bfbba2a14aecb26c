"""Reports of CMCD version 2, line by line."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc.stats.cmcd import Report, ReportMalformed, is_beat, reports, telling

NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)
TEXTS = st.text(st.characters(min_codepoint=0x20, exclude_characters="\x7f", codec="utf-8"), max_size=20)  # fmt: skip
VALUES = st.one_of(st.just(True), st.integers(-(10**14), 10**14), TEXTS)


def written(report: Report) -> str:
    members = []
    for key, value in report.items():
        if isinstance(value, str):
            quoted = value.replace("\\", "\\\\").replace('"', '\\"')
            members.append(f'{key}="{quoted}"')
        else:
            members.append(key if value is True else f"{key}={value}")
    return ",".join(members)


@given(st.lists(st.dictionaries(NAMES, VALUES, min_size=1, max_size=5), max_size=4))
def test_what_is_written_is_read(told: list[Report]) -> None:
    assert reports("\n".join(written(one) for one in told).encode()) == told


@given(st.binary(max_size=200))
def test_garbage_is_refused_in_words_or_read(body: bytes) -> None:
    with suppress(ReportMalformed):
        assert all(isinstance(one, dict) for one in reports(body))


def test_lists_parameters_and_kinds_of_values_are_read() -> None:
    body = b'br=(3200;v 128;a),bg=?0, e=ps;x="1",pr=1.25,nor=("a,b.m4s";r="0-9" c),com.ex-k="q\\"w"\r\n'
    assert reports(body) == [
        {
            "br": "(3200;v 128;a)",
            "bg": False,
            "e": "ps",
            "pr": 1.25,
            "nor": '("a,b.m4s";r="0-9" c)',
            "com.ex-k": 'q"w',
        }
    ]


@pytest.mark.parametrize("line", ["a=", "a=1,", "=1", 'a="x', "a=(1", "a b", ",", "a=1,,b", "a;=1"])
def test_what_is_no_report_says_its_line(line: str) -> None:
    with pytest.raises(ReportMalformed) as refused:
        reports(f"sn=1\n\n{line}".encode())
    assert refused.value.line == 3


def test_a_report_without_a_state_is_no_beat() -> None:
    assert not is_beat({"e": "rr", "sid": "x"})
    assert is_beat({"e": "t", "sid": "x", "sta": "p"})


def test_the_last_of_each_run_of_equal_states_tells_all() -> None:
    assert telling([("p",), ("p",), ("a",), ("p",), ("p",), ("p",)]) == [1, 2, 5]
    assert telling([]) == []
