"""“Should be live, is not”: looked for every few seconds, told to the organisers by mail, once an incident."""

from datetime import timedelta
from typing import Any

from events_svc.accounts.entitled import entitled
from events_svc.accounts.permissions import Permission
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.jobs import Clock, Context, Handler
from events_svc.jobs.incident_words import missing
from events_svc.jobs.letter import html, speaking, text
from events_svc.media import incidents
from events_svc.media.probe_models import StreamIncident
from events_svc.outbox.mail import Draft, post_all


async def look_after(_: Context) -> None:
    """See `media.incidents`."""
    await incidents.look_after()


async def tell(context: Context, payload: dict[str, Any]) -> None:
    """Everybody who edits the event's links has one mail about these incidents; what is over is left out.

    The event's row is locked meanwhile, so that two workers with the same job post each mail once.
    """
    async with in_transaction():
        event = await Event.filter(id=payload["event_id"]).select_for_update().get()
        await event.fetch_related("organisation")
        waiting = StreamIncident.filter(id__in=payload["incident_ids"], closed_at=None)
        found = await waiting.select_related("source__session").order_by("id")
        if not found:
            return
        drafts = []
        for user in await entitled(
            Permission.MEDIA_EDIT, path=event.organisation.path, event_id=event.id
        ):
            with speaking(user.language):
                words = missing(user, event, found, url=context.settings.public_url)
                about = f"incident:{payload['incident_ids'][0]}:user:{user.id}"
                body, markup = text(words), html(words)
            drafts.append(Draft(user.email, words.subject, body, markup, user.language, about))
        await post_all(drafts)


HANDLERS: dict[str, Handler] = {"stream.missing": tell}
CLOCKS: list[Clock] = [Clock("media.incidents", timedelta(seconds=15), look_after)]
