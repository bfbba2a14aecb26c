"""A new event or series."""

from collections.abc import Mapping
from typing import Any

from tortoise.exceptions import IntegrityError

from events_svc.accounts import audit
from events_svc.accounts.models import Organisation
from events_svc.database import in_transaction
from events_svc.events.change import refused, settled
from events_svc.events.errors import SlugTaken
from events_svc.events.models import Event, Party, PartyRole, Series
from events_svc.events.slugs import RESERVED, first_free, slug_of
from events_svc.text import Text


async def create(organisation: Organisation, columns: Mapping[str, Any]) -> Event:
    """A draft of an event with these columns, hosted by `organisation`.

    Without `slug` the address is made from the title and is free; a given one may raise SlugTaken.
    Raises EndsBeforeStart, EditionTaken.
    """
    columns = {**columns, "slug": columns.get("slug") or await _free_slug(columns)}
    try:
        async with in_transaction():
            event = await Event.create(organisation=organisation, **settled(columns))
            await Party.create(event=event, organisation=organisation, role=PartyRole.HOST)
            await audit.record(
                "event.created",
                f"event:{event.id}",
                event_id=event.id,
                organisation_id=organisation.id,
                slug=event.slug,
            )
    except IntegrityError as error:
        raise refused(error, columns["slug"]) from error
    return event


async def create_series(
    organisation: Organisation, name: Text, *, slug: str = "", description: Text | None = None
) -> Series:
    """A series of `organisation`; its address is made from the name unless given (SlugTaken)."""
    base = slug or slug_of(name, "series")
    taken = await Series.filter(slug__startswith=base).values_list("slug", flat=True)
    if slug and slug in {*taken, *RESERVED}:
        raise SlugTaken(slug)
    async with in_transaction():
        series = await Series.create(
            organisation=organisation,
            slug=first_free(base, map(str, taken)),
            name=name,
            description=description or {},
        )
        await audit.record("series.created", f"series:{series.id}", organisation_id=organisation.id)
    return series


async def _free_slug(columns: Mapping[str, Any]) -> str:
    base = slug_of(
        columns["title"], f"{columns['kind'].replace('_', '-')}-{columns['starts_at']:%Y}"
    )
    taken = await Event.filter(slug__startswith=base).values_list("slug", flat=True)
    return first_free(base, map(str, taken))
