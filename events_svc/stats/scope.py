"""Which links of other platforms a person may read or write the counters of."""

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from events_svc.accounts.permissions import PERMISSIONS, Permission
from events_svc.accounts.person import Person
from events_svc.events.models import Event
from events_svc.media.models import Source
from events_svc.media.platforms import PLATFORMS

FOREIGN = tuple(
    key for key, platform in PLATFORMS.items() if not platform.is_ours and key != "link"
)


def permitted_links(person: Person, permission: Permission) -> QuerySet[Source]:
    """All links on which `person` has `permission`, by organisation or by event."""
    found = Q(id=0)
    for path in person.roots(permission):
        found |= Q(recording__organisation__path__startswith=path)
        found |= Q(session__event__organisation__path__startswith=path)
    events = [event for event, role in person.events.items() if permission in PERMISSIONS[role]]
    if events and person.scopes is None:
        found |= Q(session__event_id__in=events) | Q(recording__event_id__in=events)
    return Source.filter(found)


def counted(links: QuerySet[Source]) -> QuerySet[Source]:
    """Those of the links whose platforms count, and that are still shown."""
    return links.filter(platform__in=FOREIGN, retired_at=None)


def links_of(event: Event) -> QuerySet[Source]:
    """The links of the event's sessions and recordings."""
    return Source.filter(Q(session__event_id=event.id) | Q(recording__event_id=event.id))
