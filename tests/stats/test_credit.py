"""Credited time: known truths, and what no sequence of beats can do."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc.stats import coverage, spans
from events_svc.stats.beats import (
    ENDED,
    HIDDEN,
    PAUSED,
    PLAYING,
    SEEKING,
    STALLED,
    Beat,
    milliseconds,
)
from events_svc.stats.playing import Watched, apply
from tests.stats.factories import START, make_beat, make_playing

HOUR = Watched(1, is_live_link=False, length_seconds=3600)
LIVE = Watched(1, is_live_link=True)

Move = tuple[float, float, str]  # seconds, playhead, state


def credited(*moves: Move, rate: float = 1.0, watched: Watched = HOUR, **playing: object) -> float:
    """Seconds credited for beats numbered from 1."""
    state = make_playing(**playing)
    beats = [
        make_beat(sn, seconds=at, playhead=playhead, state=told, rate=rate)
        for sn, (at, playhead, told) in enumerate(moves, 1)
    ]
    apply(state, beats, watched)
    return state.credited_ms / 1000


P = PLAYING


@pytest.mark.parametrize(
    ("truth", "moves"),
    [
        (0, [(0, 0, P)]),
        (30, [(0, 0, P), (30, 30, P)]),
        (60, [(0, 0, P), (30, 30, P), (60, 60, P)]),
        (60, [(0, 0, P), (60, 60, P)]),  # one beat was lost: the next heals it
        (90, [(0, 0, P), (600, 600, P)]),  # at most three intervals
        (30, [(0, 0, P), (30, 30, PAUSED), (300, 30, P)]),  # paused is not credited
        (45, [(0, 0, P), (30, 30, PAUSED), (300, 30, P), (315, 45, ENDED)]),
        (30, [(0, 0, P), (30, 30, STALLED), (50, 30, P)]),
        (30, [(0, 0, P), (30, 30, HIDDEN), (60, 60, P)]),  # hidden and muted
        (20, [(0, 0, P), (10, 10, SEEKING), (11, 2000, P), (21, 2010, P)]),
        (32, [(0, 0, P), (30, 3000, P)]),  # an unannounced jump: the clock and 2 s
        (0, [(0, 900, P), (30, 300, P)]),  # backwards
        (28, [(2, 0, P), (30, 28, P)]),
    ],
)
def test_credited_time_is_what_was_watched(truth: float, moves: list[Move]) -> None:
    assert credited(*moves) == truth


def test_double_speed_is_credited_by_the_time_it_took() -> None:
    assert credited((0, 0, P), (15, 30, P), rate=2.0) == 15


def test_live_is_credited_by_the_servers_clock_whatever_the_playhead_says() -> None:
    moves = [(0.0, 0.0, P), (10.0, 99_999.0, P), (20.0, 0.0, P), (100.0, 0.0, P)]

    assert credited(*moves, watched=LIVE, is_live=True) == 50  # the last stretch: three intervals


@given(
    st.lists(
        st.tuples(
            st.floats(0, 5), st.integers(0, 10**7), st.sampled_from("pakrh"), st.floats(0, 16)
        ),
        max_size=40,
    )
)
def test_no_beats_are_credited_more_than_the_time_they_took_and_two_seconds(
    moves: list[tuple[float, int, str, float]],
) -> None:
    playing, clock = make_playing(), 0.0
    for number, (passed, playhead, state, rate) in enumerate(moves, 1):
        clock += passed
        beat = make_beat(number, seconds=clock, playhead=playhead, state=state, rate=rate)
        apply(playing, [beat], HOUR)

    assert playing.credited_ms <= clock * 1000 + 2001
    assert coverage.seconds(playing.coverage) <= 3600


@given(st.permutations(range(1, 9)), st.lists(st.integers(1, 8), max_size=8))
def test_beats_of_one_commit_count_once_in_whatever_order_and_however_often(
    order: list[int], again: list[int]
) -> None:
    beats = {n: make_beat(n, seconds=n * 10, playhead=n * 10) for n in range(1, 9)}
    straight, mixed = (make_playing(started_ms=beats[1].at_ms) for _ in range(2))

    apply(straight, beats.values(), HOUR)
    apply(mixed, [beats[n] for n in [*order, *again]], HOUR)
    apply(mixed, [beats[n] for n in again], HOUR)

    assert mixed == straight
    assert mixed.credited_ms == 70_000


@given(st.lists(st.sets(st.integers(1, 30)), min_size=1, max_size=6))
def test_whoever_gets_which_beat_the_row_is_credited_from_its_first_to_its_last(
    commits: list[set[int]],
) -> None:
    """Several processes, any share of the beats each, some lost: no stretch twice, none above the last."""
    playing = make_playing(started_ms=milliseconds(START) + 1000 * min({1}.union(*commits)))
    applied: list[int] = []

    for numbers in commits:
        news = sorted(n for n in numbers if n > playing.last_sn)
        apply(playing, [make_beat(n, seconds=n, playhead=n) for n in numbers], HOUR)
        applied += news

    expected = max(applied) - min(applied) if applied else 0
    assert playing.credited_ms == expected * 1000


def test_thresholds_are_reached_once_each_at_their_beat() -> None:
    playing = make_playing()
    beats = [make_beat(n, seconds=(n - 1) * 5, playhead=(n - 1) * 5) for n in range(1, 9)]

    reached = apply(playing, beats, HOUR).reached

    after = [(r.threshold, (r.at_ms - milliseconds(START)) / 1000) for r in reached]
    assert after == [(0, 0), (10, 10), (30, 30)]


def test_more_than_half_of_a_shorter_video_is_a_view() -> None:
    short = Watched(1, is_live_link=False, length_seconds=8)
    half, more = make_playing(), make_playing()

    apply(half, [make_beat(1, seconds=0), make_beat(2, seconds=4, playhead=4)], short)
    told = [make_beat(1, seconds=0), make_beat(2, seconds=4.1, playhead=4.1)]
    reached = apply(more, told, short).reached

    assert half.credited_ms == 4000
    assert {r.threshold for r in reached} == {0, 10, 30}


def test_a_program_reaches_nothing() -> None:
    beats = [make_beat(1, seconds=0), make_beat(2, seconds=60, playhead=60)]

    assert apply(make_playing(is_bot=True), beats, HOUR).reached == []


def test_the_bitmap_holds_the_seconds_that_were_seen_and_no_jump() -> None:
    playing = make_playing()
    beats: list[Beat] = [
        make_beat(1, seconds=0, playhead=0),
        make_beat(2, seconds=10, playhead=10, state=SEEKING),
        make_beat(3, seconds=11, playhead=5),
        make_beat(4, seconds=21, playhead=15),
        make_beat(5, seconds=31, playhead=3000),
    ]

    apply(playing, beats, HOUR)

    assert coverage.seconds(playing.coverage) == 15
    assert coverage.bins(playing.coverage, length_seconds=3600, count=4) == [
        True,
        False,
        False,
        False,
    ]


def test_a_gap_of_more_than_two_intervals_begins_another_span() -> None:
    playing = make_playing()
    apply(
        playing,
        [make_beat(1, seconds=0), make_beat(2, seconds=60), make_beat(3, seconds=121)],
        HOUR,
    )

    earlier = [*spans.opened(playing.spans, origin=START)]
    assert earlier == [(START, START + timedelta(seconds=60))]
    assert playing.span_started_ms == milliseconds(START) + 121_000
