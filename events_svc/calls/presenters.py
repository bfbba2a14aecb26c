"""Who presents a proposal: invited by mail, joined or declined by the link in it, once."""

from dataclasses import dataclass

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.accounts.tokens import digest, new_secret
from events_svc.calls.draft import record
from events_svc.calls.errors import (
    AlreadyPresenter,
    InvitationGone,
    LastPresenter,
    StateForbids,
    TooManyPresenters,
)
from events_svc.calls.lock import locked
from events_svc.calls.models import Presenter, PresenterState, Proposal, ProposalState
from events_svc.calls.people import person
from events_svc.database import in_transaction
from events_svc.outbox.enqueue import enqueue
from events_svc.schedule import content
from events_svc.schedule.models import Session
from speakers.models import Speaker

MOST = 10
OVER = {ProposalState.REJECTED, ProposalState.CANCELLED, ProposalState.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who is invited; mails to that person are in `language`."""

    email: str
    name: str
    language: str


async def invite(proposal: Proposal, guest: Guest) -> Presenter:
    """A link is mailed to `guest`. Raises AlreadyPresenter, TooManyPresenters, StateForbids."""
    async with in_transaction():
        proposal = await locked(proposal)
        if proposal.state in OVER:
            raise StateForbids(proposal.title)
        present = await Presenter.filter(proposal_id=proposal.id).order_by("position")
        if any(one.email == guest.email for one in present):
            raise AlreadyPresenter(guest.email)
        if len(present) >= MOST:
            raise TooManyPresenters(MOST)
        made = await Presenter.create(
            proposal_id=proposal.id,
            position=present[-1].position + 1,
            email=guest.email,
            name=guest.name,
            language=guest.language,
        )
        await record("presenter.invited", proposal, email=guest.email)
        await enqueue("presenter.invited", presenter_id=made.id)
    return made


async def invite_again(proposal: Proposal, presenter_id: int) -> None:
    """The link is mailed once more; the one before it is dead. NotFound for who has answered."""
    async with in_transaction():
        proposal = await locked(proposal)
        waiting = Presenter.filter(id=presenter_id, proposal_id=proposal.id)
        if not await waiting.filter(state=PresenterState.INVITED).exists():
            raise NotFound
        await enqueue("presenter.invited", presenter_id=presenter_id)


async def new_link(presenter: Presenter) -> str:
    """The secret of the invitation's link; the one before it opens nothing any more."""
    secret = new_secret()
    await Presenter.filter(id=presenter.id).update(digest=digest(secret))
    return secret


async def invited(secret: str) -> Presenter:
    """Whose invitation this is, with proposal, call and event; raises InvitationGone."""
    found = await Presenter.get_or_none(
        digest=digest(secret), state=PresenterState.INVITED
    ).select_related("proposal__call__event__organisation")
    if found is None:
        raise InvitationGone
    return found


async def join(secret: str) -> tuple[Presenter, Speaker]:
    """The invited person presents; who reads the mail has proved the address. Once: InvitationGone."""
    async with in_transaction():
        presenter = await invited(secret)
        proposal = await locked(presenter.proposal)
        event = proposal.call.event
        speaker = await person(event, email=presenter.email, name=presenter.name)
        await _answer(presenter, PresenterState.JOINED, speaker_id=speaker.id)
        await record("presenter.joined", proposal, email=presenter.email)
        await _present(proposal)
    return await Presenter.get(id=presenter.id), speaker


async def decline(secret: str) -> None:
    """The invited person does not present; a draft that nobody else has is gone. InvitationGone."""
    async with in_transaction():
        presenter = await invited(secret)
        proposal = await locked(presenter.proposal)
        await _answer(presenter, PresenterState.DECLINED, speaker_id=None)
        await record("presenter.declined", proposal, email=presenter.email)
        if presenter.position == 0:
            await Proposal.filter(id=proposal.id, submitted_at=None).delete()


async def remove(proposal: Proposal, presenter_id: int) -> None:
    """This person does not present any more. Raises NotFound, LastPresenter for the only one."""
    async with in_transaction():
        proposal = await locked(proposal)
        leaving = await Presenter.get_or_none(id=presenter_id, proposal_id=proposal.id)
        if leaving is None:
            raise NotFound
        others = Presenter.filter(proposal_id=proposal.id, state=PresenterState.JOINED)
        if leaving.position == 0 or not await others.exclude(id=leaving.id).exists():
            raise LastPresenter
        await leaving.delete()
        await record("presenter.removed", proposal, email=leaving.email)
        await _present(proposal)


async def joined(proposal: Proposal) -> list[Presenter]:
    """Who presents the proposal, in their order, each with the speaker."""
    found = Presenter.filter(proposal_id=proposal.id, state=PresenterState.JOINED)
    return await found.order_by("position", "id").select_related("speaker")


async def _answer(presenter: Presenter, state: PresenterState, *, speaker_id: int | None) -> None:
    """The conditional update is the lock: of two answers to one invitation the first counts."""
    waiting = Presenter.filter(id=presenter.id, state=PresenterState.INVITED)
    answered = {"state": state, "speaker_id": speaker_id, "answered_at": clock.now()}
    if not await waiting.update(digest=None, **answered):
        raise InvitationGone


async def _present(proposal: Proposal) -> None:
    """The session of an accepted proposal is presented by those who have joined."""
    session = await Session.get_or_none(id=proposal.session_id)
    if session is not None:
        ids = [one.speaker_id for one in await joined(proposal)]
        await content.assign(session, [one for one in ids if one is not None])
