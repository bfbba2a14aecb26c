"""The audit finds what must never be."""

from events_svc.reviews import check, interests, score
from events_svc.reviews.models import Assignment, Review, Score
from events_svc.reviews.score import Verdict
from tests.reviews.factories import make_bench, make_call, make_category, make_proposal


async def test_a_sound_call_has_nothing_broken(database: None) -> None:
    call = await make_call()
    category = await make_category(call)
    proposal = await make_proposal(call)
    bench = await make_bench(call)
    await score.give(bench, "AAAAAA", Verdict({category.id: 3}))
    await interests.declare(bench.reviewer, proposal, by=interests.ORGANISER)
    assert await check.broken() == []


async def test_each_broken_promise_is_named(database: None) -> None:
    call = await make_call()
    category = await make_category(call)
    proposal = await make_proposal(call)
    bench = await make_bench(call)
    await score.give(bench, "AAAAAA", Verdict({category.id: 3}))
    await interests.declare(bench.reviewer, proposal, by=interests.ORGANISER)
    await Assignment.create(reviewer=bench.reviewer, proposal=proposal)
    await Score.all().update(value=9)
    await Review.all().update(is_abstention=True)
    other = await make_call(call.event, "posters")
    stray = await make_proposal(other, "BBBBBB")
    await Review.create(reviewer=bench.reviewer, proposal=stray, written_at=bench.phase.opens_at)
    assert await check.broken() == [
        "score 1 lies outside the range of its category",
        "review 1 abstains, but has a score",
        "review 2 judges a proposal of another call",
        "assignment 1 is in spite of a conflict of interest",
    ]
