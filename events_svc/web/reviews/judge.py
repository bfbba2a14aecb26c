"""A reviewer judges a proposal, or is too near to it."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta
from starlette.responses import Response

from events_svc.calls.models import Proposal
from events_svc.reviews import (
    access,
    categories,
    interests,
    queue,
    tags,
)
from events_svc.reviews import score as scoring
from events_svc.reviews import sheet as sheets
from events_svc.reviews.access import Bench
from events_svc.reviews.errors import PhaseClosed, ScoreMissing, ScoreOutside
from events_svc.reviews.score import Verdict
from events_svc.web import forms, pages
from events_svc.web.errors import beside
from events_svc.web.i18n import gettext
from events_svc.web.reviews import late
from events_svc.web.reviews.docket import bench_of, onward
from events_svc.web.reviews.fields import OwnInterestForm, TagForm
from events_svc.web.state import Request


class VerdictForm(msgspec.Struct):
    """Beside these a field `score_7` for each category."""

    words: Annotated[str, Meta(max_length=20_000)] = ""
    act: Annotated[str, Meta(max_length=16)] = "score"


async def show(request: Request) -> Response:
    """A proposal, and what the reviewer says of it."""
    bench = await bench_of(request)
    proposal = await access.proposal(bench, request.path_params["code"])
    return await _page(request, bench, proposal)


async def give(request: Request) -> Response:
    """The reviewer has judged; on to the next one."""
    try:
        return await _given(request)
    except PhaseClosed as closed:
        return await late.page(request, closed)


async def _given(request: Request) -> Response:
    bench = await bench_of(request)
    code = request.path_params["code"]
    proposal = await access.proposal(bench, code)
    try:
        verdict = await _verdict(request, bench, proposal)
        with beside("scores", ScoreMissing, ScoreOutside):
            await scoring.give(bench, code, verdict)
    except forms.Malformed as wrong:
        return await _page(request, bench, proposal, wrong=wrong)
    return pages.redirect(request, await onward(bench, but=code))


async def declare(request: Request) -> Response:
    """The reviewer is too near to it: it is gone from the list."""
    bench = await bench_of(request)
    proposal = await access.proposal(bench, request.path_params["code"])
    form = await forms.parse(request, OwnInterestForm)
    await interests.declare(bench.reviewer, proposal, by=interests.REVIEWER, reason=form.reason)
    return pages.redirect(request, await onward(bench))


async def put_tag(request: Request) -> Response:
    """The proposal bears a tag."""
    bench = await bench_of(request)
    proposal = await access.proposal(bench, request.path_params["code"])
    form = await forms.parse(request, TagForm)
    await tags.put(bench.call, proposal, form.name)
    return pages.redirect(request, request.url.path.removesuffix("/tags"))


async def _verdict(request: Request, bench: Bench, proposal: Proposal) -> Verdict:
    form = await forms.parse(request, VerdictForm)
    typed = await forms.as_typed(request)
    scores = {}
    for category in await categories.asked_of(proposal):
        raw = typed.get(f"score_{category.id}", "").strip()
        if not raw:
            continue
        try:
            scores[category.id] = int(raw)
        except ValueError as error:
            wrong = {f"score_{category.id}": gettext("A whole number, please.")}
            raise forms.Malformed(wrong, dict(typed)) from error
    return Verdict(scores, form.words, is_abstention=form.act == "abstain")


async def _page(
    request: Request, bench: Bench, proposal: Proposal, *, wrong: forms.Malformed | None = None
) -> Response:
    review, scores = await queue.own_review(bench, proposal)
    values: dict[str, Any] = {f"score_{id_}": value for id_, value in scores.items()}
    values["words"] = review.words if review else ""
    done, total = await queue.progress(bench)
    return await pages.render(
        request,
        "reviews/judge.html",
        status=422 if wrong else 200,
        event=bench.call.event,
        call=bench.call,
        phase=bench.phase,
        sheet=await sheets.sheet(bench, proposal),
        categories=await categories.asked_of(proposal),
        review=review,
        others=await queue.others(bench, proposal, has_own=review is not None),
        tags=await queue.tags_of(bench, proposal),
        known_tags=[] if bench.phase.is_anonymous else await tags.of_call(bench.call.id),
        total=total,
        done=done,
        values=await forms.as_typed(request) if wrong else values,
        errors=wrong.errors if wrong else {},
    )
