"""A reviewer says what a proposal is worth, or abstains."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.calls.models import Proposal
from events_svc.database import in_transaction
from events_svc.reviews import access, categories
from events_svc.reviews.access import Bench
from events_svc.reviews.errors import ScoreMissing, ScoreOutside
from events_svc.reviews.lock import lock_reviewer
from events_svc.reviews.models import Category, Review, Score


@dataclass(frozen=True, slots=True)
class Verdict:
    """Numbers by category, and words. An abstention has words only."""

    scores: Mapping[int, int] = field(default_factory=dict)
    words: str = ""
    is_abstention: bool = False


async def give(bench: Bench, code: str, verdict: Verdict) -> Review:
    """The reviewer says this of the proposal; what was said before is replaced.

    Everything is looked up again under the reviewer's lock, so that nothing is scored late: raises
    PhaseClosed, NotFound (a conflict of interest was declared, it is decided, or was never there),
    ScoreMissing, ScoreOutside. Nothing has changed then.
    """
    async with in_transaction():
        reviewer = bench.reviewer
        if await lock_reviewer(reviewer.id) is None:
            raise NotFound
        bench = Bench(reviewer, await access.opened(reviewer.call_id))
        proposal = await access.proposal(bench, code)
        scores = checked(await categories.asked_of(proposal), verdict)
        review = await _written(bench, proposal, verdict)
        await Score.filter(review_id=review.id).delete()
        await Score.bulk_create(
            Score(review_id=review.id, category_id=category_id, value=value)
            for category_id, value in scores.items()
        )
        await _record(bench, proposal, verdict)
    return review


def checked(asked: Sequence[Category], verdict: Verdict) -> dict[int, int]:
    """The scores of the categories that are asked; none for an abstention.

    Raises ScoreMissing where one that counts is not there, ScoreOutside.
    """
    if verdict.is_abstention:
        return {}
    found = {}
    for category in asked:
        value = verdict.scores.get(category.id)
        if value is None and category.weight > 0:
            raise ScoreMissing(category.name)
        if value is None:
            continue
        if not category.least <= value <= category.most:
            raise ScoreOutside(category.name, category.least, category.most)
        found[category.id] = value
    return found


async def _written(bench: Bench, proposal: Proposal, verdict: Verdict) -> Review:
    said = {
        "words": verdict.words.strip(),
        "is_abstention": verdict.is_abstention,
        "written_at": clock.now(),
    }
    # The reviewer's row is locked: nobody else writes this review meanwhile.
    review, _ = await Review.update_or_create(
        said, reviewer_id=bench.reviewer.id, proposal_id=proposal.id
    )
    return review


async def _record(bench: Bench, proposal: Proposal, verdict: Verdict) -> None:
    await audit.record(
        "proposal.abstained" if verdict.is_abstention else "proposal.scored",
        f"proposal:{proposal.id}",
        event_id=bench.call.event_id,
        reviewer_id=bench.reviewer.id,
    )
