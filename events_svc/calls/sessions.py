"""A session that grew out of a proposal is cancelled together with it, and takes place again with it."""

from tortoise.expressions import F

from events_svc.calls import submit
from events_svc.calls.draft import record
from events_svc.calls.lock import locked
from events_svc.calls.models import Proposal
from events_svc.calls.states import Act, after, allows
from events_svc.database import in_transaction
from events_svc.outbox.enqueue import enqueue
from events_svc.schedule import place
from events_svc.schedule.models import Session


async def cancel(session: Session) -> None:
    """The session does not take place, and the acceptance it came from is taken back: its presenters
    are told. Twice is once.
    """
    async with in_transaction():
        for proposal in await _behind(session):
            if allows(proposal.state, Act.CANCEL):
                await submit.cancel(proposal)
        await place.withdraw(session)


async def reinstate(session: Session) -> None:
    """The session takes place after all; what it came from is accepted again, and its presenters, who
    were told that it is cancelled, are asked whether they come. What they withdrew stays withdrawn.

    Raises RoomTakenBy and SpeakerBusyWith; nothing has changed then.
    """
    async with in_transaction():
        behind = await _behind(session)
        await place.reinstate(session)
        for proposal in behind:
            if allows(proposal.state, Act.REINSTATE):
                await _accept_again(proposal)


async def _behind(session: Session) -> list[Proposal]:
    """What the session came from, locked before its agenda is: calls first, as everywhere."""
    found = await Proposal.filter(session_id=session.id).order_by("id")
    return [await locked(one) for one in found]


async def _accept_again(proposal: Proposal) -> None:
    state = after(proposal.state, Act.REINSTATE, title=proposal.title)
    await Proposal.filter(id=proposal.id).update(
        state=state, version=F("version") + 1, answered_at=None
    )
    await record("proposal.reinstated", proposal, title=proposal.title)
    await enqueue(
        "proposal.decided",
        proposal_id=proposal.id,
        decision=state.value,
        version=proposal.version,
    )
