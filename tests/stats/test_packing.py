"""Beats as bytes: they come back as they were, in the order in which they are applied."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc.stats import bots, collect
from events_svc.stats.beats import STATES, Beat
from events_svc.stats.intervals import interval, presence
from events_svc.stats.packing import pack, playing_of, unpack
from tests.stats.factories import make_beat

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
def test_packed_beats_are_in_the_order_of_playing_and_number(beats: list[Beat]) -> None:
    ordered = [unpack(one) for one in sorted(map(pack, beats))]

    assert [(b.sid, b.source_id, b.sn) for b in ordered] == sorted(
        (b.sid, b.source_id, b.sn) for b in beats
    )


def test_a_playing_is_told_from_one_whose_name_begins_alike() -> None:
    alike = [("playing-1", 7), ("playing-10", 7), ("playing-1", 8)]
    made = {playing_of(pack(make_beat(1, seconds=0, sid=s, source_id=n))) for s, n in alike}
    same = playing_of(pack(make_beat(9, seconds=9, sid="playing-1", source_id=7)))

    assert (len(made), same in made) == (3, True)


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
