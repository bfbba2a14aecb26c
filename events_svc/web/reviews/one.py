"""A proposal as the organiser weighs it: every review, who shall judge it, who may not, its tags."""

from starlette.responses import Response

from events_svc.reviews import assign, interests, queue, ranking, reviewers, tags
from events_svc.reviews.errors import CannotJudge
from events_svc.web import forms, pages
from events_svc.web.errors import beside
from events_svc.web.reviews import lookup, words
from events_svc.web.reviews.fields import InterestForm, ReviewerForm, TagForm
from events_svc.web.reviews.ranking import rule
from events_svc.web.state import Request


async def show(request: Request) -> Response:
    """Everything that was said of the proposal."""
    return await _page(request)


async def assign_reviewer(request: Request) -> Response:
    """A reviewer shall judge it."""
    _, call = await lookup.call(request)
    proposal = await lookup.proposal(request, call)
    try:
        form = await forms.parse(request, ReviewerForm)
        reviewer = await reviewers.of_id(call, form.reviewer)
        with beside("reviewer", CannotJudge):
            await assign.by_hand(reviewer, proposal)
    except forms.Malformed as wrong:
        return await _page(request, wrong=wrong)
    return pages.redirect(request, request.url.path.removesuffix("/assignments"))


async def take_assignment(request: Request) -> Response:
    """A reviewer shall not judge it after all."""
    _, call = await lookup.call(request)
    proposal = await lookup.proposal(request, call)
    await forms.read(request)
    await assign.take_back(call, proposal, request.path_params["id"])
    return pages.redirect(request, request.url.path.rpartition("/assignments/")[0])


async def declare_interest(request: Request) -> Response:
    """A reviewer has a conflict of interest with it, an organiser says."""
    _, call = await lookup.call(request)
    proposal = await lookup.proposal(request, call)
    form = await forms.parse(request, InterestForm)
    reviewer = await reviewers.of_id(call, form.reviewer)
    await interests.declare(reviewer, proposal, by=interests.ORGANISER, reason=form.reason)
    return pages.redirect(request, request.url.path.removesuffix("/interests"))


async def put_tag(request: Request) -> Response:
    """It bears a tag."""
    _, call = await lookup.call(request)
    proposal = await lookup.proposal(request, call)
    form = await forms.parse(request, TagForm)
    await tags.put(call, proposal, form.name)
    return pages.redirect(request, request.url.path.removesuffix("/tags"))


async def take_tag(request: Request) -> Response:
    """It does not bear the tag any more."""
    _, call = await lookup.call(request)
    proposal = await lookup.proposal(request, call)
    await forms.read(request)
    await tags.take_off(call, proposal, request.path_params["id"])
    return pages.redirect(request, request.url.path.rpartition("/tags/")[0])


async def _page(request: Request, *, wrong: forms.Malformed | None = None) -> Response:
    event, call = await lookup.call(request)
    proposal = await lookup.proposal(request, call)
    hidden = await lookup.hidden(request, call)
    rows = await ranking.of_call(call, await rule(call), without=hidden)
    return await pages.render(
        request,
        "reviews/one.html",
        status=422 if wrong else 200,
        event=event,
        call=call,
        home=lookup.home(event, call),
        proposal=proposal,
        row=next(row for row in rows if row.proposal.id == proposal.id),
        reviews=await queue.counting(proposal),
        reviewers=await reviewers.of_call(call.id),
        assignments=await assign.of_proposal(proposal),
        interests=await interests.of_proposal(proposal),
        known_tags=await tags.of_call(call.id),
        states=words.proposal_states(),
        declared_by=words.declared_by(),
        errors=wrong.errors if wrong else {},
    )
