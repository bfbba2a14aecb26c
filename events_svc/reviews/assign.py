"""Who shall judge what: by hand, by track, or spread so that everybody has the same to do."""

from collections.abc import Iterable, Sequence

from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.calls.lock import lock
from events_svc.calls.models import Call, Proposal, ProposalState
from events_svc.database import in_transaction
from events_svc.reviews import access, balance
from events_svc.reviews.balance import Judge, Pair
from events_svc.reviews.errors import CannotJudge
from events_svc.reviews.lock import lock_reviewer
from events_svc.reviews.models import Assignment, Review, Reviewer


async def by_hand(reviewer: Reviewer, proposal: Proposal) -> None:
    """The reviewer (with user) shall judge the proposal; raises CannotJudge for a conflict of interest."""
    async with in_transaction():
        if await lock_reviewer(reviewer.id) is None:
            raise NotFound
        if proposal.id in await access.barred(reviewer):
            raise CannotJudge
        await Assignment.update_or_create(
            {"is_by_hand": True}, reviewer_id=reviewer.id, proposal_id=proposal.id
        )
        await _record("assignment.made", await Call.get(id=reviewer.call_id), reviewer.id, proposal)


async def take_back(call: Call, proposal: Proposal, reviewer_id: int) -> None:
    """The reviewer shall not judge the proposal any more; what was said of it stays."""
    async with in_transaction():
        found = Assignment.filter(
            reviewer_id=reviewer_id, reviewer__call_id=call.id, proposal_id=proposal.id
        )
        for one in await found:
            await Assignment.filter(id=one.id).delete()
            await _record("assignment.taken_back", call, reviewer_id, proposal)


async def spread(call: Call, *, each: int) -> int:
    """Every proposal sent in has `each` reviewers, evenly; how many assignments there are now.

    Those made by hand stay, and those with a review; nobody gets a proposal with a conflict of interest
    or of a track that is not the reviewer's.
    """
    async with in_transaction():
        await lock(call.id)
        sent_in = await _sent_in(call)
        judges = [await _judge(one) for one in await _reviewers(call)]
        kept = await _kept(judges)
        tracks = {one.id: one.track_id for one in sent_in}
        pairs = balance.balanced(tracks, judges, each=each, kept=kept)
        await _replace(call, pairs)
        await audit.record(
            "assignments.spread", f"call:{call.id}", event_id=call.event_id, count=len(pairs)
        )
    return len(pairs)


async def by_track(call: Call) -> int:
    """Everybody who judges some tracks only gets all of them; how many assignments there are now."""
    async with in_transaction():
        await lock(call.id)
        sent_in = await _sent_in(call)
        judges = [await _judge(one) for one in await _reviewers(call)]
        kept = await _kept(judges)
        pairs = {
            (judge.id, one.id)
            for judge in judges
            for one in sent_in
            if one.track_id in judge.tracks and one.id not in judge.barred
        }
        await _replace(call, pairs | kept)
        await audit.record(
            "assignments.by_track", f"call:{call.id}", event_id=call.event_id, count=len(pairs)
        )
    return len(pairs | kept)


async def of_proposal(proposal: Proposal) -> Sequence[Assignment]:
    """Who shall judge this one, with their users."""
    found = Assignment.filter(proposal_id=proposal.id, reviewer__left_at=None)
    return await found.order_by("id").select_related("reviewer__user")


async def _sent_in(call: Call) -> Sequence[Proposal]:
    return await Proposal.filter(call_id=call.id, state=ProposalState.SUBMITTED).order_by("id")


async def _reviewers(call: Call) -> Sequence[Reviewer]:
    found = Reviewer.filter(call_id=call.id, left_at=None).order_by("id")
    return await found.select_related("user")


async def _judge(reviewer: Reviewer) -> Judge:
    barred = frozenset(await access.barred(reviewer))
    return Judge(reviewer.id, barred, frozenset(reviewer.only_tracks))


async def _kept(judges: Sequence[Judge]) -> set[Pair]:
    """Assignments by hand, and those that are done; but for conflicts of interest."""
    ids = [judge.id for judge in judges]
    barred = {judge.id: judge.barred for judge in judges}
    by_hand = await Assignment.filter(reviewer_id__in=ids, is_by_hand=True)
    done = await Review.filter(reviewer_id__in=ids)
    pairs = {(one.reviewer_id, one.proposal_id) for one in by_hand}
    pairs |= {(one.reviewer_id, one.proposal_id) for one in done}
    return {(judge, proposal) for judge, proposal in pairs if proposal not in barred[judge]}


async def _replace(call: Call, pairs: Iterable[Pair]) -> None:
    standing = Assignment.filter(reviewer__call_id=call.id)
    known = {(one.reviewer_id, one.proposal_id): one.id for one in await standing}
    wanted = {*pairs}
    gone = [row for pair, row in known.items() if pair not in wanted]
    await Assignment.filter(id__in=gone).delete()
    await Assignment.bulk_create(
        Assignment(reviewer_id=reviewer, proposal_id=proposal)
        for reviewer, proposal in sorted(wanted - known.keys())
    )


async def _record(action: str, call: Call, reviewer_id: int, proposal: Proposal) -> None:
    await audit.record(
        action, f"proposal:{proposal.id}", event_id=call.event_id, reviewer_id=reviewer_id
    )
