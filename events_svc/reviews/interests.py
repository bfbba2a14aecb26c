"""Conflicts of interest: said by the reviewer, by an organiser, or found by the system."""

from collections.abc import Sequence

from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.calls.models import Call, Presenter, Proposal
from events_svc.database import in_transaction
from events_svc.reviews import suspicion
from events_svc.reviews.lock import lock_reviewer
from events_svc.reviews.models import Assignment, Interest, Reviewer
from events_svc.reviews.suspicion import Suspicion

REVIEWER, ORGANISER, SYSTEM = "reviewer", "organiser", "system"


async def declare(reviewer: Reviewer, proposal: Proposal, *, by: str, reason: str = "") -> None:
    """From here on the reviewer neither sees nor scores the proposal; a score given before counts no more.

    Said again, the first to say it stays. Raises NotFound when the reviewer has left.
    """
    async with in_transaction():
        if await lock_reviewer(reviewer.id) is None:
            raise NotFound
        interest, is_new = await Interest.get_or_create(
            {"declared_by": by, "reason": reason}, reviewer_id=reviewer.id, proposal_id=proposal.id
        )
        if not is_new and not interest.is_dismissed:
            return
        await Interest.filter(id=interest.id).update(
            declared_by=by, reason=reason, is_dismissed=False
        )
        await Assignment.filter(reviewer_id=reviewer.id, proposal_id=proposal.id).delete()
        await _record("interest.declared", interest, proposal)


async def dismiss(reviewer: Reviewer, proposal: Proposal) -> None:
    """An organiser finds that there is no conflict: a suspicion is not raised again."""
    async with in_transaction():
        if await lock_reviewer(reviewer.id) is None:
            raise NotFound
        interest, _ = await Interest.get_or_create(
            {"declared_by": SYSTEM}, reviewer_id=reviewer.id, proposal_id=proposal.id
        )
        await Interest.filter(id=interest.id).update(is_dismissed=True)
        await _record("interest.dismissed", interest, proposal)


async def of_call(call: Call, *, without: Sequence[int] = ()) -> Sequence[Interest]:
    """The conflicts that hold, with reviewer and proposal, in the order in which they were declared."""
    held = Interest.filter(proposal__call_id=call.id, is_dismissed=False, reviewer__left_at=None)
    held = held.exclude(proposal_id__in=[*without])
    return await held.order_by("id").select_related("reviewer__user", "proposal")


async def of_id(call: Call, interest_id: int, *, without: Sequence[int] = ()) -> Interest:
    """This conflict about a proposal of the call, with reviewer and proposal; raises NotFound."""
    found = Interest.filter(id=interest_id, proposal__call_id=call.id)
    found = found.exclude(proposal_id__in=[*without])
    interest = await found.select_related("reviewer", "proposal").first()
    if interest is None:
        raise NotFound
    return interest


async def of_proposal(proposal: Proposal) -> Sequence[Interest]:
    """The conflicts that hold about this proposal, with their reviewers."""
    held = Interest.filter(proposal_id=proposal.id, is_dismissed=False, reviewer__left_at=None)
    return await held.order_by("id").select_related("reviewer__user")


async def suspected(call: Call) -> list[Suspicion]:
    """Pairs that look like a conflict and that nobody has looked at: for an organiser to decide."""
    people = await Reviewer.filter(call_id=call.id, left_at=None).select_related("user")
    presenting = await Presenter.filter(proposal__call_id=call.id).select_related(
        "speaker", "proposal"
    )
    known = {
        (one.reviewer_id, one.proposal_id)
        for one in await Interest.filter(proposal__call_id=call.id)
    }
    found = suspicion.between(people, presenting)
    return [one for one in found if (one.reviewer.id, one.proposal.id) not in known]


async def _record(action: str, interest: Interest, proposal: Proposal) -> None:
    call = await Call.get(id=proposal.call_id)
    await audit.record(
        action,
        f"proposal:{proposal.id}",
        event_id=call.event_id,
        reviewer_id=interest.reviewer_id,
    )
