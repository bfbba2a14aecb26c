"""Send a proposal in, take it back, say yes to its acceptance: what its presenters do with it."""

import uuid
from datetime import datetime, timedelta

from tortoise.expressions import F, Q

from events_svc import clock
from events_svc.calls.draft import Author, Sheet, begin, record, rewrite
from events_svc.calls.errors import CodeUnknown, StateForbids
from events_svc.calls.guard import guard, guard_beginning, guard_open
from events_svc.calls.lock import locked
from events_svc.calls.models import AccessCode, Call, Presenter, Proposal, ProposalState
from events_svc.calls.states import Act, after, allows
from events_svc.database import in_transaction
from events_svc.outbox.enqueue import enqueue
from events_svc.schedule import content, place
from events_svc.schedule.models import Session, SessionState

PROOF_LASTS = timedelta(days=2)  # to prove an address after "send in" was pressed


async def save(proposal: Proposal, writer: Presenter, sheet: Sheet, *, version: int) -> None:
    """The proposal says this. One that was sent in stays complete, and changes until the deadline.

    Raises ChangedMeanwhile, StateForbids after a decision, and for what was sent in as `submit` does.
    """
    async with in_transaction():
        proposal = await locked(proposal)
        is_in = proposal.state is ProposalState.SUBMITTED
        if not is_in and not allows(proposal.state, Act.SUBMIT):
            raise StateForbids(proposal.title)
        if is_in:
            await guard_open(proposal, at=clock.now())
        await rewrite(proposal, writer, sheet, version=version)
        if is_in:
            await guard(await locked(proposal), writer, at=clock.now())


async def save_and_submit(
    proposal: Proposal, writer: Presenter, sheet: Sheet, *, version: int
) -> None:
    """The proposal says this and is sent in, or nothing has changed; see `save` and `submit`."""
    async with in_transaction():
        await save(proposal, writer, sheet, version=version)
        await submit(proposal, writer)


async def begin_draft(
    call: Call, sheet: Sheet, author: Author, *, key: uuid.UUID, code: AccessCode | None
) -> Proposal:
    """See `draft.begin`; raises CallClosed and CodeNeeded."""
    await guard_beginning(call, sheet.session_type_id, code)
    return await begin(call, sheet, author, key=key, code=code)


async def begin_and_submit(
    call: Call, sheet: Sheet, author: Author, *, key: uuid.UUID, code: AccessCode | None
) -> Proposal:
    """Begin and send in, or nothing has happened. With an address that is not proved: see `want`."""
    async with in_transaction():
        made = await begin_draft(call, sheet, author, key=key, code=code)
        writer = await Presenter.get(proposal_id=made.id, position=0)
        await (want(made, writer) if author.speaker is None else submit(made, writer))
    return made


async def want(proposal: Proposal, writer: Presenter) -> None:
    """The author, whose address is not proved yet, wants the draft sent in: this instant will count.

    Raises what `submit` raises.
    """
    async with in_transaction():
        proposal = await locked(proposal)
        await guard(proposal, writer, at=clock.now())
        await Proposal.filter(id=proposal.id).update(wanted_at=clock.now())


async def submit(proposal: Proposal, writer: Presenter) -> None:
    """The proposal is sent in; one that was sent in already stays so, and nobody is told again.

    Raises CallClosed, CodeNeeded, CodeUnknown, TooManyProposals, Incomplete, StateForbids.
    """
    async with in_transaction():
        proposal = await locked(proposal)
        if proposal.state is ProposalState.SUBMITTED:
            return
        state = after(proposal.state, Act.SUBMIT, title=proposal.title)
        await guard(proposal, writer, at=_instant(proposal))
        await _count_code(proposal)
        now = clock.now()
        await Proposal.filter(id=proposal.id).update(
            state=state,
            version=F("version") + 1,
            submitted_at=proposal.submitted_at or now,
            answered_at=None,
            wanted_at=None,
        )
        await record("proposal.submitted", proposal, title=proposal.title)
        await enqueue("proposal.submitted", proposal_id=proposal.id, version=proposal.version)


async def withdraw(proposal: Proposal) -> None:
    """Its presenters take it back; its session is cancelled. Raises StateForbids."""
    await _end(proposal, Act.WITHDRAW)


async def cancel(proposal: Proposal) -> None:
    """The organiser takes an acceptance back; its session is cancelled. Raises StateForbids."""
    await _end(proposal, Act.CANCEL)


async def confirm(proposal: Proposal) -> None:
    """Its presenters will come: the session is confirmed, and public with the next release.

    Twice is once. Raises StateForbids.
    """
    async with in_transaction():
        proposal = await locked(proposal)
        if proposal.state is ProposalState.CONFIRMED:
            return
        state = after(proposal.state, Act.CONFIRM, title=proposal.title)
        await Proposal.filter(id=proposal.id).update(
            state=state, version=F("version") + 1, answered_at=clock.now()
        )
        session = await Session.get_or_none(id=proposal.session_id)
        if session is not None:
            await content.settle(session, SessionState.CONFIRMED)
        await record("proposal.confirmed", proposal, title=proposal.title)
        await enqueue("proposal.confirmed", proposal_id=proposal.id, version=proposal.version)


async def _end(proposal: Proposal, act: Act) -> None:
    async with in_transaction():
        proposal = await locked(proposal)
        state = after(proposal.state, act, title=proposal.title)
        await Proposal.filter(id=proposal.id).update(
            state=state, version=F("version") + 1, pending=None, answered_at=clock.now()
        )
        session = await Session.get_or_none(id=proposal.session_id)
        if session is not None:
            await place.withdraw(session)
        await record(f"proposal.{state}", proposal, title=proposal.title)
        await enqueue(f"proposal.{state}", proposal_id=proposal.id, version=proposal.version)


def _instant(proposal: Proposal) -> datetime:
    """When the proposal counts as sent in: as wanted, when the address was proved soon after."""
    now = clock.now()
    wanted = proposal.wanted_at
    return wanted if wanted is not None and now - wanted < PROOF_LASTS else now


async def _count_code(proposal: Proposal) -> None:
    """The first time that it is sent in uses the code once; the conditional update is the lock."""
    code = proposal.access_code
    if code is None or proposal.submitted_at is not None:
        return
    left = AccessCode.filter(Q(most_uses=None) | Q(uses__lt=F("most_uses")), id=code.id)
    if not await left.update(uses=F("uses") + 1):
        raise CodeUnknown
