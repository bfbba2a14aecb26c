"""Mails of reviewing: invitations to reviewers, decisions to presenters, each once."""

from typing import Any
from urllib.parse import quote

from events_svc.accounts import links
from events_svc.calls.models import Proposal, ProposalState
from events_svc.calls.people import desk_key
from events_svc.database import in_transaction
from events_svc.jobs import Context, Handler
from events_svc.jobs.letter import speaking
from events_svc.outbox.mail import post
from events_svc.outbox.models import Mail
from events_svc.reviews import addressees
from events_svc.reviews.addressees import Addressee
from events_svc.reviews.models import Reviewer
from events_svc.web.reviews import letters
from events_svc.web.reviews.letters import Letter


async def tell_of_decision(context: Context, payload: dict[str, Any]) -> None:
    """Post to each presenter what was decided, with a link that opens the page to answer on.

    Once for each release of a decision; none when the proposal has gone on since.
    """
    async with in_transaction():
        # Two workers with the same job: the row is the lock.
        proposal = await Proposal.filter(id=payload["proposal_id"]).select_for_update().get()
        decision = ProposalState(payload["decision"])
        if proposal.state is not decision:
            return
        await proposal.fetch_related("call__event")
        for one in await addressees.of([proposal], decision):
            about = f"proposal:{proposal.id}:{decision}:{payload['version']}:{one.presenter.id}"
            if not await Mail.filter(about=about).exists():
                await _tell(context, one, proposal, about)


async def invite_reviewer(context: Context, payload: dict[str, Any]) -> None:
    """Post an invitation to the reviewer's pages; who has no password yet gets a link that signs in."""
    async with in_transaction():
        found = Reviewer.filter(id=payload["reviewer_id"], left_at=None)
        reviewer = await found.select_related("user", "call__event").first()
        if reviewer is None:
            return
        user = reviewer.user
        with speaking(user.language):
            letter = letters.invitation(reviewer, url=await _way_in(context, reviewer))
        # About the person: nobody else reads a link that signs in (web/outbox/reach.py).
        about = f"user:{user.id}:reviewing:{reviewer.call_id}"
        await _post(user.email, letter, language=user.language, about=about)


async def _way_in(context: Context, reviewer: Reviewer) -> str:
    sign_in = f"{context.settings.public_url}/sign-in"
    if reviewer.user.password_hash is None:
        sign_in += f"/{await links.make(reviewer.user, lasts=links.INVITATION_LASTS)}"
    return f"{sign_in}?next={quote(f'/reviews/{reviewer.call_id}')}"


async def _tell(context: Context, one: Addressee, proposal: Proposal, about: str) -> None:
    assert one.presenter.speaker_id is not None
    secret = await desk_key(one.presenter.speaker_id)
    url = f"{context.settings.public_url}/speakers/desk/{secret}"
    if one.decision is ProposalState.ACCEPTED:
        url += f"/proposals/{proposal.id}/confirmation"
    with speaking(one.language):
        letter = letters.decision(one, proposal.call.event, url=url)
    await _post(one.email, letter, language=one.language, about=about)


async def _post(recipient: str, letter: Letter, *, language: str, about: str) -> None:
    await post(recipient, letter.subject, letter.body, language=language, about=about)


HANDLERS: dict[str, Handler] = {
    "proposal.decided": tell_of_decision,
    "reviewer.invited": invite_reviewer,
}
