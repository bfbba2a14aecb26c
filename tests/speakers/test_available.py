"""When a person can present: what is said of one event touches no other."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from speakers.available import EVER, Span, Windows, clipped, declare, declared, replaced
from speakers.models import Availability
from tests.speakers.factories import make_speaker

START = datetime(2026, 8, 26, tzinfo=UTC)
HOUR = timedelta(hours=1)
SPANS = st.lists(
    st.tuples(st.integers(0, 99), st.integers(1, 30)).map(lambda one: span(one[0], sum(one))),
    max_size=6,
)


def span(first: int, last: int) -> Span:
    return START + first * HOUR, START + last * HOUR


def hours(spans: list[Span]) -> set[int]:
    """The hours that lie in some span."""
    return {n for n in range(140) if any(a <= START + n * HOUR < b for a, b in spans)}


@given(before=SPANS, within=SPANS.filter(bool), new=SPANS)
def test_within_the_time_the_new_holds_outside_the_old(
    before: list[Span], within: list[Span], new: list[Span]
) -> None:
    time = within[0]
    made = replaced(before, time, new)
    assert hours(clipped(made, time)) == hours(clipped(new, time))
    assert hours(made) - hours([time]) == hours(before) - hours([time])
    assert made == sorted(made)
    assert all(one[1] < other[0] for one, other in pairwise(made))


async def test_never_at_one_event_is_still_always_at_others(database: None) -> None:
    ada = await make_speaker()
    await declare(ada, span(10, 20), Windows(possible=[]))
    first, last = span(10, 20)
    assert (await declared(ada)).possible == [(EVER[0], first), (last, EVER[1])]
    await declare(ada, span(30, 40), Windows([span(31, 32)], [span(31, 32)]))
    assert len((await declared(ada)).possible) == 4
    await declare(ada, span(10, 20), Windows([span(10, 20)]))
    await declare(ada, span(30, 40), Windows([span(30, 40)]))
    assert await Availability.all().count() == 0
