"""Beats as bytes: they come back as they were, in the order in which they are applied."""

import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc.stats import bots, collect
from events_svc.stats.beats import STATES, Beat
from events_svc.stats.coverage import covered, seconds
from events_svc.stats.intervals import interval, presence
from events_svc.stats.packing import pack, pack_playing, unpack, unpack_playing
from events_svc.stats.referrers import CLASSES
from tests.stats.factories import make_playing

SIDS = st.text(string.ascii_letters + string.digits + "_-", min_size=8, max_size=64)
BEATS = st.builds(
    Beat,
    sid=SIDS,
    source_id=st.integers(1, 2**63 - 1),
    sn=st.integers(1, 2**31 - 1),
    playhead_ms=st.integers(0, 7 * 24 * 3600 * 1000),
    state=st.sampled_from(sorted(STATES)),
    rate=st.integers(0, 16_000).map(lambda thousandths: thousandths / 1000),
    at_ms=st.integers(0, 2**45),
    key=st.binary(min_size=16, max_size=16),
    is_bot=st.booleans(),
    referrer=st.sampled_from(["direct", "search"]),
    country=st.sampled_from(["", "CN"]),
    is_jittered=st.booleans(),
    has_playhead=st.booleans(),
)


@given(BEATS)
def test_a_beat_comes_back_as_it_was(beat: Beat) -> None:
    assert unpack(pack(beat)) == beat
    assert len(pack(beat)) < 160


@given(st.lists(BEATS, max_size=8))
def test_packed_beats_of_a_playing_stand_together_in_the_order_of_their_numbers(
    beats: list[Beat],
) -> None:
    ordered = [unpack(one) for one in sorted(map(pack, beats))]

    told = [(len(b.sid), b.sid, b.source_id, b.sn) for b in ordered]
    assert told == sorted((len(b.sid), b.sid, b.source_id, b.sn) for b in beats)


@given(
    st.lists(st.tuples(st.integers(0, 7200), st.integers(1, 90)), max_size=4),
    st.sampled_from(sorted(STATES)),
    st.integers(0, 16_000),
    st.sampled_from(CLASSES),
    st.sampled_from(["", "CN"]),
    st.booleans(),
)
def test_a_playing_comes_back_as_it_was(
    seen: list[tuple[int, int]],
    state: str,
    rate: int,
    referrer: str,
    country: str,
    flag: bool,
) -> None:
    bits = b""
    for first, count in seen:
        bits = covered(bits, first * 1000, (first + count) * 1000, length_seconds=None)
    playing = make_playing(
        state=state, rate=rate / 1000, referrer=referrer, country=country, is_live=flag, coverage=bits,
        unique_seconds=seconds(bits), last_sn=2**31 - 1, spans=b"s" * 8 * len(seen), gap_ms=-rate,
        has_played=not flag, is_bot=flag, read_sn=2**31 - 1,
    )  # fmt: skip

    packed = pack_playing(playing)

    assert packed is not None
    assert unpack_playing(packed, playing.source_id) == playing


def test_a_playing_that_was_seen_from_somewhere_on_is_as_small_as_one_from_the_start() -> None:
    late = make_playing(state="p", coverage=b"\0" * 400 + b"\xff" * 50 + b"\x0f")

    assert len(pack_playing(late) or b"") == len(pack_playing(make_playing(state="p")) or b"") + 1


@pytest.mark.parametrize("odd", [{"gap_ms": 2**40}, {"referrer": "a class of tomorrow"}])
def test_what_has_no_place_is_not_packed(odd: dict[str, Any]) -> None:
    assert pack_playing(make_playing(state="p", **odd)) is None


@pytest.mark.parametrize(("took", "times"), [(0.1, 1), (0.5, 1), (0.6, 1.6), (9.0, 1.6)])
def test_players_are_asked_to_beat_less_often_when_commits_are_late(
    monkeypatch: pytest.MonkeyPatch, took: float, times: float
) -> None:
    monkeypatch.setattr(collect, "_took", took)
    assert collect.stretch() == times
    assert collect.stretch() * 1.2 * interval(is_live=True) <= presence(is_live=True)


@pytest.mark.parametrize(
    ("gap", "before", "is_even"),
    [(10_000, 10_000, True), (10_000, 9_901, True), (10_000, 9_899, False), (900, 900, False)],
)
def test_gaps_are_even_within_a_hundredth(gap: int, before: int, is_even: bool) -> None:
    assert bots.is_even(gap, before) is is_even


@pytest.mark.parametrize(
    ("moved", "passed", "is_still"),
    [(0, 10_000, True), (-100, 10_000, True), (300, 10_000, False), (0, 1_000, False)],
)
def test_a_playhead_stands_when_there_was_time_to_move(
    moved: int, passed: int, is_still: bool
) -> None:
    assert bots.is_still(moved, passed) is is_still
