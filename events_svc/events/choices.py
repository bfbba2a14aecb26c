"""What an event may name: venues, series and events that the naming person may see."""

from collections.abc import Mapping
from typing import Any

from events_svc.accounts.permissions import Permission
from events_svc.accounts.person import Person
from events_svc.events import places, queries
from events_svc.events.errors import ChoiceUnknown
from events_svc.events.models import Event, Series
from venues.models import Venue


async def guard(person: Person, columns: Mapping[str, Any]) -> None:
    """Raises ChoiceUnknown for a venue, series or parent that the person does not see."""
    if (venue_id := columns.get("venue_id")) is not None:
        owners = await places.usable(person)
        _found("venue_id", await Venue.filter(id=venue_id, owner__in=owners).exists())
    if (series_id := columns.get("series_id")) is not None:
        seen = await queries.organisations(person, Permission.EVENT_VIEW)
        owners = [one.id for one in seen]
        _found("series_id", await Series.filter(id=series_id, organisation_id__in=owners).exists())
    if (parent_id := columns.get("parent_id")) is not None:
        seen_events = Event.filter(queries.seen_by(person))
        _found("parent_id", await seen_events.filter(id=parent_id).exists())


def _found(field: str, is_found: bool) -> None:
    if not is_found:
        raise ChoiceUnknown(field)
