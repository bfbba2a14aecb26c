"""The exports of a release: built once, kept as bytes beside it, the same for every process.

What is pure stands in the writers; here the rows come in, and the bytes are kept.
"""

import asyncio
import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.feeds import calendar, schedule_json, schedule_xml
from events_svc.feeds.agenda import Agenda
from events_svc.schedule.models import Release, ReleaseFile
from events_svc.text import LANGUAGES
from venues.models import Venue

VERSION = version("events-svc")

Writer = Callable[[Agenda, str], bytes]
WRITERS: dict[str, tuple[Writer, str]] = {
    "calendar.ics": (calendar.of_event, calendar.MEDIA_TYPE),
    "schedule.xml": (schedule_xml.write, schedule_xml.MEDIA_TYPE),
    "schedule.json": (schedule_json.write, schedule_json.MEDIA_TYPE),
}


@dataclass(frozen=True, slots=True)
class File:
    """An export as it is served; `etag` is the hash of `body`, without quotes."""

    media_type: str
    body: bytes
    body_gzip: bytes
    etag: str
    modified_at: datetime


def packed(body: bytes, media_type: str, modified_at: datetime) -> File:
    """The bytes with their ETag, compressed once (the same bytes each time: no time stamp)."""
    etag = hashlib.sha256(body).hexdigest()[:32]
    return File(media_type, body, gzip.compress(body, 6, mtime=0), etag, modified_at)


def agenda_of(event: Event, release: Release, public_url: str) -> Agenda:
    """The agenda of a release; `event.venue` is loaded."""
    return Agenda(
        slug=event.slug,
        title=event.title,
        description=event.description,
        timezone=event.timezone,
        accent=event.accent,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        released_at=release.released_at,
        version=str(release.number),
        public_url=public_url,
        generator_version=VERSION,
        entries=release.entries,  # JSON of the shape of Entry
        is_online=event.mode != "onsite",
        venue=event.venue.name if event.venue else {},
        place=_place(event.venue),
    )


def _place(venue: Venue | None) -> tuple[float, float] | None:
    if venue is None or venue.latitude is None or venue.longitude is None:
        return None
    return venue.latitude, venue.longitude


async def file_of(
    event: Event, release: Release, name: str, *, language: str, public_url: str
) -> File:
    """The export `name` of the release, kept or built now."""
    if found := await kept(release.id, name, language):
        return found
    made = await asyncio.to_thread(_build, agenda_of(event, release, public_url), name, language)
    await _keep(release, f"{name}?lang={language}", made)
    return made


async def kept(release_id: int, name: str, language: str) -> File | None:
    """The export `name` of the release, if somebody built it; reads nothing but the file."""
    row = await ReleaseFile.get_or_none(release_id=release_id, name=f"{name}?lang={language}")
    return _file(row) if row else None


async def build_all(event: Event, release: Release, *, public_url: str) -> None:
    """Every export of the release is kept afterwards."""
    for language in LANGUAGES:
        for name in WRITERS:
            await file_of(event, release, name, language=language, public_url=public_url)


def _build(agenda: Agenda, name: str, language: str) -> File:
    write, media_type = WRITERS[name]
    modified = calendar.modified_at([agenda]) or agenda.released_at
    return packed(write(agenda, language), media_type, modified)


async def _keep(release: Release, name: str, made: File) -> None:
    """Whoever builds the same file at the same time builds the same bytes: the first row stays."""
    row = ReleaseFile(
        release_id=release.id,
        name=name,
        media_type=made.media_type,
        body=made.body,
        body_gzip=made.body_gzip,
        etag=made.etag,
        modified_at=made.modified_at,
    )
    async with in_transaction():
        await ReleaseFile.bulk_create([row], ignore_conflicts=True)


def _file(row: ReleaseFile) -> File:
    return File(row.media_type, bytes(row.body), bytes(row.body_gzip), row.etag, row.modified_at)
