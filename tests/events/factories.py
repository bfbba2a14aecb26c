"""Events of a kind that tests need."""

from datetime import timedelta
from typing import Any

from events_svc import clock
from events_svc.accounts.models import Organisation
from events_svc.events.models import Event, EventState, Kind
from tests.accounts.factories import make_organisation


async def make_event(
    slug: str = "summit", *, organisation: Organisation | None = None, **columns: Any
) -> Event:
    """A published summit of two days that begins in a week, in Shanghai."""
    organisation = organisation or await make_organisation()
    starts_at = (clock.now() + timedelta(days=7)).replace(hour=1, minute=0, second=0, microsecond=0)
    defaults: dict[str, Any] = {
        "slug": slug,
        "kind": Kind.SUMMIT,
        "state": EventState.PUBLISHED,
        "title": {"zh": "机器人峰会", "en": "Robot Summit"},
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(days=1, hours=9),
        "published_at": clock.now(),
    }
    event = await Event.create(organisation=organisation, **{**defaults, **columns})
    await event.fetch_related("organisation", "series", "venue")
    return event
