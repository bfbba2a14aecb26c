"""What presenters are told of their proposals, each in the own language, each happening once."""

from datetime import timedelta
from functools import partial
from typing import Any

from events_svc.calls import presenters
from events_svc.calls.lock import locked
from events_svc.calls.models import Presenter, PresenterState, Proposal, ProposalState
from events_svc.calls.people import desk_key, with_address
from events_svc.calls.purge import purge
from events_svc.database import in_transaction
from events_svc.jobs import Clock, Context, Handler
from events_svc.jobs.call_words import WORDS, Told, desks, invitation
from events_svc.jobs.letter import Words, html, speaking, text
from events_svc.outbox.mail import post
from events_svc.outbox.models import Mail


async def tell(what: str, context: Context, payload: dict[str, Any]) -> None:
    """Post a mail to everybody who presents the proposal, unless it has gone on since, or was told."""
    async with in_transaction():
        found = await Proposal.get_or_none(id=payload["proposal_id"])
        if found is None:
            return
        proposal = await locked(found)
        about = f"proposal:{proposal.id}:{what}:{payload['version']}"
        if proposal.state is not ProposalState(what):
            return
        if await Mail.filter(about=about).exists():
            return
        for one in await presenters.joined(proposal):
            await _tell(context, proposal, one, what=what, about=about)


async def invited(context: Context, payload: dict[str, Any]) -> None:
    """Mail the link by which a person joins; who has answered meanwhile gets none."""
    async with in_transaction():
        waiting = Presenter.filter(id=payload["presenter_id"], state=PresenterState.INVITED)
        for one in await waiting.select_related("proposal__call__event__organisation"):
            secret = await presenters.new_link(one)
            url = f"{context.settings.public_url}/speakers/invitations/{secret}"
            told = Told(one.proposal, one.name, url, context.settings.public_url)
            host = await _host(one)
            with speaking(one.language):
                words = invitation(told, host=host)
                await _post(one.email, words, one.language, f"proposal:{one.proposal_id}:invited")


async def desk_asked(context: Context, payload: dict[str, Any]) -> None:
    """Mail links to every desk of an address; who has none gets nothing."""
    async with in_transaction():
        links = []
        for speaker in await with_address(payload["email"]):
            secret = await desk_key(speaker.id)
            links.append((speaker.name, f"{context.settings.public_url}/speakers/desk/{secret}"))
        if not links:
            return
        with speaking(payload["language"]):
            await _post(payload["email"], desks(links), payload["language"], "desk:link")


async def _tell(
    context: Context, proposal: Proposal, one: Presenter, *, what: str, about: str
) -> None:
    assert one.speaker is not None
    secret = await desk_key(one.speaker.id)
    page = f"{context.settings.public_url}/speakers/desk/{secret}/proposals/{proposal.id}"
    with speaking(one.language):
        words = WORDS[what](Told(proposal, one.name, page, context.settings.public_url))
        await _post(one.speaker.email or one.email, words, one.language, about)


async def _host(one: Presenter) -> str:
    """Who invites; nobody, when it is the author's own address that is to be proved."""
    if one.position == 0:
        return ""
    first = await Presenter.filter(proposal_id=one.proposal_id).order_by("position").first()
    return (first.name or first.email) if first is not None else ""


async def _post(recipient: str, words: Words, language: str, about: str) -> None:
    await post(
        recipient, words.subject, text(words), body_html=html(words), language=language, about=about
    )


async def purge_unproved(_: Context) -> None:
    """See `calls.purge`."""
    await purge()


HANDLERS: dict[str, Handler] = {
    "presenter.invited": invited,
    "desk.asked": desk_asked,
    **{
        f"proposal.{state}": partial(tell, state)
        for state in ("submitted", "confirmed", "withdrawn", "cancelled")
    },
}
CLOCKS: list[Clock] = [Clock("calls.purge", timedelta(hours=6), purge_unproved)]
