"""Conflicts of interest are enforced in the lookup."""

from events_svc.reviews import access, interests, ranking, score
from events_svc.reviews.access import Bench
from events_svc.reviews.models import Assignment, Average, Interest, Review
from events_svc.reviews.score import Verdict
from events_svc.reviews.suspicion import Why
from tests.reviews.factories import (
    make_bench,
    make_call,
    make_category,
    make_proposal,
    make_reviewer,
)


async def codes(bench: Bench) -> list[str]:
    return sorted([one.code for one in await (await access.judgeable(bench))])


async def test_whose_conflict_it_is_does_not_find_it(database: None) -> None:
    call = await make_call()
    near, far = await make_proposal(call), await make_proposal(call, "BBBBBB")
    bench = await make_bench(call)
    await interests.declare(bench.reviewer, near, by=interests.REVIEWER, reason="my student")
    assert await codes(bench) == ["BBBBBB"]
    (held,) = await interests.of_call(call)
    assert (held.reason, held.declared_by, held.proposal) == ("my student", "reviewer", near)
    assert far.code == "BBBBBB"


async def test_a_score_given_before_counts_no_more_and_comes_back_with_the_dismissal(
    database: None,
) -> None:
    call = await make_call()
    category = await make_category(call)
    proposal = await make_proposal(call)
    bench = await make_bench(call)
    await score.give(bench, "AAAAAA", Verdict({category.id: 3}))
    await interests.declare(bench.reviewer, proposal, by=interests.ORGANISER)
    assert [row.average for row in await ranking.of_call(call, Average.MEAN)] == [None]
    await interests.dismiss(bench.reviewer, proposal)
    assert [row.average for row in await ranking.of_call(call, Average.MEAN)] == [100.0]
    assert await Review.all().count() == 1


async def test_a_conflict_takes_the_assignment_away(database: None) -> None:
    call = await make_call()
    proposal = await make_proposal(call)
    bench = await make_bench(call)
    await Assignment.create(reviewer=bench.reviewer, proposal=proposal, is_by_hand=True)
    await interests.declare(bench.reviewer, proposal, by=interests.ORGANISER)
    assert await Assignment.all().count() == 0


async def test_who_says_it_first_stays_on_record(database: None) -> None:
    call = await make_call()
    proposal = await make_proposal(call)
    bench = await make_bench(call)
    await interests.declare(bench.reviewer, proposal, by=interests.REVIEWER, reason="first")
    await interests.declare(bench.reviewer, proposal, by=interests.ORGANISER, reason="second")
    assert [one.reason for one in await Interest.all()] == ["first"]


async def test_the_same_affiliation_is_suspected_until_somebody_has_looked(database: None) -> None:
    call = await make_call()
    proposal = await make_proposal(call)
    reviewer = await make_reviewer(call, affiliation="some university")
    (found,) = await interests.suspected(call)
    assert (found.reviewer, found.proposal, found.why) == (reviewer, proposal, Why.SAME_PLACE)
    await interests.dismiss(reviewer, proposal)
    assert await interests.suspected(call) == []
    assert await interests.of_call(call) == []


async def test_a_dismissed_suspicion_hides_nothing(database: None) -> None:
    call = await make_call()
    proposal = await make_proposal(call)
    bench = await make_bench(call)
    await interests.dismiss(bench.reviewer, proposal)
    assert await codes(bench) == ["AAAAAA"]
    await interests.declare(bench.reviewer, proposal, by=interests.REVIEWER)
    assert await codes(bench) == []
