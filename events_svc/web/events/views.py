"""An event as the API shows it."""

from datetime import datetime

import msgspec

from events_svc.events.models import Event
from events_svc.text import Text


class EventView(msgspec.Struct):
    """An event. Texts are by language: `zh`, `en`. Instants are in UTC; `timezone` is the place's."""

    id: int
    slug: str
    kind: str
    mode: str
    state: str
    title: Text
    subtitle: Text
    description: Text
    city: Text
    venue_id: int | None
    series: str | None
    edition: int | None
    parent: str | None
    organisation: str
    timezone: str
    currency: str
    accent: str
    starts_at: datetime
    ends_at: datetime
    url: str | None
    published_at: datetime | None
    cancelled_at: datetime | None


class EventPage(msgspec.Struct):
    """Events, newest first; `next` is the cursor of the next page."""

    items: list[EventView]
    next: str | None


def event_view(event: Event) -> EventView:
    """The event (with organisation, series and parent loaded) for the API."""
    return EventView(
        id=event.id,
        slug=event.slug,
        kind=event.kind.value,
        mode=event.mode.value,
        state=event.state.value,
        title=event.title,
        subtitle=event.subtitle,
        description=event.description,
        city=event.city,
        venue_id=event.venue_id,
        series=event.series.slug if event.series else None,
        edition=event.edition,
        parent=event.parent.slug if event.parent else None,
        organisation=event.organisation.slug,
        timezone=event.timezone,
        currency=event.currency,
        accent=event.accent,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        url=event.url,
        published_at=event.published_at,
        cancelled_at=event.cancelled_at,
    )
