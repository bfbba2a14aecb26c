"""What must hold before a proposal is sent in."""

from datetime import datetime

from events_svc import clock
from events_svc.calls import answers
from events_svc.calls.errors import CallClosed, Incomplete, TooManyProposals
from events_svc.calls.models import (
    AccessCode,
    Answer,
    Call,
    Offer,
    Presenter,
    Proposal,
    ProposalState,
    Question,
)
from events_svc.calls.open import admit, is_open
from events_svc.events.models import Event, EventState

NOT_COUNTED = [ProposalState.DRAFT, ProposalState.WITHDRAWN]


async def guard(proposal: Proposal, writer: Presenter, *, at: datetime) -> None:
    """Raise Incomplete, CallClosed, CodeNeeded or TooManyProposals unless it may be sent in at `at`."""
    errors = await _errors(proposal, writer)
    if errors:
        raise Incomplete(errors)
    await guard_open(proposal, at=at)
    await _guard_count(proposal)


async def guard_open(proposal: Proposal, *, at: datetime) -> None:
    """Raise CallClosed or CodeNeeded unless what is of its type may come, and be changed, at `at`."""
    if proposal.call.event.state is EventState.CANCELLED:
        raise CallClosed
    offer = await Offer.get_or_none(
        call_id=proposal.call_id, session_type_id=proposal.session_type_id
    )
    admit(proposal.call, offer, proposal.access_code, at=at)


async def _errors(proposal: Proposal, writer: Presenter) -> dict[str, str]:
    """What is missing, by the field of the form."""
    errors = {}
    if not proposal.title:
        errors["title"] = "missing"
    types = [one.session_type_id for one in await Offer.filter(call_id=proposal.call_id)]
    if types and proposal.session_type_id not in types:
        errors["session_type"] = "missing"
    questions = await Question.filter(call_id=proposal.call_id)
    given = Answer.filter(proposal_id=proposal.id, presenter_id__in=[0, writer.id])
    values = {one.question_id: one.value for one in await given}
    lacking = answers.missing(
        questions,
        values,
        session_type_id=proposal.session_type_id,
        track_id=proposal.track_id,
    )
    return {**errors, **{f"q{one.id}": "missing" for one in lacking}}


async def _guard_count(proposal: Proposal) -> None:
    most = proposal.call.most_each
    if most is None:
        return
    author = await Presenter.get(proposal_id=proposal.id, position=0)
    others = Presenter.filter(position=0, email=author.email, proposal__call_id=proposal.call_id)
    counted = others.exclude(proposal_id=proposal.id).exclude(proposal__state__in=NOT_COUNTED)
    if await counted.count() >= most:
        raise TooManyProposals(most)


async def guard_beginning(call: Call, session_type_id: int | None, code: AccessCode | None) -> None:
    """Raise CallClosed or CodeNeeded unless a draft of this type, or of some, may be begun now."""
    now = clock.now()
    if await Event.exists(id=call.event_id, state=EventState.CANCELLED):
        raise CallClosed
    offers = await Offer.filter(call_id=call.id)
    chosen = next((one for one in offers if one.session_type_id == session_type_id), None)
    if chosen is not None or not offers:
        admit(call, chosen, code, at=now)
    elif not any(is_open(call, one, code, at=now) for one in offers):
        raise CallClosed
