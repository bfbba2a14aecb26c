"""Who judges a call: reviewers, what each has to do, and conflicts of interest."""

from datetime import timedelta
from typing import Any

from starlette.responses import Response

from events_svc.accounts.errors import NotFound
from events_svc.accounts.limits import limit
from events_svc.calls.models import Call
from events_svc.events.models import Event
from events_svc.reviews import assign, interests, reviewers
from events_svc.reviews.errors import AlreadyReviewer
from events_svc.reviews.reviewers import Remit
from events_svc.schedule import board
from events_svc.web import auth, forms, i18n, pages
from events_svc.web.errors import beside
from events_svc.web.reviews import lookup, words
from events_svc.web.reviews.fields import InvitationForm, RemitForm, SpreadForm, SuspicionForm
from events_svc.web.state import Request

WITHIN = timedelta(hours=1)


async def show(request: Request) -> Response:
    """The reviewers, their loads, and what looks like a conflict of interest."""
    event, call = await lookup.call(request)
    return await _page(request, event, call)


async def invite(request: Request) -> Response:
    """Somebody judges the call and is told by mail."""
    event, call = await lookup.call(request)
    try:
        form = await forms.parse(request, InvitationForm)
        person = await auth.signed_in(request)
        await limit(f"invitations:{person.user_id}", most=60, within=WITHIN)
        remit = Remit(form.only_tracks, form.affiliation)
        with beside("email", AlreadyReviewer):
            await reviewers.invite(call, form.email, remit, language=i18n.language.get())
    except forms.Malformed as wrong:
        return await _page(request, event, call, wrong=wrong)
    return pages.redirect(request, _address(event, call))


async def change(request: Request) -> Response:
    """The reviewer judges other tracks, or belongs elsewhere."""
    event, call = await lookup.call(request)
    form = await forms.parse(request, RemitForm)
    remit = Remit(form.only_tracks, form.affiliation)
    await reviewers.change(call, request.path_params["id"], remit)
    return pages.redirect(request, _address(event, call))


async def dismiss(request: Request) -> Response:
    """The reviewer judges no more."""
    event, call = await lookup.call(request)
    await forms.read(request)
    await reviewers.dismiss(call, request.path_params["id"])
    return pages.redirect(request, _address(event, call))


async def spread(request: Request) -> Response:
    """The proposals are assigned: balanced, or to those who judge their track."""
    event, call = await lookup.call(request)
    form = await forms.parse(request, SpreadForm)
    if form.way == "track":
        await assign.by_track(call)
    else:
        await assign.spread(call, each=form.each)
    return pages.redirect(request, _address(event, call))


async def judge_suspicion(request: Request) -> Response:
    """A suspicion of the system is a conflict of interest, or is none."""
    event, call = await lookup.call(request)
    form = await forms.parse(request, SuspicionForm)
    reviewer = await reviewers.of_id(call, form.reviewer)
    proposal = await lookup.named(request, call, form.code)
    if await _is_own(request, reviewer.user_id):
        raise NotFound
    if form.is_conflict:
        await interests.declare(reviewer, proposal, by=interests.SYSTEM)
    else:
        await interests.dismiss(reviewer, proposal)
    return pages.redirect(request, f"{_address(event, call)}#conflicts")


async def end_interest(request: Request) -> Response:
    """An organiser finds that a conflict of interest is none; never the own one."""
    event, call = await lookup.call(request)
    await forms.read(request)
    hidden = await lookup.hidden(request, call)
    interest = await interests.of_id(call, request.path_params["id"], without=hidden)
    if await _is_own(request, interest.reviewer.user_id):
        raise NotFound
    await interests.dismiss(interest.reviewer, interest.proposal)
    return pages.redirect(request, f"{_address(event, call)}#conflicts")


async def _is_own(request: Request, user_id: int) -> bool:
    return (await auth.signed_in(request)).user_id == user_id


async def _page(
    request: Request, event: Event, call: Call, *, wrong: forms.Malformed | None = None
) -> Response:
    people = await reviewers.of_call(call.id)
    hidden = await lookup.hidden(request, call)
    suspected = [one for one in await interests.suspected(call) if one.proposal.id not in hidden]
    context: dict[str, Any] = {
        "reviewers": people,
        "loads": await reviewers.loads(call.id),
        "interests": await interests.of_call(call, without=hidden),
        "suspected": suspected,
        "tracks": await board.tracks(event),
        "reasons": words.reasons(),
        "declared_by": words.declared_by(),
    }
    return await pages.render(
        request,
        "reviews/people.html",
        status=422 if wrong else 200,
        event=event,
        call=call,
        home=lookup.home(event, call),
        values=wrong.values if wrong else {},
        errors=wrong.errors if wrong else {},
        **context,
    )


def _address(event: Event, call: Call) -> str:
    return f"{lookup.home(event, call)}/reviewers"
