"""Accept or reject what was sent in: first pending and told to nobody, then released all at once."""

import hashlib
from collections.abc import Sequence

from tortoise.expressions import F

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.calls import becoming
from events_svc.calls.errors import DecisionsChanged, NotToBeDecided
from events_svc.calls.lock import lock
from events_svc.calls.models import Call, Proposal, ProposalState
from events_svc.calls.states import Act, before
from events_svc.database import in_transaction
from events_svc.outbox.enqueue import enqueue_all

ACCEPTED, REJECTED = ProposalState.ACCEPTED, ProposalState.REJECTED
# A rejection that was told may still become an acceptance, never the other way.
DECIDABLE = {ACCEPTED: before(Act.ACCEPT), REJECTED: before(Act.REJECT)}


async def decide(call: Call, codes: Sequence[str], decision: ProposalState) -> None:
    """These proposals are to be accepted, or rejected; nobody is told until `release`.

    A rejection that was released may become an acceptance, never the other way: raises NotToBeDecided
    for a proposal that was accepted, withdrawn or never sent in, NotFound for one of another call.
    Nothing has changed then.
    """
    async with in_transaction():
        await lock(call.id)
        for proposal in await _chosen(call, codes):
            if proposal.state not in DECIDABLE[decision]:
                raise NotToBeDecided(proposal.title)
            await Proposal.filter(id=proposal.id).update(pending=decision)
            await _record(f"proposal.to_be_{decision}", proposal, call)


async def undecide(call: Call, codes: Sequence[str]) -> None:
    """The decisions that are still pending are taken back; NotFound for one of another call."""
    async with in_transaction():
        await lock(call.id)
        for proposal in await _chosen(call, codes):
            if proposal.pending is not None:
                await Proposal.filter(id=proposal.id).update(pending=None)
                await _record("proposal.undecided", proposal, call)


async def pending(call: Call) -> list[Proposal]:
    """The proposals whose decision waits to be released, in the order of their coming."""
    waiting = Proposal.filter(call_id=call.id, pending__not_isnull=True)
    found = await waiting.order_by("id").select_related("session_type", "track")
    return [one for one in found if one.state in DECIDABLE[_decision(one)]]


def seal(proposals: Sequence[Proposal]) -> str:
    """What a preview has shown, in a word: the same proposals with the same decisions."""
    told = ";".join(f"{one.id}:{one.pending}" for one in sorted(proposals, key=lambda one: one.id))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


async def release(call: Call, *, seen: str | None = None) -> int:
    """Every pending decision holds, and a job for each tells its presenters; how many there were.

    An accepted proposal has a session, which stays a draft until its presenters confirm. `seen` is the
    `seal` of the preview: raises DecisionsChanged when there is something else to release now. Two
    releases at once tell everybody once: the call's row is the lock.
    """
    async with in_transaction():
        await lock(call.id)
        waiting = await pending(call)
        if seen is not None and seal(waiting) != seen:
            raise DecisionsChanged
        await _settle(waiting, call)
    return len(waiting)


async def _settle(waiting: Sequence[Proposal], call: Call) -> None:
    """The decisions hold, in a number of statements that does not grow with theirs."""
    accepted = [one for one in waiting if _decision(one) is ACCEPTED]
    await becoming.sessions_of(accepted, call)
    for decision in (ACCEPTED, REJECTED):
        ids = [one.id for one in waiting if _decision(one) is decision]
        await Proposal.filter(id__in=ids).update(
            state=decision, pending=None, decided_at=clock.now(), version=F("version") + 1
        )
    entries = [_entry(f"proposal.{_decision(one)}", one, call) for one in waiting]
    await audit.record_all(entries)
    await enqueue_all(
        "proposal.decided",
        [
            {"proposal_id": one.id, "decision": _decision(one).value, "version": one.version}
            for one in waiting
        ],
    )


async def _chosen(call: Call, codes: Sequence[str]) -> list[Proposal]:
    found = await Proposal.filter(call_id=call.id, code__in=[*codes]).order_by("id")
    if {one.code for one in found} != {*codes}:
        raise NotFound
    return found


def _decision(proposal: Proposal) -> ProposalState:
    assert proposal.pending is not None
    return proposal.pending


async def _record(action: str, proposal: Proposal, call: Call) -> None:
    await audit.record_all([_entry(action, proposal, call)])


def _entry(action: str, proposal: Proposal, call: Call) -> audit.Entry:
    told = {"code": proposal.code, "title": proposal.title}
    return audit.Entry(action, f"proposal:{proposal.id}", event_id=call.event_id, detail=told)
