"""The themes of an agenda and their colours."""

import re

from tortoise.exceptions import IntegrityError

from events_svc.accounts import audit
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.schedule.errors import TrackNameTaken
from events_svc.schedule.lock import lock
from events_svc.schedule.models import Track
from events_svc.text import Text

COLORS = ("#a8321f", "#2b4c8c", "#1f6b3a", "#8a5a00", "#6b3a8c", "#1f6b74", "#8c2b5f", "#4f5a1f")


async def add(event: Event, name: Text, *, color: str = "") -> Track:
    """A track of the event, last of its list, in its own colour. Raises TrackNameTaken."""
    key = name.get("zh") or name["en"]
    async with in_transaction():
        await lock(event.id)
        count = await Track.filter(event_id=event.id).count()
        try:
            async with in_transaction():
                track = await Track.create(
                    event=event,
                    key=key,
                    slug=slug_of(name, count + 1),
                    name=name,
                    color=color or COLORS[count % len(COLORS)],
                    position=count,
                )
        except IntegrityError as error:
            raise TrackNameTaken from error
        await _record("track.added", track, event)
    return track


async def edit(track: Track, name: Text, *, color: str) -> None:
    """The track has this name and colour; its event is loaded."""
    async with in_transaction():
        await lock(track.event.id)
        await Track.filter(id=track.id).update(name=name, color=color)
        await _record("track.edited", track, track.event)


async def remove(track: Track) -> None:
    """There is no such track; its sessions stay, without one."""
    async with in_transaction():
        await lock(track.event.id)
        await Track.filter(id=track.id).delete()
        await _record("track.removed", track, track.event)


def slug_of(name: Text, number: int) -> str:
    """`[a-z][a-z0-9-]+`, as schedule.xml wants it."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.get("en", "").lower()).strip("-")
    return slug[:80] if re.fullmatch(r"[a-z][a-z0-9-]+", slug) else f"track-{number}"


async def _record(action: str, track: Track, event: Event) -> None:
    await audit.record(
        action,
        f"track:{track.id}",
        event_id=event.id,
        organisation_id=event.organisation_id,
        name=track.name,
    )
