"""Subtitles as they come: read, or refused with row and column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc.media import vtt
from events_svc.media.recording_errors import SubtitlesRefused, Wrong
from events_svc.media.vtt import Cue

GOOD = """\ufeffWEBVTT - 青年科学家论坛

NOTE made by a person
--- not shown

STYLE
::cue { color: lime }

intro
00:01.000 --> 00:04.500 line:0 align:start
<v 何静>机械臂
学会<b>放手</b>

01:00:05.000 --> 01:00:06.000
Robots &amp; people
learn"""


def test_a_file_is_read_with_its_voices_settings_and_without_its_marks() -> None:
    assert vtt.read(GOOD.encode()) == [
        Cue(1000, 4500, "机械臂学会放手", "何静", "line:0 align:start"),
        Cue(3_605_000, 3_606_000, "Robots & people learn"),
    ]


def test_subrip_is_read_as_well() -> None:
    raw = "1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Good</i> morning\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\n早上好\r\n"

    assert vtt.read(raw.encode()) == [Cue(1000, 2500, "Good morning"), Cue(3000, 4000, "早上好")]


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (["HELLO"], Wrong(1, 1, "The file should begin with WEBVTT.")),
        (
            ["WEBVTT", "", "0:01.000 --> 00:02.000", "x"],
            Wrong(3, 1, "Here should be a time like 00:01:02.500."),
        ),
        (
            ["WEBVTT", "", "a", "00:01.000 -> 00:02.000", "x"],
            Wrong(4, 10, "Here should be “-->” between blanks."),
        ),
        (
            ["WEBVTT", "", "00:01.000 --> 00:62.000", "x"],
            Wrong(3, 15, "Here should be a time like 00:01:02.500."),
        ),
        (
            ["WEBVTT", "", "00:03.000 --> 00:02.000", "x"],
            Wrong(3, 15, "The cue ends before it begins."),
        ),
        (
            ["WEBVTT", "", "00:01.000 --> 00:02.000", "x", "00:02.000 --> 00:03.000", "y"],
            Wrong(5, 11, "A cue must follow an empty line."),
        ),
        (
            ["WEBVTT", "", "00:01.000 --> 00:02.000", "so <i>it is <b"],
            Wrong(4, 13, "This “<” is never closed by “>”."),
        ),
        (
            ["WEBVTT", "", "NOTE nothing"],
            Wrong(4, 1, "There should be 1 to {value} cues.", "20000"),
        ),
    ],
    ids=["head", "hours", "arrow", "seconds", "backwards", "no-gap", "tag", "empty"],
)
def test_what_is_wrong_is_told_with_its_row_and_column(rows: list[str], problem: Wrong) -> None:
    with pytest.raises(SubtitlesRefused) as refused:
        vtt.read("\n".join([*rows, ""]).encode())

    assert refused.value.problems == (problem,)


def test_every_problem_is_told_at_once() -> None:
    raw = b"WEBVTT\n\n00:01 --> 00:02.000\nx\n\n00:03.000 --> 00:02.000\ny\n"

    with pytest.raises(SubtitlesRefused) as refused:
        vtt.read(raw)

    assert [(one.row, one.column) for one in refused.value.problems] == [(3, 1), (6, 15)]
    assert str(refused.value.problems[1]) == "row 6, column 15: The cue ends before it begins."


def test_bytes_that_are_no_utf8_are_told_with_their_place() -> None:
    with pytest.raises(SubtitlesRefused) as refused:
        vtt.read(b"WEBVTT\n\n00:01.000 --> 00:02.000\nab\xff\n")

    assert refused.value.problems == (Wrong(4, 3, "This is not UTF-8."),)


def test_a_file_beyond_its_bound_is_not_read() -> None:
    with pytest.raises(SubtitlesRefused, match="larger than 2 MiB"):
        vtt.read(b"WEBVTT\n\n" + b"x" * vtt.MOST_BYTES)


TEXTS = st.text("论坛 robot<&>-", min_size=1, max_size=12).map(lambda t: " ".join(t.split()) or "x")
CUES = st.builds(
    lambda start, length, text: Cue(start, start + length, text),
    st.integers(0, 10**8),
    st.integers(1, 10**6),
    TEXTS,
)


@given(st.lists(CUES, min_size=1, max_size=5))
def test_what_is_written_is_read_as_the_same(cues: list[Cue]) -> None:
    in_order = sorted(cues, key=lambda cue: (cue.starts_ms, cue.ends_ms))

    assert vtt.read(vtt.written(in_order).encode()) == in_order
