"""Streams replayed against a clock that is only counted: right state, soon enough."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc.media import hls
from events_svc.media.probing.machine import Failed, Found, Memory, Seen, step
from events_svc.media.probing.pace import pause, time_limit
from tests.media.hls.streams import EPOCH, Stream

PLACE = "https://live.example.org/media.m3u8"
Change = tuple[float, str]


def looked(stream: Stream, second: float) -> Found:
    """What a look at that second finds."""
    found = stream.playlist(second)
    if found is None:
        return Failed("offline", "no answer")
    if isinstance(found, int):
        return Failed("offline", f"HTTP {found}")
    playlist = hls.read(found, PLACE)
    assert isinstance(playlist, hls.Media)
    return Seen(PLACE, playlist)


def changes(
    stream: Stream, *, since: float, until: float, memory: Memory | None = None
) -> list[Change]:
    """Every change of state with its second, by looks as often as the pace says."""
    memory = memory or Memory()
    found: list[Change] = []
    second = since
    while second < until:
        seen = looked(stream, second)
        if stream.playlist(second) is None:
            second += time_limit(memory)
        now = EPOCH + timedelta(seconds=second)
        after = step(memory, seen, now=now)
        if after.state != memory.state:
            found.append((second, after.state))
        memory = after
        second += pause(memory, is_expected=True, now=now)
    return found


def states(found: list[Change]) -> list[str]:
    return [state for _, state in found]


targets = st.sampled_from([3.0, 4.0, 6.0, 8.0, 10.0])
moments = st.floats(0, 6, exclude_max=True)


@given(target=targets, phase=moments, dated=st.booleans(), first=st.sampled_from([0, 100_000]))
def test_a_start_is_found_within_two_target_durations(
    target: float, phase: float, dated: bool, first: int
) -> None:
    stream = Stream(start=30 + phase, target=target, dated=dated, first=first)
    known = Memory(target=target)  # of the rehearsal

    found = changes(stream, since=0, until=30 + phase + 10 * target, memory=known)

    assert states(found) == ["offline", "live"]
    assert found[-1][0] - stream.start <= 2 * target


@given(
    target=targets,
    length=st.floats(40, 90),
    phase=moments,
    after=st.sampled_from(["same", "empty", "ended", "gone", "silence", "slate"]),
)
def test_an_end_is_found_within_three_target_durations(
    target: float, length: float, phase: float, after: str
) -> None:
    stream = Stream(start=-phase, stop=length, target=target, after=after, first=77)
    wanted = {"same": "stalled", "empty": "stalled", "gone": "offline", "silence": "offline"}

    found = changes(stream, since=0, until=length + 10 * target)

    assert states(found) == ["live", wanted.get(after, after)]
    assert stream.last_written() <= found[-1][0] <= stream.end() + 3 * target


@given(
    target=targets,
    phase=moments,
    lateness=st.lists(st.floats(0, 0.9), min_size=30, max_size=30),
)
def test_a_stream_that_writes_irregularly_stays_live(
    target: float, phase: float, lateness: list[float]
) -> None:
    """Each segment up to 0.9 target durations late: never stalled, one state."""
    late = Stream(start=-phase, target=target)

    class Irregular(Stream):
        def playlist(self, second: float) -> str | int | None:
            number = late.count(second) - 1
            written = late.start + number * target + lateness[number % 30] * target
            return late.playlist(second if second >= written else max(0.0, second - target))

    found = changes(Irregular(start=-phase, target=target), since=0, until=20 * target)

    assert states(found) == ["live"]


def test_a_playlist_of_yesterday_is_not_live() -> None:
    """Never ended: it stands there since yesterday."""
    stream = Stream(start=-86_400, stop=-80_000, dated=True)

    assert states(changes(stream, since=0, until=60)) == ["stalled"]


def test_a_stream_that_comes_again_is_live_again() -> None:
    first, second = Stream(stop=60, after="gone", first=500), Stream(start=120)

    class Twice(Stream):
        def playlist(self, at: float) -> str | int | None:
            return (first if at < 120 else second).playlist(at)

    found = changes(Twice(), since=0, until=200)

    assert states(found) == ["live", "offline", "live"]
    assert found[-1][0] <= 132


def test_an_encoder_that_counts_anew_does_not_interrupt() -> None:
    first, second = Stream(stop=60, first=500), Stream(start=66)

    class Anew(Stream):
        def playlist(self, at: float) -> str | int | None:
            return (first if at < 66 else second).playlist(at)

    assert states(changes(Anew(), since=0, until=200)) == ["live"]


def test_two_copies_of_different_age_are_no_movement() -> None:
    """Behind a content network a stalled playlist may be answered old and new in turns."""
    stream = Stream(stop=60, first=500)

    class Copies(Stream):
        def playlist(self, at: float) -> str | int | None:
            return stream.playlist(at - 6 * (int(at) % 2)) if at > 60 else stream.playlist(at)

    assert states(changes(Copies(), since=0, until=200)) == ["live", "stalled"]


def test_one_failure_is_chance_and_two_are_none() -> None:
    now = EPOCH
    live = Memory(state="live", head=(5, 0), place=PLACE, moved_at=now)
    late = Failed("offline", "no answer within 4 s")

    once = step(live, late, now=now)
    twice = step(once, late, now=now)

    assert (once.state, twice.state, twice.reason) == ("live", "offline", "no answer within 4 s")


@pytest.mark.parametrize("state", ["live", "stalled"])
def test_another_prober_goes_on_where_the_last_one_was(state: str) -> None:
    stream = Stream(start=-600)

    found = changes(stream, since=0, until=60, memory=Memory(state=state))

    assert states(found) == ([] if state == "live" else ["live"])


def test_looks_are_six_seconds_apart_while_all_goes_well() -> None:
    memory, now = Memory(), EPOCH
    pauses = []
    stream = Stream(start=-600, target=10)
    for _ in range(12):
        memory = step(memory, looked(stream, (now - EPOCH).total_seconds()), now=now)
        pauses.append(pause(memory, is_expected=True, now=now))
        now += timedelta(seconds=pauses[-1])

    assert max(pauses) == 6
    assert pause(Memory(state="offline"), is_expected=False, now=now) == 30
