"""The retention curve against looking at every second of every viewer."""

from hypothesis import given
from hypothesis import strategies as st

from events_svc.stats import coverage
from events_svc.stats.retention import Curve, curve, squeezed, width_of


def test_the_curve_is_the_share_of_viewers_who_saw_some_second_of_the_bin() -> None:
    whole = coverage.covered(b"", 0, 200_000, length_seconds=200)
    start = coverage.covered(b"", 0, 2_500, length_seconds=200)

    found = curve([squeezed(bits, 2) for bits in (whole, start, b"")], width=2, length_seconds=200)

    assert (found.width, found.viewers) == (2, 3)
    assert [*found.counts] == [2, 2, *[1] * 98]
    assert found.shares[:3] == [2 / 3, 2 / 3, 1 / 3]


def test_nobody_makes_an_empty_curve() -> None:
    assert curve([], width=1, length_seconds=3) == Curve(1, 0, [0, 0, 0])
    assert curve([], width=1, length_seconds=3).shares == [0.0, 0.0, 0.0]


def test_there_are_at_most_a_hundred_bins() -> None:
    assert [width_of(length) for length in (1, 100, 101, 200, 201, 43_200)] == [1, 1, 2, 2, 3, 432]


@given(
    st.integers(1, 320).flatmap(
        lambda length: st.tuples(
            st.just(length), st.lists(st.sets(st.integers(0, length - 1)), max_size=9)
        )
    )
)
def test_bins_are_what_looking_at_each_second_finds(drawn: tuple[int, list[set[int]]]) -> None:
    length, viewers = drawn
    width = width_of(length)
    bitmaps = [sum(1 << second for second in seen) for seen in viewers]

    found = curve(
        [squeezed(bits.to_bytes(40, "little"), width) for bits in bitmaps],
        width=width,
        length_seconds=length,
    )

    bins = [range(low, min(low + width, length)) for low in range(0, length, width)]
    assert [*found.counts] == [sum(bool(seen & {*one}) for seen in viewers) for one in bins]
