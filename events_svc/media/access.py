"""Which recordings and links a person finds. The permission is part of the lookup."""

from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.accounts.person import Person
from events_svc.media.models import Recording, Source


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


def may_recording(person: Person, permission: Permission, recording: Recording) -> bool:
    """Whether `person` has `permission` on a recording whose organisation is loaded."""
    return person.may(
        permission,
        path=recording.organisation.path,
        event_id=recording.event_id,  # type: ignore[attr-defined]
    )


def _may_source(person: Person, permission: Permission, source: Source) -> bool:
    if source.recording is not None:
        return may_recording(person, permission, source.recording)
    assert source.session is not None
    event = source.session.event
    return person.may(permission, path=event.organisation.path, event_id=event.id)
