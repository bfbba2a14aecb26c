"""The event's log: who did what, when."""

from starlette.responses import Response
from starlette.routing import Route

from events_svc.accounts import queries
from events_svc.accounts.permissions import Permission
from events_svc.web import pages, paging
from events_svc.web.access import editable_event
from events_svc.web.accounts.actions import action_words, detail_words
from events_svc.web.state import Request

PAGE = 50


async def show(request: Request) -> Response:
    """The newest entries first, fifty a page."""
    event = await editable_event(request, Permission.AUDIT_VIEW)
    before = paging.number(request.query_params.get("before", ""))
    entries, older = paging.cut(await queries.log(event.id, before=before, limit=PAGE + 1), PAGE)
    return await pages.render(
        request,
        "accounts/log.html",
        event=event,
        entries=entries,
        older=older,
        action_words=action_words,
        detail_words=detail_words,
    )


routes = [Route("/organiser/events/{slug}/log", show, methods=["GET"])]
