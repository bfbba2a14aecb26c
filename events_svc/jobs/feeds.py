"""After a release: its exports are built before anybody asks for them."""

from typing import Any

from events_svc.events.models import Event
from events_svc.feeds import files
from events_svc.jobs import Clock, Context, Handler
from events_svc.schedule.models import Release


async def build(context: Context, payload: dict[str, Any]) -> None:
    """Every export of the release is kept as bytes; a release that is gone needs none."""
    release = await Release.get_or_none(id=payload["release_id"])
    event = await Event.get_or_none(id=payload["event_id"]).select_related("venue")
    if release is not None and event is not None:
        await files.build_all(event, release, public_url=context.settings.public_url)


HANDLERS: dict[str, Handler] = {"agenda.released": build}
CLOCKS: list[Clock] = []
