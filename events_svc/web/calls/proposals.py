"""What was sent in to a call, for its organisers: the list, the export, one proposal whole."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.calls import listing, queries, submit
from events_svc.calls.listing import Wanted
from events_svc.calls.models import Call, ProposalState
from events_svc.calls.states import Act, allows
from events_svc.reviews import access as reviewing
from events_svc.text import in_language
from events_svc.web import auth, forms, i18n, pages
from events_svc.web.calls import table
from events_svc.web.calls.console import console_call
from events_svc.web.calls.words import call_mark, presenter_mark
from events_svc.web.fields import Id
from events_svc.web.state import Request


class Filter(msgspec.Struct):
    """The query of the list; what cannot be used is as if it were not there."""

    state: Annotated[str, Meta(max_length=16)] = ""
    type: Id | None = None
    track: Id | None = None
    q: Annotated[str, Meta(max_length=100)] = ""
    after: Annotated[int, Meta(ge=0, le=2**63 - 1)] = 0


async def index(request: Request) -> Response:
    """The proposals that are looked for, a page at a time."""
    event, call = await console_call(request)
    asked = _filter(request)
    wanted = await _wanted(request, call, asked)
    found, following = await listing.page(call, wanted, after_id=asked.after)
    whole, lang = await queries.whole(call), i18n.language.get()
    return await pages.render(
        request,
        "calls/proposals.html",
        event=event,
        call=call,
        mark=call_mark(call),
        counts=(await queries.counts([call], without=wanted.without))[call.id],
        rows=found,
        asked=asked,
        states=[state.value for state in ProposalState],
        types=[(o.session_type_id, in_language(o.session_type.name, lang)) for o in whole.offers],
        tracks=[(track.id, in_language(track.name, lang)) for track in whole.tracks],
        query=_query(asked),
        following=following,
    )


async def export(request: Request) -> Response:
    """The proposals that are looked for, with their answers, as a table."""
    event, call = await console_call(request)
    found, answers = await listing.exported(call, await _wanted(request, call, _filter(request)))
    body = table.write(await queries.whole(call), found, answers)
    name = f"{event.slug}-{call.slug}-proposals.csv"
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "private, no-store",
    }
    return Response(body, media_type=table.MEDIA_TYPE, headers=headers)


async def show(request: Request) -> Response:
    """One proposal: all it says, who presents it, what may be done with it."""
    event, call = await console_call(request)
    hidden = await _hidden(request, call)
    proposal = await listing.named(call, request.path_params["code"], without=hidden)
    present = await queries.presenters(proposal)
    return await pages.render(
        request,
        "calls/proposal.html",
        event=event,
        call=call,
        proposal=proposal,
        whole=await queries.whole(call),
        given=await queries.answers_by_presenter(proposal),
        presenters=present,
        presenter_mark=presenter_mark,
        may_cancel=allows(proposal.state, Act.CANCEL),
    )


async def cancel(request: Request) -> Response:
    """An acceptance is taken back."""
    event, call = await console_call(request)
    await forms.read(request)
    hidden = await _hidden(request, call)
    proposal = await listing.named(call, request.path_params["code"], without=hidden)
    await submit.cancel(proposal)
    address = f"/organiser/events/{event.slug}/calls/{call.slug}/proposals/{proposal.code}"
    return pages.redirect(request, address)


async def _wanted(request: Request, call: Call, asked: Filter) -> Wanted:
    words = " ".join(asked.q.split())
    return Wanted(asked.state, asked.type, asked.track, words, await _hidden(request, call))


async def _hidden(request: Request, call: Call) -> list[int]:
    """Those with which this person, a reviewer too, has a conflict of interest."""
    return await reviewing.barred_for(await auth.signed_in(request), call)


def _filter(request: Request) -> Filter:
    given: dict[str, Any] = {}
    for field in msgspec.structs.fields(Filter):
        raw = request.query_params.get(field.encode_name, "")
        try:
            given[field.name] = msgspec.convert(raw, field.type, strict=False) if raw else None
        except msgspec.ValidationError:
            continue
    return Filter(**{name: value for name, value in given.items() if value is not None})


def _query(asked: Filter) -> dict[str, Any]:
    kept = {name: getattr(asked, name) for name in ("state", "type", "track", "q")}
    return {name: value for name, value in kept.items() if value}


LIST = "/organiser/events/{slug}/calls/{call}/proposals"

routes: list[BaseRoute] = [
    Route(LIST, index, name="proposals"),
    Route(LIST + ".csv", export, name="proposals_csv"),
    Route(LIST + "/{code}", show, methods=["GET"], name="proposal"),
    Route(LIST + "/{code}/cancellation", cancel, methods=["POST"], name="proposal_cancel"),
]
