"""After a release: its exports are built before anybody asks for them."""

from typing import Any

from events_svc.events.models import Event
from events_svc.feeds import kept, standing
from events_svc.jobs import Clock, Context, Handler


async def build(context: Context, payload: dict[str, Any]) -> None:
    """What is asked for most is kept as bytes; an event that is gone, or was never released, needs none."""
    event = await Event.get_or_none(id=payload["event_id"])
    if event is not None:
        found = await standing.of(event.slug, public_url=context.settings.public_url)
        await kept.build_all(found)


HANDLERS: dict[str, Handler] = {"agenda.released": build}
CLOCKS: list[Clock] = []
