"""What a reviewer has to judge: the list, how far it is done, and which comes next."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from tortoise.functions import Count

from events_svc.calls.models import Proposal
from events_svc.reviews import phases, reviewers, tags
from events_svc.reviews.access import Bench, conflicts, judgeable
from events_svc.reviews.models import Assignment, Others, Phase, Review, Reviewer, Score
from events_svc.reviews.sheet import Sheet, sheets, veil_over


@dataclass(frozen=True, slots=True)
class Turn:
    """A proposal that the reviewer may judge, in its turn, and the own review of it."""

    id: int
    code: str
    is_assigned: bool
    review: Review | None


@dataclass(frozen=True, slots=True)
class Task:
    """The same with what the reviewer may read of it."""

    sheet: Sheet
    is_assigned: bool
    review: Review | None


@dataclass(frozen=True, slots=True)
class Docket:
    """A call which somebody judges: the phase that is open, and how many proposals wait in it."""

    reviewer: Reviewer
    phase: Phase | None
    left: int


async def turns(bench: Bench) -> list[Turn]:
    """Everything that the reviewer may judge: assigned ones first, of these what few have judged.

    Everybody walks in another order, so that the last in the list are not judged by nobody.
    """
    rows = await (await judgeable(bench)).values("id", "code")
    ids = [row["id"] for row in rows]
    written = Review.filter(reviewer_id=bench.reviewer.id, proposal_id__in=ids)
    mine = {one.proposal_id: one for one in await written}
    assigned = {one.proposal_id for one in await Assignment.filter(reviewer_id=bench.reviewer.id)}
    found = [
        Turn(row["id"], row["code"], row["id"] in assigned, mine.get(row["id"])) for row in rows
    ]
    counts = await _counts(ids)
    return sorted(found, key=lambda turn: _place(bench, turn, counts))


async def tasks(bench: Bench) -> list[Task]:
    """The same turns, with what can be read of each."""
    waiting = await turns(bench)
    found = Proposal.filter(id__in=[turn.id for turn in waiting])
    proposals = await found.select_related("track", "session_type")
    read = {one.id: one for one in await sheets(bench, proposals)}
    return [
        Task(read[turn.id], turn.is_assigned, turn.review) for turn in waiting if turn.id in read
    ]


async def dockets(user_id: int) -> list[Docket]:
    """The calls which the person judges, the latest first, and how much is left in each open phase."""
    found = []
    for reviewer in await reviewers.of_person(user_id):
        phase = await phases.open_now(reviewer.call_id)
        done, total = await progress(Bench(reviewer, phase)) if phase else (0, 0)
        found.append(Docket(reviewer, phase, total - done))
    return found


async def progress(bench: Bench) -> tuple[int, int]:
    """How many the reviewer has judged, and how many there are."""
    found = await turns(bench)
    return sum(1 for turn in found if turn.review is not None), len(found)


async def next_code(bench: Bench, *, but: str = "") -> str | None:
    """The code of what should be judged next, `but` comes last; None when all is done."""
    waiting = [turn.code for turn in await turns(bench) if turn.review is None]
    waiting.sort(key=lambda code: code == but)
    return waiting[0] if waiting else None


async def own_review(bench: Bench, proposal: Proposal) -> tuple[Review | None, dict[int, int]]:
    """What the reviewer has said of the proposal, and the scores by category."""
    review = await Review.get_or_none(reviewer_id=bench.reviewer.id, proposal_id=proposal.id)
    if review is None:
        return None, {}
    return review, {one.category_id: one.value for one in await Score.filter(review_id=review.id)}


async def others(bench: Bench, proposal: Proposal, *, has_own: bool) -> Sequence[Review]:
    """What the others say of it, as far as the phase shows it: with their users and scores.

    What somebody with a conflict of interest once said is not shown.
    """
    shows = bench.phase.shows_others
    if shows is Others.NEVER or (shows is Others.AFTER and not has_own):
        return []
    veil = await veil_over(bench, proposal)
    found = [one for one in await counting(proposal) if one.reviewer_id != bench.reviewer.id]
    for one in found:
        one.words = veil.text(one.words)
    return found


async def tags_of(bench: Bench, proposal: Proposal) -> list[str]:
    """The proposal's tags, but for those that name somebody who must not be named."""
    veil = await veil_over(bench, proposal)
    borne = (await tags.borne([proposal.id])).get(proposal.id, [])
    return [one.name for one in borne if not veil.names_somebody(one.name)]


async def counting(proposal: Proposal) -> Sequence[Review]:
    """The reviews of the proposal that count, with users and scores, in the order of their writing."""
    barred = [reviewer_id for reviewer_id, _ in await conflicts([proposal.id])]
    found = Review.filter(proposal_id=proposal.id).exclude(reviewer_id__in=barred)
    ordered = found.order_by("written_at", "id").select_related("reviewer__user")
    return await ordered.prefetch_related("scores__category")


async def _counts(ids: Sequence[int]) -> dict[int, int]:
    grouped = Review.filter(proposal_id__in=ids).annotate(n=Count("id")).group_by("proposal_id")
    return {row["proposal_id"]: row["n"] for row in await grouped.values("proposal_id", "n")}


def _place(bench: Bench, turn: Turn, counts: dict[int, int]) -> tuple[bool, bool, int, str]:
    mixed = hashlib.sha256(f"{bench.reviewer.id}:{turn.id}".encode()).hexdigest()
    own = turn.review is not None
    return own, not turn.is_assigned, counts.get(turn.id, 0) - own, mixed
