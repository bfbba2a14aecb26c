"""What an event may name: venues, series and events that the naming person may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from events_svc.accounts.permissions import Permission
from events_svc.accounts.person import Person
from events_svc.events import places, queries
from events_svc.events.errors import ChoiceUnknown
from events_svc.events.models import Event, Series
from venues.models import Venue

Chosen = TypeVar("Chosen", bound=Model)
MOST = 200  # as many as a list to choose from may have


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form of an event offers, newest first; what stands in the event is always among it."""

    venues: Sequence[Venue]
    series: Sequence[Series]
    parents: Sequence[Event]


async def choices(person: Person, event: Event) -> Choices:
    """The venues, series and events that the person may name for this event."""
    seen = await queries.organisations(person, Permission.EVENT_VIEW)
    owners = [places.owner(one) for one in seen]
    venues = Venue.filter(Q(owner__in=owners) | Q(id=event.venue_id or 0))
    series = Series.filter(
        Q(organisation_id__in=[one.id for one in seen]) | Q(id=event.series_id or 0)
    )
    parents = Event.filter(queries.seen_by(person) | Q(id=event.parent_id or 0))
    parents = parents.exclude(id=event.id)
    return Choices(
        await _newest(venues, event.venue_id),
        await _newest(series, event.series_id),
        await _newest(parents, event.parent_id),
    )


async def guard(person: Person, columns: Mapping[str, Any], event: Event | None = None) -> None:
    """Raises ChoiceUnknown for a venue, series or parent that the person does not see.

    What stands in the event already may stay, whoever chose it.
    """
    seen = await queries.organisations(person, Permission.EVENT_VIEW)
    owners = [places.owner(one) for one in seen]
    offered: dict[str, QuerySet[Any]] = {
        "venue_id": Venue.filter(owner__in=owners),
        "series_id": Series.filter(organisation_id__in=[one.id for one in seen]),
        "parent_id": Event.filter(queries.seen_by(person)),
    }
    for field, rows in offered.items():
        chosen = columns.get(field)
        if chosen is None or (event is not None and getattr(event, field) == chosen):
            continue
        if not await rows.filter(id=chosen).exists():
            raise ChoiceUnknown(field)


async def _newest(found: QuerySet[Chosen], present: int | None) -> list[Chosen]:
    newest = await found.order_by("-id").limit(MOST)
    if present is None or any(one.pk == present for one in newest):
        return newest
    return [*newest, *await found.filter(id=present)]
