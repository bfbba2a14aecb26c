"""Events in the API: list, read, make, change, publish."""

import msgspec
from starlette.routing import BaseRoute

from events_svc.accounts.models import Organisation
from events_svc.accounts.permissions import Permission
from events_svc.events import choices, listing
from events_svc.events.change import change
from events_svc.events.create import create
from events_svc.events.models import Event
from events_svc.events.publish import publish
from events_svc.web import access, auth, paging
from events_svc.web.api import Page, operation
from events_svc.web.events.bodies import EventChange, EventDraft
from events_svc.web.events.views import EventPage, EventView, event_view
from events_svc.web.organisation import candidates, chosen
from events_svc.web.rules import checked
from events_svc.web.state import Request


async def index(request: Request, page: Page) -> EventPage:
    """List the public events, and the drafts that you may see, newest first."""
    person = await auth.person(request)
    before = paging.number(page.cursor)
    found = await listing.readable(person, before_id=before, limit=page.limit)
    shown, following = paging.cut(found, page.limit)
    return EventPage(items=[event_view(event) for event in shown], next=following)


async def show(request: Request) -> EventView:
    """Read an event."""
    return await _view(await access.public_event(request))


async def make(request: Request, draft: EventDraft) -> EventView:
    """Make a draft of an event."""
    organisations = await candidates(request, Permission.EVENT_EDIT)
    columns = checked(msgspec.structs.asdict(draft), draft.timezone)
    organisation = _named(organisations, columns.pop("organisation"))
    await choices.guard(await auth.person(request), columns)
    return await _view(await create(organisation, _given(columns)))


async def alter(request: Request, changes: EventChange) -> EventView:
    """Change what an event says of itself."""
    event = await access.editable_event(request, Permission.EVENT_EDIT)
    columns = checked(_given(msgspec.structs.asdict(changes)), event.timezone)
    await choices.guard(await auth.person(request), columns, event)
    return await _view(await change(event, columns))


async def make_public(request: Request) -> EventView:
    """Publish an event; doing it again changes nothing."""
    event = await access.editable_event(request, Permission.EVENT_EDIT)
    await publish(event)
    return await _view(event)


def _named(organisations: list[Organisation], slug: str | msgspec.UnsetType) -> Organisation:
    if slug is msgspec.UNSET:
        return organisations[0]
    ids = {one.slug: one.id for one in organisations}
    return chosen(organisations, ids.get(slug, 0))


def _given(columns: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in columns.items() if value is not msgspec.UNSET}


async def _view(event: Event) -> EventView:
    related = Event.get(id=event.id).select_related("organisation", "series", "parent")
    return event_view(await related)


routes: list[BaseRoute] = [
    operation(
        "GET",
        "/events",
        index,
        name="events",
        query=Page,
        answer=EventPage,
        is_public=True,
    ),
    operation(
        "POST",
        "/events",
        make,
        name="make_event",
        body=EventDraft,
        answer=EventView,
        status=201,
        refusals=[404],
    ),
    operation("GET", "/events/{slug}", show, name="event", answer=EventView, is_public=True),
    operation(
        "PATCH",
        "/events/{slug}",
        alter,
        name="change_event",
        body=EventChange,
        answer=EventView,
        refusals=[409],
    ),
    operation(
        "PUT",
        "/events/{slug}/publication",
        make_public,
        name="publish_event",
        answer=EventView,
        refusals=[409],
    ),
]
