"""Events in the API: list, read, make, change, publish."""

from datetime import datetime
from typing import Annotated

import msgspec
from starlette.routing import BaseRoute

from events_svc.accounts.models import Organisation
from events_svc.accounts.permissions import Permission
from events_svc.events import choices, queries
from events_svc.events.change import change
from events_svc.events.create import create
from events_svc.events.models import Event, Kind, Mode
from events_svc.events.publish import publish
from events_svc.web import access, auth
from events_svc.web.api import Page, operation
from events_svc.web.events import cursor
from events_svc.web.events.forms import (
    Address,
    Colour,
    Edition,
    Id,
    Lines,
    Proses,
    Slug,
    checked,
)
from events_svc.web.events.organisation import candidates, chosen
from events_svc.web.events.views import EventPage, EventView, event_view
from events_svc.web.state import Request

Instant = Annotated[datetime, msgspec.Meta(tz=True)]
Code = Annotated[str, msgspec.Meta(max_length=64)]


class EventDraft(msgspec.Struct):
    """A new event; `organisation` is a slug, needed when the token's owner has several."""

    title: Lines
    kind: Kind
    starts_at: Instant
    ends_at: Instant
    mode: Mode = Mode.ONSITE
    slug: Slug | msgspec.UnsetType = msgspec.UNSET
    organisation: Code | msgspec.UnsetType = msgspec.UNSET
    subtitle: Lines = {}
    description: Proses = {}
    city: Lines = {}
    timezone: Code = "Asia/Shanghai"
    currency: Code = "CNY"
    accent: Colour = "#a8321f"
    venue_id: Id | None = None
    series_id: Id | None = None
    edition: Edition | None = None
    parent_id: Id | None = None
    url: Address | None = None


class EventChange(msgspec.Struct):
    """What is absent stays as it is."""

    title: Lines | msgspec.UnsetType = msgspec.UNSET
    kind: Kind | msgspec.UnsetType = msgspec.UNSET
    mode: Mode | msgspec.UnsetType = msgspec.UNSET
    slug: Slug | msgspec.UnsetType = msgspec.UNSET
    starts_at: Instant | msgspec.UnsetType = msgspec.UNSET
    ends_at: Instant | msgspec.UnsetType = msgspec.UNSET
    subtitle: Lines | msgspec.UnsetType = msgspec.UNSET
    description: Proses | msgspec.UnsetType = msgspec.UNSET
    city: Lines | msgspec.UnsetType = msgspec.UNSET
    timezone: Code | msgspec.UnsetType = msgspec.UNSET
    currency: Code | msgspec.UnsetType = msgspec.UNSET
    accent: Colour | msgspec.UnsetType = msgspec.UNSET
    venue_id: Id | msgspec.UnsetType | None = msgspec.UNSET
    series_id: Id | msgspec.UnsetType | None = msgspec.UNSET
    edition: Edition | msgspec.UnsetType | None = msgspec.UNSET
    parent_id: Id | msgspec.UnsetType | None = msgspec.UNSET
    url: Address | msgspec.UnsetType | None = msgspec.UNSET


async def index(request: Request, page: Page) -> EventPage:
    """List the public events, and the drafts that you may see, newest first."""
    person = await auth.person(request)
    before = cursor.number(page.cursor)
    found = await queries.readable(person, before_id=before, limit=page.limit)
    shown = found[: page.limit]
    following = str(shown[-1].id) if len(found) > page.limit else None
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
    await choices.guard(await auth.person(request), columns)
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
