"""The organiser's page of entries of hubs' logs that were not taken: whoever has seen to one takes it off."""

from operator import attrgetter

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.checkin.models import Gate
from events_svc.hub import refused
from events_svc.hub.models import RefusedEntry
from events_svc.web import auth, forms, pages, paging
from events_svc.web.access import editable_event
from events_svc.web.checkin.words import of_reason
from events_svc.web.hub.entry_words import of_why
from events_svc.web.state import Request

PAGE = 50
ENTRIES = "/organiser/events/{slug}/door/hubs/entries"


async def show(request: Request) -> Response:
    """What waits for a person, oldest first."""
    event = await editable_event(request, Permission.DOOR_EDIT)
    after = paging.number(request.query_params.get("cursor", ""))
    found = await refused.open_of(event.id, limit=PAGE + 1, after=after)
    shown, following = paging.cut(found, PAGE, by=attrgetter("id"))
    return await pages.render(
        request,
        "hub/refused_entries.html",
        event=event,
        waiting=shown,
        following=following,
        gates=dict(await Gate.filter(event_id=event.id).values_list("id", "name")),
        of_reason=of_reason,
        of_why=of_why,
    )


async def settle(request: Request) -> Response:
    """A person has seen to this entry."""
    event = await editable_event(request, Permission.DOOR_EDIT)
    one = await RefusedEntry.get_or_none(id=request.path_params["id"], event_id=event.id)
    if one is None:
        raise NotFound
    await forms.read(request)
    await refused.settle(one, by=(await auth.signed_in(request)).user_id)
    return pages.redirect(request, ENTRIES.format(slug=event.slug))


routes: list[BaseRoute] = [
    Route(ENTRIES, show, name="refused_entries"),
    Route(ENTRIES + "/{id:int}", settle, methods=["POST"], name="settle_refused_entry"),
]
