"""A reviewer judges, in time and without a conflict of interest."""

import asyncio

import pytest

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.calls.models import Presenter, Proposal, ProposalState
from events_svc.reviews import access, interests, reviewers, score
from events_svc.reviews.errors import PhaseClosed, ScoreMissing, ScoreOutside
from events_svc.reviews.models import Review, Score
from events_svc.reviews.score import Verdict
from tests.reviews.factories import (
    DAY,
    make_bench,
    make_call,
    make_category,
    make_proposal,
    make_reviewer,
)


async def said() -> list[tuple[int, str, bool]]:
    found = await Review.all().order_by("id")
    return [(one.reviewer_id, one.words, one.is_abstention) for one in found]


async def test_a_review_has_its_scores_and_words(database: None) -> None:
    call = await make_call()
    category = await make_category(call)
    await make_proposal(call)
    bench = await make_bench(call)
    await score.give(bench, "AAAAAA", Verdict({category.id: 2}, " Well made. "))
    assert await said() == [(bench.reviewer.id, "Well made.", False)]
    assert [(one.category_id, one.value) for one in await Score.all()] == [(category.id, 2)]


async def test_judging_again_replaces_and_abstaining_takes_the_scores_away(database: None) -> None:
    call = await make_call()
    category = await make_category(call)
    await make_proposal(call)
    bench = await make_bench(call)
    await score.give(bench, "AAAAAA", Verdict({category.id: 2}))
    await score.give(bench, "AAAAAA", Verdict({category.id: 3}, "Better."))
    assert [one.value for one in await Score.all()] == [3]
    await score.give(bench, "AAAAAA", Verdict({category.id: 1}, is_abstention=True))
    assert await said() == [(bench.reviewer.id, "", True)]
    assert await Score.all().count() == 0


async def test_a_category_that_counts_must_be_scored_and_within_its_range(database: None) -> None:
    call = await make_call()
    category = await make_category(call)
    await make_category(call, "Style", weight=0)
    await make_proposal(call)
    bench = await make_bench(call)
    with pytest.raises(ScoreMissing):
        await score.give(bench, "AAAAAA", Verdict({}))
    with pytest.raises(ScoreOutside):
        await score.give(bench, "AAAAAA", Verdict({category.id: 4}))
    assert await said() == []


async def test_nothing_is_scored_after_the_phase_has_closed(database: None) -> None:
    call = await make_call()
    await make_proposal(call)
    bench = await make_bench(call)
    clock.shift(2 * DAY)
    with pytest.raises(PhaseClosed):
        await score.give(bench, "AAAAAA", Verdict())
    assert await said() == []


async def test_who_has_a_conflict_of_interest_scores_nothing_late(database: None) -> None:
    call = await make_call()
    proposal = await make_proposal(call)
    bench = await make_bench(call)
    await access.proposal(bench, "AAAAAA")
    await interests.declare(bench.reviewer, proposal, by=interests.ORGANISER)
    with pytest.raises(NotFound):
        await score.give(bench, "AAAAAA", Verdict())
    assert await said() == []


async def test_who_presents_it_scores_nothing_however_the_address_is_written(
    database: None,
) -> None:
    call = await make_call()
    proposal = await make_proposal(call)
    await Presenter.create(proposal=proposal, email="Rita@Example.org")
    with pytest.raises(NotFound):
        await score.give(await make_bench(call), "AAAAAA", Verdict())
    assert await said() == []


async def test_who_was_dismissed_scores_nothing(database: None) -> None:
    call = await make_call()
    await make_proposal(call)
    bench = await make_bench(call)
    await reviewers.dismiss(call, bench.reviewer.id)
    with pytest.raises(NotFound):
        await score.give(bench, "AAAAAA", Verdict())
    assert await said() == []


@pytest.mark.parametrize("state", [ProposalState.DRAFT, ProposalState.ACCEPTED])
async def test_only_what_is_sent_in_and_undecided_is_scored(
    database: None, state: ProposalState
) -> None:
    call = await make_call()
    await make_proposal(call, state=state)
    with pytest.raises(NotFound):
        await score.give(await make_bench(call), "AAAAAA", Verdict())


async def test_two_reviewers_who_score_at_once_are_both_heard(database: None) -> None:
    call = await make_call()
    category = await make_category(call)
    await make_proposal(call)
    one = await make_bench(call)
    other = access.Bench(await make_reviewer(call, "remo@example.org"), one.phase)
    verdicts = [(one, 1), (other, 3)]
    await asyncio.gather(
        *(score.give(who, "AAAAAA", Verdict({category.id: value})) for who, value in verdicts)
    )
    assert sorted([one.value for one in await Score.all()]) == [1, 3]


async def test_one_reviewer_who_sends_twice_at_once_has_one_whole_review(database: None) -> None:
    call = await make_call()
    category = await make_category(call)
    await make_proposal(call)
    bench = await make_bench(call)
    await asyncio.gather(
        *(score.give(bench, "AAAAAA", Verdict({category.id: value})) for value in (1, 2, 3))
    )
    assert (await Review.all().count(), await Score.all().count()) == (1, 1)


async def test_a_conflict_declared_while_a_score_is_on_its_way_leaves_no_score_that_counts(
    database: None,
) -> None:
    call = await make_call()
    proposal = await make_proposal(call)
    bench = await make_bench(call)
    await asyncio.gather(
        score.give(bench, "AAAAAA", Verdict()),
        interests.declare(bench.reviewer, proposal, by=interests.REVIEWER),
        return_exceptions=True,
    )
    assert await (await access.judgeable(bench)).count() == 0
    assert await access.conflicts([proposal.id]) == {(bench.reviewer.id, proposal.id)}
    assert await Proposal.all().count() == 1
