"""Calls in the API, and what was sent in, for organisers."""

import msgspec
from starlette.routing import BaseRoute

from events_svc.accounts.permissions import Permission
from events_svc.calls import listing, make, queries
from events_svc.calls.listing import Row, Wanted
from events_svc.calls.models import Call
from events_svc.events.access import may
from events_svc.events.slugs import slug_of
from events_svc.reviews import access as reviewing
from events_svc.text import text
from events_svc.web import access, auth, paging
from events_svc.web.api import operation
from events_svc.web.calls.console import console_call
from events_svc.web.calls.proposal_views import (
    ProposalPage,
    ProposalQuery,
    ProposalView,
    proposal_view,
    row_view,
)
from events_svc.web.calls.public import public_call
from events_svc.web.calls.views import CallDraft, CallList, CallView, summary, whole_view
from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext
from events_svc.web.state import Request


async def index(request: Request) -> CallList:
    """List the calls of an event; its team sees those that are not published too."""
    event = await access.public_event(request)
    sees_all = may(await auth.person(request), Permission.EVENT_VIEW, event)
    found = await (queries.calls_of if sees_all else queries.published)(event)
    return CallList([summary(call) for call in found])


async def show(request: Request) -> CallView:
    """Read a call with what it takes and asks."""
    _, call = await public_call(request)
    return whole_view(await queries.whole(call))


async def create(request: Request, draft: CallDraft) -> CallView:
    """Make a call; it is not public until it is published."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    title = text(**draft.title)
    if not title:
        raise Malformed({"title": gettext("Please fill this in.")})
    slug = draft.slug or slug_of(title, "call")
    given = {**msgspec.structs.asdict(draft), "title": title, "slug": slug}
    return whole_view(await queries.whole(await make.make(event, make.Terms(**given))))


async def publish(request: Request) -> CallView:
    """Publish a call."""
    _, call = await console_call(request)
    await make.publish(call)
    return whole_view(await queries.whole(await Call.get(id=call.id)))


async def unpublish(request: Request) -> None:
    """Take a call from the public; what was sent in stays."""
    _, call = await console_call(request)
    await make.withdraw(call)


async def proposals(request: Request, query: ProposalQuery) -> ProposalPage:
    """List what was sent in to a call."""
    _, call = await console_call(request)
    hidden = await reviewing.barred_for(await auth.signed_in(request), call)
    wanted = Wanted(state=query.state, words=" ".join(query.q.split()), without=hidden)
    after = paging.number(query.cursor) or 0
    found, following = await listing.page(call, wanted, after_id=after, limit=query.limit)
    return ProposalPage([row_view(row) for row in found], str(following) if following else None)


async def proposal(request: Request) -> ProposalView:
    """Read a proposal with its answers and presenters."""
    _, call = await console_call(request)
    hidden = await reviewing.barred_for(await auth.signed_in(request), call)
    found = await listing.named(call, request.path_params["code"], without=hidden)
    names = await listing.names_of([found.id])
    return proposal_view(
        Row(found, names.get(found.id, [])),
        await queries.whole(call),
        await queries.answers_by_presenter(found),
        presenters=await queries.presenters(found),
    )


CALLS = "/events/{slug}/calls"
CALL = CALLS + "/{call}"

routes: list[BaseRoute] = [
    operation("GET", CALLS, index, name="calls", answer=CallList, is_public=True),
    operation("POST", CALLS, create, name="call_make", body=CallDraft, answer=CallView, status=201),
    operation("GET", CALL, show, name="call_show", answer=CallView, is_public=True),
    operation("PUT", CALL + "/publication", publish, name="call_publish", answer=CallView),
    operation("DELETE", CALL + "/publication", unpublish, name="call_unpublish"),
    operation(
        "GET",
        CALL + "/proposals",
        proposals,
        name="proposals",
        query=ProposalQuery,
        answer=ProposalPage,
    ),
    operation("GET", CALL + "/proposals/{code}", proposal, name="proposal", answer=ProposalView),
]
