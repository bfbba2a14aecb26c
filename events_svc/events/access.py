"""Which events a person finds. The permission is part of the lookup: what may not be seen is not there."""

from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.accounts.person import Person
from events_svc.events.models import Event, EventState, Series


async def permitted(person: Person, slug: str, permission: Permission) -> Event:
    """The event with this slug, if `person` has `permission` on it; else NotFound."""
    event = await Event.get_or_none(slug=slug).select_related("organisation", "series", "venue")
    if event is None or not may(person, permission, event):
        raise NotFound
    return event


async def visible(person: Person, slug: str) -> Event:
    """The event with this slug, if it is public or `person` may see its draft; else NotFound."""
    event = await Event.get_or_none(slug=slug).select_related("organisation", "series", "venue")
    if event is None:
        raise NotFound
    if event.state is EventState.DRAFT and not may(person, Permission.EVENT_VIEW, event):
        raise NotFound
    return event


def may(person: Person, permission: Permission, event: Event) -> bool:
    """Whether `person` has `permission` on `event` (whose organisation is loaded)."""
    return person.may(permission, path=event.organisation.path, event_id=event.id)


async def permitted_series(person: Person, slug: str, permission: Permission) -> Series:
    """The series with this slug, if `person` has `permission` on its organisation; else NotFound."""
    series = await Series.get_or_none(slug=slug).select_related("organisation")
    if series is None or not person.may(permission, path=series.organisation.path):
        raise NotFound
    return series


async def series_at(slug: str) -> Series:
    """The series with this slug, which everybody may see, with its organisation; else NotFound."""
    series = await Series.get_or_none(slug=slug).select_related("organisation")
    if series is None:
        raise NotFound
    return series
