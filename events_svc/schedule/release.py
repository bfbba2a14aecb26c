"""Publish the working agenda as the next immutable version."""

from collections.abc import Sequence

from events_svc import clock
from events_svc.accounts import audit
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.outbox.enqueue import enqueue
from events_svc.schedule import changes, working
from events_svc.schedule.audience import USUALLY, Tell
from events_svc.schedule.errors import NothingToRelease
from events_svc.schedule.lock import lock
from events_svc.schedule.models import Release
from events_svc.schedule.queries import latest_release
from events_svc.text import Text
from events_svc.webhooks.announce import announce
from events_svc.webhooks.topics import Topic


async def release(event: Event, note: Text, *, tell: Sequence[Tell] = USUALLY) -> Release:
    """The next version of the event's agenda, with a list of what is different from the last.

    The worker builds its exports and mails those who are to be told (`audience`). Raises NothingToRelease when nothing is. A constant number of queries, whatever the size.
    """
    at = clock.now()
    async with in_transaction():
        await lock(event.id)
        last = await latest_release(event.id)
        drafts = await working.agenda(event.id)
        entries, changed = changes.merge(last.entries if last else [], drafts, at=working.iso(at))
        if changes.is_nothing(changed):
            raise NothingToRelease
        made = await Release.create(
            event=event,
            number=last.number + 1 if last else 1,
            note=note,
            changes=dict(changed),
            entries=entries,
            released_at=at,
        )
        await audit.record(
            "agenda.released",
            f"release:{made.id}",
            event_id=event.id,
            organisation_id=event.organisation_id,
            number=made.number,
        )
        await announce(Topic.SCHEDULE_RELEASED, event.id, f"event:{event.id}", release=made.number)
        await enqueue("agenda.released", event_id=event.id, release_id=made.id)
        if tell:
            await enqueue("agenda.tell", release_id=made.id, tell=[*tell])
    return made


async def preview(event: Event) -> changes.Changes:
    """What the next release would change; nothing is written."""
    last = await latest_release(event.id)
    drafts = await working.agenda(event.id)
    at = working.iso(clock.now())
    return changes.merge(last.entries if last else [], drafts, at=at)[1]
