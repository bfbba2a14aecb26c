"""What is taken alone never overlaps, whatever is asked for."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from events_svc.schedule.importing.clashes import Taken
from events_svc.schedule.importing.names import Codes, Numbers

DAY = datetime(2026, 8, 26, tzinfo=UTC)
SPANS = st.tuples(st.integers(0, 200), st.integers(1, 60)).map(
    lambda pair: (DAY + timedelta(minutes=pair[0]), DAY + timedelta(minutes=sum(pair)))
)


@given(st.lists(SPANS, max_size=40))
def test_taken_times_never_overlap_and_only_overlaps_are_refused(
    spans: list[tuple[datetime, datetime]],
) -> None:
    taken, accepted = Taken(), []
    for start, end in spans:
        is_free = all(end <= other or upto <= start for other, upto in accepted)
        assert taken.take(start, end) is is_free
        accepted += [(start, end)] if is_free else []
    assert taken.spans == sorted(accepted)


@given(st.lists(st.none() | st.integers(1, 20)), st.sets(st.integers(1, 20)))
def test_numbers_are_given_once(wishes: list[int | None], standing: set[int]) -> None:
    numbers = Numbers(standing)
    given_ = [numbers.take(wish) for wish in wishes]
    assert len({*given_}) == len(given_)
    assert standing.isdisjoint(given_)


@given(st.lists(st.sampled_from(["", "AAAAAA", "BBBBBB"])))
def test_codes_are_given_once_and_have_six_characters(wishes: list[str]) -> None:
    codes = Codes(["AAAAAA"])
    found = [codes.take(wish, "the same key") for wish in wishes]
    assert len({*found, "AAAAAA"}) == len(found) + 1
    assert all(len(code) == 6 for code in found)
