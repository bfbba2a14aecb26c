"""Who presents a proposal: invited at the desk, answering by the mailed link."""

from datetime import timedelta
from typing import Annotated

import msgspec
from msgspec import Meta
from starlette.responses import Response

from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.accounts.limits import limit
from events_svc.calls import presenters, submit
from events_svc.calls.errors import AlreadyPresenter, NotSendable, TooManyPresenters
from events_svc.calls.models import Presenter
from events_svc.calls.people import desk_key
from events_svc.calls.presenters import Guest
from events_svc.web import auth, desk, forms, pages
from events_svc.web.address import client_network
from events_svc.web.calls import mine
from events_svc.web.errors import beside
from events_svc.web.fields import Email
from events_svc.web.state import Request

WITHIN = timedelta(hours=1)


class GuestForm(msgspec.Struct):
    """Somebody who is invited."""

    guest_name: Annotated[str, Meta(max_length=200)]
    guest_email: Email
    guest_language: Annotated[str, Meta(pattern=r"^(zh|en)\Z")] = "zh"


async def invite(request: Request) -> Response:
    """A link is mailed to a further presenter."""
    here, proposal, me = await mine.own(request)
    await limit(f"invitations:{here.speaker.id}", most=30, within=WITHIN)
    try:
        form = await forms.parse(request, GuestForm)
        guest = Guest(form.guest_email.lower(), form.guest_name, form.guest_language)
        with beside("guest_email", AlreadyPresenter, TooManyPresenters):
            await presenters.invite(proposal, guest)
    except forms.Malformed as wrong:
        values = await forms.as_typed(request)
        return await mine.page(request, here, proposal, me, guest=values, wrong=wrong)
    return pages.redirect(request, f"{here.url}/proposals/{proposal.id}#presenters")


async def remind(request: Request) -> Response:
    """The invitation's link is mailed once more."""
    here, proposal, _ = await mine.own(request)
    await forms.read(request)
    await limit(f"invitations:{here.speaker.id}", most=30, within=WITHIN)
    await presenters.invite_again(proposal, request.path_params["presenter"])
    return pages.redirect(request, f"{here.url}/proposals/{proposal.id}#presenters")


async def remove(request: Request) -> Response:
    """The author takes an invitation or a presenter away; anybody else leaves."""
    here, proposal, me = await mine.own(request)
    await forms.read(request)
    leaving = request.path_params["presenter"]
    if me.position != 0 and leaving != me.id:
        raise NotFound
    await presenters.remove(proposal, leaving)
    is_gone = leaving == me.id
    return pages.redirect(
        request, here.url if is_gone else f"{here.url}/proposals/{proposal.id}#presenters"
    )


async def show(request: Request) -> Response:
    """Where the mailed link leads: who asks, for what; it is answered by a button."""
    invited = await presenters.invited(request.path_params["secret"])
    return await pages.render(
        request,
        "calls/invitation.html",
        headers=desk.PRIVATE,
        invited=invited,
        proposal=invited.proposal,
        call=invited.proposal.call,
        event=invited.proposal.call.event,
        people=await presenters.joined(invited.proposal),
    )


async def answer(request: Request) -> Response:
    """The invited person joins, or does not. An author's draft is sent in when that was wished."""
    form = await forms.read(request)
    await limit(f"link-use:{client_network(request)}", most=60, within=timedelta(minutes=15))
    secret = request.path_params["secret"]
    await auth.person(request)
    if form.get("answer") == "decline":
        await presenters.decline(secret)
        return await pages.render(request, "calls/declined.html", headers=desk.PRIVATE)
    joined, speaker = await presenters.join(secret)
    audit.act_as(f"speaker:{speaker.id}", joined.name)
    url = f"{desk.address(await desk_key(speaker.id))}/proposals/{joined.proposal_id}"
    return pages.redirect(request, url + await _sent_in(joined))


async def _sent_in(joined: Presenter) -> str:
    """Send in what its author wanted sent in; what stands against it is said on its page."""
    proposal = await joined.proposal
    if joined.position != 0 or proposal.wanted_at is None:
        return ""
    try:
        await submit.submit(proposal, joined)
    except NotSendable:
        return "?unsent=1"
    return "?saved=1"
