"""Reviewing in the API: what a reviewer judges, and what an organiser decides by."""

from typing import TypeVar

from starlette.routing import BaseRoute

from events_svc.calls import decide
from events_svc.calls.models import Proposal, ProposalState
from events_svc.reviews import access, categories, interests, queue, ranking, score
from events_svc.reviews import sheet as sheets
from events_svc.reviews.access import Bench
from events_svc.reviews.score import Verdict
from events_svc.web import auth, paging
from events_svc.web.api import Page, operation
from events_svc.web.reviews import lookup
from events_svc.web.reviews.ranking import rule
from events_svc.web.reviews.ranking_views import (
    DecisionDraft,
    DecisionsReleased,
    RankingPage,
    row_view,
)
from events_svc.web.reviews.views import (
    ReviewDraft,
    ReviewInterest,
    ReviewSheet,
    ReviewTaskPage,
    phase_view,
    review_view,
    sheet_view,
    task_view,
)
from events_svc.web.state import Request

Item = TypeVar("Item")

MINE = "/reviews/{call:int}/proposals"
ONE = MINE + "/{code}"
CALL = "/events/{slug}/calls/{call}"


async def list_tasks(request: Request, page: Page) -> ReviewTaskPage:
    """List the proposals that I may judge in the open phase, by their ids."""
    bench = await _bench(request)
    found = sorted(await queue.tasks(bench), key=lambda task: task.sheet.id)
    after = paging.number(page.cursor) or 0
    rest = [task for task in found if task.sheet.id > after]
    shown, following = paging.cut(rest, page.limit, by=lambda task: task.sheet.id)
    return ReviewTaskPage([task_view(one) for one in shown], following, phase_view(bench.phase))


async def show(request: Request) -> ReviewSheet:
    """Read a proposal that I may judge, and my review of it."""
    bench = await _bench(request)
    return await _sheet(bench, await access.proposal(bench, request.path_params["code"]))


async def give(request: Request, draft: ReviewDraft) -> ReviewSheet:
    """Judge a proposal; a review given before is replaced."""
    bench = await _bench(request)
    code = request.path_params["code"]
    scores = {one.category_id: one.value for one in draft.scores}
    await score.give(bench, code, Verdict(scores, draft.words, draft.is_abstention))
    return await _sheet(bench, await access.proposal(bench, code))


async def declare(request: Request, draft: ReviewInterest) -> None:
    """Say that I am too near to a proposal: I do not see it any more."""
    bench = await _bench(request)
    proposal = await access.proposal(bench, request.path_params["code"])
    await interests.declare(bench.reviewer, proposal, by=interests.REVIEWER, reason=draft.reason)


async def rank(request: Request, page: Page) -> RankingPage:
    """List the proposals of a call with what their reviews come to, the best first."""
    _, call = await lookup.call(request)
    hidden = await lookup.hidden(request, call)
    rows = await ranking.of_call(call, await rule(call), without=hidden)
    start = paging.number(page.cursor) or 0
    shown = rows[start : start + page.limit]
    following = start + page.limit if len(rows) > start + page.limit else None
    return RankingPage([row_view(one) for one in shown], str(following) if following else None)


async def choose(request: Request, draft: DecisionDraft) -> None:
    """Decide on proposals, or take pending decisions back; nobody is told until the release."""
    _, call = await lookup.call(request)
    await lookup.refuse_hidden(request, call, draft.codes)
    if draft.decision is None:
        await decide.undecide(call, draft.codes)
    else:
        await decide.decide(call, draft.codes, ProposalState(draft.decision))


async def release(request: Request) -> DecisionsReleased:
    """Release every pending decision with its mails, in one step."""
    _, call = await lookup.call(request)
    return DecisionsReleased(await decide.release(call))


async def _bench(request: Request) -> Bench:
    return await access.bench(await auth.signed_in(request), request.path_params["call"])


async def _sheet(bench: Bench, proposal: Proposal) -> ReviewSheet:
    return sheet_view(
        await sheets.sheet(bench, proposal),
        await categories.asked_of(proposal),
        tags=await queue.tags_of(bench, proposal),
        review=review_view(*await queue.own_review(bench, proposal)),
    )


routes: list[BaseRoute] = [
    operation(
        "GET",
        MINE,
        list_tasks,
        name="list_review_tasks",
        answer=ReviewTaskPage,
        query=Page,
        refusals=(409,),
    ),
    operation("GET", ONE, show, name="show_review_task", answer=ReviewSheet, refusals=(409,)),
    operation(
        "PUT",
        ONE + "/review",
        give,
        name="give_review",
        body=ReviewDraft,
        answer=ReviewSheet,
        refusals=(409,),
    ),
    operation(
        "PUT",
        ONE + "/interest",
        declare,
        name="declare_interest",
        body=ReviewInterest,
        refusals=(409,),
    ),
    operation(
        "GET", CALL + "/ranking", rank, name="rank_proposals", answer=RankingPage, query=Page
    ),
    operation(
        "PUT",
        CALL + "/decisions",
        choose,
        name="decide_proposals",
        body=DecisionDraft,
        refusals=(409,),
    ),
    operation(
        "POST",
        CALL + "/decisions/release",
        release,
        name="release_decisions",
        answer=DecisionsReleased,
    ),
]
