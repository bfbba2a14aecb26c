"""The index of recordings: add, change, publish, withdraw; the search tokens go along."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tortoise.exceptions import IntegrityError

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.models import Organisation
from events_svc.database import in_transaction, notices
from events_svc.events.models import Event, Series
from events_svc.media import findable, pictures, sources
from events_svc.media.errors import NothingToWatch, RecordingSlugTaken
from events_svc.media.models import Recording, Source
from events_svc.media.sources import Link
from events_svc.schedule.models import Session
from events_svc.text import Text
from events_svc.webhooks.announce import announce
from events_svc.webhooks.topics import Topic

RESERVED = {"new", "bulk", "imports"}  # addresses of the console


@dataclass(frozen=True, slots=True)
class Entry:
    """What an organiser says of a recording."""

    title: Text
    recorded_at: datetime
    slug: str = ""
    abstract: Text = field(default_factory=dict)
    people: str = ""
    tags: Sequence[str] = ()
    language: str = "zh"
    duration_seconds: int | None = None
    thumbnail_url: str = ""
    licence: str = ""
    episode: int | None = None
    event: Event | None = None
    series: Series | None = None
    session: Session | None = None


async def add(organisation: Organisation, entry: Entry, *, links: Sequence[Link] = ()) -> Recording:
    """A recording, not yet public, with its links; raises RecordingSlugTaken."""
    async with in_transaction():
        recording = await _created(organisation, entry)
        for link in links:
            await sources.add_to_recording(recording, link)
        if entry.thumbnail_url:
            await pictures.wanted(recording.id)
        await audit.record(
            "recording.added",
            f"recording:{recording.id}",
            event_id=entry.event.id if entry.event else None,
            organisation_id=organisation.id,
        )
    return recording


async def change(recording: Recording, entry: Entry) -> None:
    """The recording as `entry` says, and found by its new words; raises RecordingSlugTaken."""
    async with in_transaction():
        if entry.slug in RESERVED:
            raise RecordingSlugTaken(entry.slug)
        columns = _columns(entry, recording.slug)
        try:
            async with in_transaction():
                await Recording.filter(id=recording.id).update(**columns, updated_at=clock.now())
        except IntegrityError as error:
            raise RecordingSlugTaken(entry.slug) from error
        await findable.refresh(recording.id)
        if entry.thumbnail_url and entry.thumbnail_url != recording.thumbnail_url:
            await pictures.wanted(recording.id)
        await audit.record("recording.changed", f"recording:{recording.id}")


async def publish(recording: Recording) -> None:
    """Show it in the index from now on; raises NothingToWatch while it has no link."""
    async with in_transaction():
        if not await Source.filter(recording=recording, retired_at=None).exists():
            raise NothingToWatch
        waiting = Recording.filter(id=recording.id, published_at=None)
        if await waiting.update(published_at=clock.now(), updated_at=clock.now()):
            await findable.refresh(recording.id)
            await audit.record("recording.published", f"recording:{recording.id}")
            await _announce(recording)
    await _tell(recording)


async def _announce(recording: Recording) -> None:
    """Receivers hear of recordings of events."""
    if recording.event_id is not None:
        subject = f"recording:{recording.id}"
        facts = {"recording": recording.slug}
        await announce(Topic.RECORDING_PUBLISHED, recording.event_id, subject, **facts)


async def withdraw(recording: Recording) -> None:
    """Take it out of the index; nothing is lost."""
    async with in_transaction():
        public = Recording.filter(id=recording.id, published_at__isnull=False)
        if await public.update(published_at=None, updated_at=clock.now()):
            await findable.refresh(recording.id)
            await audit.record("recording.withdrawn", f"recording:{recording.id}")
    await _tell(recording)


async def _tell(recording: Recording) -> None:
    """The page of the session shows at once that the recording has taken its place there, or left it."""
    if recording.session_id is not None:
        await notices.notify(f"live:{recording.session_id}")


async def _created(organisation: Organisation, entry: Entry) -> Recording:
    slug = entry.slug or await _free_slug(entry)
    if slug in RESERVED:
        raise RecordingSlugTaken(slug)
    try:
        async with in_transaction():
            return await Recording.create(organisation=organisation, **_columns(entry, slug))
    except IntegrityError as error:
        raise RecordingSlugTaken(slug) from error


async def _free_slug(entry: Entry) -> str:
    """From the series and episode, the event and session, or the English title; numbered if taken."""
    if entry.series is not None and entry.episode is not None:
        wanted = f"{entry.series.slug}-{entry.episode}"
    elif entry.event is not None and entry.session is not None:
        wanted = f"{entry.event.slug}-{entry.session.code.lower()}"
    else:
        wanted = re.sub(r"[^a-z0-9]+", "-", entry.title.get("en", "").lower()).strip("-")[:80]
    wanted = wanted or f"recording-{entry.recorded_at:%Y%m%d}"
    if wanted not in RESERVED and not await Recording.exists(slug=wanted):
        return wanted  # by the index: looking for those alike reads all there are
    alike = await Recording.filter(slug__startswith=wanted).values("slug")
    taken = {row["slug"] for row in alike} | RESERVED
    free = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(slug for slug in free if slug not in taken)


def _columns(entry: Entry, slug: str) -> dict[str, Any]:
    return {
        "slug": entry.slug or slug,
        "title": entry.title,
        "abstract": entry.abstract,
        "people": entry.people,
        "tags": [*entry.tags],
        "language": entry.language,
        "duration_seconds": entry.duration_seconds,
        "thumbnail_url": entry.thumbnail_url,
        "licence": entry.licence,
        "episode": entry.episode,
        "recorded_at": entry.recorded_at,
        "event_id": entry.event.id if entry.event else None,
        "series_id": entry.series.id if entry.series else None,
        "session_id": entry.session.id if entry.session else None,
    }
