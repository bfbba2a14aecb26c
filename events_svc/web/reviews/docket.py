"""What a reviewer has to judge: the calls, the list, which comes next, and the ranking."""

from typing import Annotated

import msgspec
from msgspec import Meta
from starlette.responses import Response

from events_svc.reviews import (
    access,
    phases,
    queue,
    ranking,
)
from events_svc.reviews.access import Bench
from events_svc.reviews.models import Others
from events_svc.web import auth, forms, pages
from events_svc.web.state import Request


class ListQuery(msgspec.Struct):
    q: Annotated[str, Meta(max_length=200)] = ""


async def home(request: Request) -> Response:
    """The calls which the person judges."""
    person = await auth.signed_in(request)
    assert person.user_id is not None
    calls = await queue.dockets(person.user_id)
    return await pages.render(request, "reviews/home.html", calls=calls)


async def index(request: Request) -> Response:
    """How far the reviewer is, and the list; between phases, when the next one opens."""
    reviewer = await access.judging(await auth.signed_in(request), request.path_params["call"])
    phase = await phases.open_now(reviewer.call_id)
    query = forms.typed(request.query_params, ListQuery)
    found = await queue.tasks(Bench(reviewer, phase)) if phase else []
    return await pages.render(
        request,
        "reviews/index.html",
        event=reviewer.call.event,
        call=reviewer.call,
        phase=phase,
        coming=None if phase else await phases.next_after_now(reviewer.call_id),
        tasks=[one for one in found if one.sheet.has(query.q.strip())],
        total=len(found),
        done=sum(1 for one in found if one.review is not None),
        query=query,
    )


async def following(request: Request) -> Response:
    """To the next proposal that waits, else to the list."""
    bench = await bench_of(request)
    return pages.redirect(request, await onward(bench, but=request.query_params.get("after", "")))


async def rank(request: Request) -> Response:
    """The ranking, as far as the phase shows it to this reviewer."""
    bench = await bench_of(request)
    return await pages.render(
        request,
        "reviews/standing.html",
        event=bench.call.event,
        call=bench.call,
        phase=bench.phase,
        rows=await ranking.for_reviewer(bench),
        is_never=bench.phase.shows_others is Others.NEVER,
    )


async def bench_of(request: Request) -> Bench:
    """The reviewer who asks, in the open phase; raises NotFound, PhaseClosed."""
    return await access.bench(await auth.signed_in(request), request.path_params["call"])


async def onward(bench: Bench, *, but: str = "") -> str:
    """The address of what waits next, `but` this one; of the list when nothing does."""
    code = await queue.next_code(bench, but=but)
    home = f"/reviews/{bench.call.id}"
    return f"{home}/proposals/{code}" if code and code != but else home
