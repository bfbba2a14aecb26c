"""The event's log: who did what, when."""

import msgspec
from starlette.datastructures import FormData
from starlette.responses import Response
from starlette.routing import Route

from events_svc.accounts import queries
from events_svc.accounts.permissions import Permission
from events_svc.web import forms, pages
from events_svc.web.access import editable_event
from events_svc.web.accounts.actions import action_words
from events_svc.web.accounts.fields import RowId
from events_svc.web.state import Request

PAGE = 50


class Cursor(msgspec.Struct):
    before: RowId | None = None


async def show(request: Request) -> Response:
    """The newest entries first, fifty a page."""
    event = await editable_event(request, Permission.AUDIT_VIEW)
    cursor = forms.typed(FormData(request.query_params), Cursor)
    found = await queries.log(event.id, before=cursor.before, limit=PAGE + 1)
    entries = found[:PAGE]
    older = entries[-1].id if len(found) > PAGE else None
    return await pages.render(
        request,
        "accounts/log.html",
        event=event,
        entries=entries,
        older=older,
        action_words=action_words,
    )


routes = [Route("/organiser/events/{slug}/log", show, methods=["GET"])]
