"""Change what an event or a series says of itself."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from tortoise.exceptions import IntegrityError

from events_svc import clock
from events_svc.accounts import audit
from events_svc.database import in_transaction
from events_svc.events.errors import (
    AddressFixed,
    EditionTaken,
    EndsBeforeStart,
    EventCancelled,
    PartOfItself,
    SlugTaken,
)
from events_svc.events.models import Event, EventState, Series
from events_svc.events.slugs import RESERVED


async def change(event: Event, columns: Mapping[str, Any]) -> Event:
    """The event with these columns changed.

    Refuses a cancelled event, a new address for a public one, a taken address or edition, an end
    before the start, and to be a part of itself; then nothing has changed.
    """
    values = _differing(event, settled(columns, event))
    if not values:
        return event
    try:
        async with in_transaction():
            current = await Event.filter(id=event.id).select_for_update().get()
            await _guard(current, values)
            await Event.filter(id=event.id).update(**values, updated_at=clock.now())
            await audit.record(
                "event.changed",
                f"event:{event.id}",
                event_id=event.id,
                organisation_id=event.organisation_id,
                columns=sorted(values),
            )
    except IntegrityError as error:
        raise refused(error, str(values.get("slug", event.slug))) from error
    return await Event.get(id=event.id).select_related("organisation", "series", "venue")


async def change_series(series: Series, columns: Mapping[str, Any]) -> None:
    """The series with these columns changed."""
    async with in_transaction():
        await Series.filter(id=series.id).update(**columns)
        await audit.record(
            "series.changed",
            f"series:{series.id}",
            organisation_id=series.organisation_id,
            columns=sorted(columns),
        )


def settled(columns: Mapping[str, Any], event: Event | None = None) -> dict[str, Any]:
    """The columns with their instants in UTC and a free address; raises EndsBeforeStart."""
    values = dict(columns)
    for name in ("starts_at", "ends_at"):
        if name in values:
            values[name] = values[name].astimezone(UTC)
    starts_at = values.get("starts_at") or (event and event.starts_at)
    ends_at = values.get("ends_at") or (event and event.ends_at)
    if starts_at and ends_at and ends_at <= starts_at:
        raise EndsBeforeStart
    if values.get("slug") in RESERVED:
        raise SlugTaken(values["slug"])
    return values


def refused(error: IntegrityError, slug: str) -> Exception:
    """The fact behind a refused row: the two engines name constraints and columns."""
    said = str(error)
    if "event_slug_once" in said or "event.slug" in said:
        return SlugTaken(slug)
    if "event_edition_once" in said or "event.edition" in said:
        return EditionTaken()
    return error


def _differing(event: Event, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if getattr(event, name) != value}


async def _guard(event: Event, values: Mapping[str, Any]) -> None:
    if event.state is EventState.CANCELLED:
        raise EventCancelled
    if "slug" in values and event.state is EventState.PUBLISHED:
        raise AddressFixed
    if values.get("parent_id") is not None:
        await _guard_parent(event, values["parent_id"])


async def _guard_parent(event: Event, parent_id: int | None) -> None:
    """Walks up: a part of a part of itself is refused too."""
    while parent_id is not None:
        if parent_id == event.id:
            raise PartOfItself
        parent = await Event.get_or_none(id=parent_id)
        parent_id = parent.parent_id if parent else None
