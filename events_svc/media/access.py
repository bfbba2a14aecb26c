"""Which recordings and links a person finds. The permission is part of the lookup."""

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import PERMISSIONS, Permission
from events_svc.accounts.person import Person
from events_svc.events.models import Event
from events_svc.media.models import Recording, Source
from events_svc.schedule.models import Session


async def permitted_recording(person: Person, slug: str, permission: Permission) -> Recording:
    """The recording with this slug, if `person` has `permission` on it; else NotFound."""
    recording = await Recording.get_or_none(slug=slug).select_related(
        "organisation", "event", "series", "session"
    )
    if recording is None or not may_recording(person, permission, recording):
        raise NotFound
    return recording


async def permitted_source(person: Person, source_id: int, permission: Permission) -> Source:
    """The link with this id, if `person` has `permission` on its session's event or its recording."""
    source = await Source.get_or_none(id=source_id).select_related(
        "session__event__organisation", "recording__organisation", "recording__event"
    )
    if source is None or not _may_source(person, permission, source):
        raise NotFound
    return source


async def session_of(event: Event, session_id: int) -> Session:
    """The event's session with this id; else NotFound."""
    return _there(await Session.get_or_none(id=session_id, event_id=event.id))


async def session_coded(event_id: int, code: str) -> Session:
    """The event's session with this code, in capitals or not; else NotFound."""
    return _there(await Session.get_or_none(event_id=event_id, code=code.upper()))


def _there(session: Session | None) -> Session:
    if session is None:
        raise NotFound
    return session


def may_recording(person: Person, permission: Permission, recording: Recording) -> bool:
    """Whether `person` has `permission` on a recording whose organisation is loaded."""
    return person.may(
        permission,
        path=recording.organisation.path,
        event_id=recording.event_id,
    )


def _may_source(person: Person, permission: Permission, source: Source) -> bool:
    if source.recording is not None:
        return may_recording(person, permission, source.recording)
    assert source.session is not None
    event = source.session.event
    return person.may(permission, path=event.organisation.path, event_id=event.id)


def permitted_recordings(person: Person, permission: Permission) -> QuerySet[Recording]:
    """All recordings on which `person` has `permission`, by organisation or by event."""
    found = Q(id=0)
    for path, role in person.organisations.items():
        if permission in PERMISSIONS[role]:
            found |= Q(organisation__path__startswith=path)
    events = [event for event, role in person.events.items() if permission in PERMISSIONS[role]]
    if events:
        found |= Q(event_id__in=events)
    return Recording.filter(found)
