"""The organiser's ranking: what the reviews come to, sorted and filtered, and what is decided."""

from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from msgspec import Meta
from starlette.responses import Response

from events_svc.calls import decide
from events_svc.calls.models import Call
from events_svc.reviews import ordering, phases, ranking, tags
from events_svc.reviews.models import Average
from events_svc.reviews.ordering import Order, Wanted
from events_svc.reviews.ranking import Row
from events_svc.schedule import board
from events_svc.web import forms, i18n, pages
from events_svc.web.reviews import lookup, plot, words
from events_svc.web.state import Request

PAGE = 200


class Query(msgspec.Struct):
    """What the address says: filters, and a leading minus turns the order round."""

    sort: Annotated[str, Meta(max_length=20)] = ""
    q: Annotated[str, Meta(max_length=200)] = ""
    track: Annotated[int, Meta(ge=0, le=2**63 - 1)] = 0
    tag: Annotated[int, Meta(ge=0, le=2**63 - 1)] = 0
    state: Annotated[str, Meta(max_length=20)] = ""
    page: Annotated[int, Meta(ge=1, le=100_000)] = 1


async def show(request: Request) -> Response:
    """Every proposal with what its reviews come to."""
    event, call = await lookup.call(request)
    query = forms.typed(request.query_params, Query)
    hidden = await lookup.hidden(request, call)
    rows = await ranking.of_call(call, await rule(call), without=hidden)
    chosen = ordering.chosen(rows, wanted(query), i18n.language.get())
    return await pages.render(
        request,
        "reviews/ranking.html",
        event=event,
        call=call,
        home=lookup.home(event, call),
        rows=chosen[(query.page - 1) * PAGE : query.page * PAGE],
        pages_count=max(-(-len(chosen) // PAGE), 1),
        query=query,
        link=_links(query),
        order=_order(query),
        is_hidden=len(hidden),
        states=words.proposal_states(),
        tracks=await board.tracks(event),
        tags=await tags.of_call(call.id),
        phase=await phases.governing(call.id),
        pending=[one for one in await decide.pending(call) if one.id not in hidden],
        **_figures(rows),
    )


async def rule(call: Call) -> Average:
    """How the call's scores are averaged: as the phase says that governs it."""
    phase = await phases.governing(call.id)
    return phase.average if phase else Average.MEAN


def wanted(query: Query) -> Wanted:
    """What a query asks of the ranking; an order that we do not know is the usual one."""
    return Wanted(
        order=_order(query),
        is_reversed=query.sort.startswith("-"),
        track_id=query.track or None,
        tag_id=query.tag or None,
        state=query.state,
        sought=query.q.strip(),
    )


def _order(query: Query) -> Order:
    name = query.sort.removeprefix("-")
    return Order(name) if name in set(Order) else Order.AVERAGE


def _figures(rows: list[Row]) -> dict[str, Any]:
    averages = [row.average for row in rows if row.average is not None]
    return {
        "plot": plot.distribution(averages) if averages else None,
        "sent_in": len(rows),
        "reviewed": sum(1 for row in rows if row.figures.points or row.figures.abstentions),
        "reviews": sum(len(row.figures.points) + row.figures.abstentions for row in rows),
    }


def _links(query: Query) -> Any:
    """Addresses of this page with something else asked: `link(sort="mean")`."""

    def link(**asked: Any) -> str:
        values = {**msgspec.structs.asdict(query), "page": 1, **asked}
        standing = {name: value for name, value in values.items() if value not in ("", 0)}
        if standing.get("page") == 1:
            del standing["page"]
        return "?" + urlencode(standing)

    return link
