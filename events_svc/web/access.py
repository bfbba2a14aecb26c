"""The lookups of views: each finds a thing that this person may see or change, or answers 404."""

from events_svc.accounts.permissions import Permission
from events_svc.events import access
from events_svc.events.models import Event
from events_svc.media import access as media
from events_svc.media.models import Source
from events_svc.web import auth
from events_svc.web.state import Request

TIMEZONE = "Asia/Shanghai"  # of what belongs to no event


async def public_event(request: Request) -> Event:
    """The event of the path's `slug` as the public sees it; drafts only for those who may."""
    return await access.visible(await auth.person(request), request.path_params["slug"])


async def editable_event(request: Request, permission: Permission) -> Event:
    """The event of the path's `slug`, if the signed-in person has `permission` on it."""
    person = await auth.signed_in(request)
    return await access.permitted(person, request.path_params["slug"], permission)


async def permitted_source(request: Request, permission: Permission) -> Source:
    """The link of the path's `id`, if the signed-in person has `permission` on it."""
    person = await auth.signed_in(request)
    return await media.permitted_source(person, request.path_params["id"], permission)


def home_of(source: Source) -> str:
    """The console page on which the link stands."""
    if source.recording is not None:
        return f"/organiser/recordings/{source.recording.slug}"
    assert source.session is not None
    return f"/organiser/events/{source.session.event.slug}/media"


def event_of(source: Source) -> Event | None:
    """The event to which the link belongs, by its session or its recording."""
    if source.recording is not None:
        return source.recording.event
    assert source.session is not None
    return source.session.event


def zone_of(source: Source) -> str:
    """The time zone in which the link's times are told."""
    event = event_of(source)
    return event.timezone if event else TIMEZONE


async def may_source(request: Request, permission: Permission, source: Source) -> bool:
    """Whether the person of this request has `permission` on the link."""
    person, event = await auth.person(request), event_of(source)
    home = source.recording or event
    assert home is not None
    owner = home.organisation
    return person.may(permission, path=owner.path, event_id=event.id if event else None)
