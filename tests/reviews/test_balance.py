"""Nobody with a conflict of interest judges, and everybody has the same to do."""

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events_svc.reviews.balance import Judge, Pair, balanced

pytestmark = pytest.mark.engineless

IDS = range(1, 5)


@st.composite
def courts(draw: st.DrawFn) -> tuple[dict[int, int | None], list[Judge]]:
    """A few proposals with tracks, and judges with their conflicts and tracks."""
    tracks = draw(st.lists(st.sampled_from([None, 1, 2]), min_size=1, max_size=4))
    proposals: dict[int, int | None] = dict(enumerate(tracks, start=1))
    some = st.frozensets(st.sampled_from(IDS), max_size=3)
    judged = st.sampled_from([frozenset[int](), frozenset({1}), frozenset({1, 2})])
    count = draw(st.integers(1, 4))
    return proposals, [Judge(id_, draw(some), draw(judged)) for id_ in range(1, count + 1)]


def may(judge: Judge, proposal: int, track: int | None) -> bool:
    return proposal not in judge.barred and (not judge.tracks or track in judge.tracks)


def loads(pairs: set[Pair], judges: list[Judge]) -> list[int]:
    return sorted(sum(one == judge.id for one, _ in pairs) for judge in judges)


@given(courts(), st.integers(1, 3))
def test_nobody_judges_with_a_conflict_or_outside_the_own_tracks(
    court: tuple[dict[int, int | None], list[Judge]], each: int
) -> None:
    proposals, judges = court
    by_id = {judge.id: judge for judge in judges}
    pairs = balanced(proposals, judges, each=each)
    assert all(may(by_id[judge], one, proposals[one]) for judge, one in pairs)


@given(courts(), st.integers(1, 3))
def test_every_proposal_has_as_many_judges_as_are_wanted_or_as_may(
    court: tuple[dict[int, int | None], list[Judge]], each: int
) -> None:
    proposals, judges = court
    pairs = balanced(proposals, judges, each=each)
    assert {one: sum(two == one for _, two in pairs) for one in proposals} == {
        one: min(each, sum(may(judge, one, track) for judge in judges))
        for one, track in proposals.items()
    }


@settings(max_examples=60)
@given(courts(), st.integers(1, 2))
def test_no_sharing_is_more_even(
    court: tuple[dict[int, int | None], list[Judge]], each: int
) -> None:
    proposals, judges = court
    choices = []
    for one, track in proposals.items():
        free = [judge.id for judge in judges if may(judge, one, track)]
        groups = combinations(free, min(each, len(free)))
        choices.append([{(judge, one) for judge in group} for group in groups])
    possible = [set[Pair]().union(*sharing) for sharing in product(*choices)]
    best = min(sum(load**2 for load in loads(pairs, judges)) for pairs in possible)
    found = loads(balanced(proposals, judges, each=each), judges)
    assert sum(load**2 for load in found) == best


@given(st.integers(1, 30), st.integers(1, 8), st.integers(1, 4))
def test_where_nobody_is_barred_loads_differ_by_at_most_one(
    proposals: int, judges: int, each: int
) -> None:
    court = [Judge(id_) for id_ in range(judges)]
    found = loads(balanced(dict.fromkeys(range(proposals)), court, each=each), court)
    assert found[-1] - found[0] <= 1


@given(courts(), st.integers(1, 3))
def test_the_same_question_has_the_same_answer_in_whatever_order(
    court: tuple[dict[int, int | None], list[Judge]], each: int
) -> None:
    proposals, judges = court
    turned = dict(reversed(proposals.items()))
    first = balanced(proposals, judges, each=each)
    assert balanced(turned, judges[::-1], each=each) == first


@given(courts(), st.integers(1, 2), st.frozensets(st.tuples(st.integers(1, 4), st.integers(1, 4))))
def test_what_was_assigned_by_hand_stays(
    court: tuple[dict[int, int | None], list[Judge]], each: int, kept: frozenset[Pair]
) -> None:
    proposals, judges = court
    assert kept <= balanced(proposals, judges, each=each, kept=kept)


def test_who_has_much_by_hand_gets_little_of_the_rest() -> None:
    kept = {(1, 1), (1, 2)}
    pairs = balanced(dict.fromkeys([1, 2, 3, 4]), [Judge(1), Judge(2)], each=1, kept=kept)
    assert pairs == kept | {(2, 3), (2, 4)}


def test_a_hand_over_reaches_around_two_corners() -> None:
    """Judge 3 may judge one proposal only, which 1 and 2 must give away for it."""
    judges = [Judge(1, frozenset()), Judge(2, frozenset({1})), Judge(3, frozenset({1, 2}))]
    assert loads(balanced(dict.fromkeys([1, 2, 3]), judges, each=1), judges) == [1, 1, 1]
