"""The peak against counting at every instant."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from events_svc.stats.sweep import Peak, Presence, changes, curve, milliseconds, peak
from tests.stats.factories import START


def at(seconds: int) -> datetime:
    return START + timedelta(seconds=seconds)


def present(key: bytes, start: int, end: int) -> Presence:
    return key, milliseconds(at(start)), milliseconds(at(end))


def test_the_peak_is_the_most_at_once_with_its_instant() -> None:
    presences = [present(b"a", 0, 60), present(b"b", 30, 90), present(b"c", 60, 61)]

    found = peak(changes(presences))

    assert (found, found.minute) == (Peak(2, at(30)), at(0))


def test_two_windows_of_one_key_count_once() -> None:
    assert peak(changes([present(b"a", 0, 60), present(b"a", 30, 90)])) == Peak(1, at(0))


def test_nobody_makes_no_peak() -> None:
    assert (peak([]), curve([], step=timedelta(minutes=1))) == (Peak(0, None), [])


PRESENCES = st.lists(
    st.tuples(st.sampled_from([b"a", b"b", b"c", b"d"]), st.integers(0, 50), st.integers(1, 30)),
    max_size=12,
)


@given(PRESENCES)
def test_the_peak_is_what_counting_every_second_finds(drawn: list[tuple[bytes, int, int]]) -> None:
    presences = [present(key, start, start + length) for key, start, length in drawn]

    counts = [len({k for k, s, n in drawn if s <= second < s + n}) for second in range(81)]

    best = max(counts)
    assert peak(changes(presences)) == Peak(best, at(counts.index(best)) if best else None)


@given(PRESENCES)
def test_the_curve_shows_the_most_of_each_minute(drawn: list[tuple[bytes, int, int]]) -> None:
    presences = [present(key, start, start + length) for key, start, length in drawn]

    shown = {
        moment: count for moment, count in curve(changes(presences), step=timedelta(seconds=10))
    }

    for tenth in range(9):
        seconds = range(tenth * 10, tenth * 10 + 10)
        truth = max(len({k for k, s, n in drawn if s <= second < s + n}) for second in seconds)
        if at(tenth * 10) in shown:
            assert shown[at(tenth * 10)] >= truth
    assert max(shown.values(), default=0) == peak(changes(presences)).count
