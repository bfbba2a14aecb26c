"""Sessions with links, recordings."""

from datetime import datetime, timedelta
from typing import Any

from events_svc import clock
from events_svc.accounts.models import Organisation
from events_svc.events.models import Event
from events_svc.media.importing import rows
from events_svc.media.importing.models import RecordingImport
from events_svc.media.models import Recording, Source, SourceKind, StreamFact
from events_svc.schedule.models import Session
from tests.accounts.factories import make_organisation
from tests.events.factories import make_event


async def make_session(
    event: Event | None = None, *, code: str = "AAAAAA", **columns: Any
) -> Session:
    """A session that began ten minutes ago and lasts an hour."""
    event = event or await make_event()
    starts_at = columns.pop("starts_at", clock.now() - timedelta(minutes=10))
    defaults: dict[str, Any] = {
        "number": await Session.all().count() + 1,
        "code": code,
        "key": code,
        "title": {"zh": "开幕式", "en": "Opening"},
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=1),
    }
    return await Session.create(event=event, **{**defaults, **columns})


async def make_live_source(session: Session | None = None, **columns: Any) -> Source:
    """A public live link of a session that is on."""
    session = session or await make_session()
    defaults: dict[str, Any] = {
        "platform": "hls",
        "kind": SourceKind.LIVE,
        "url": "https://live.example.org/main.m3u8",
    }
    return await Source.create(session=session, **{**defaults, **columns})


async def make_recording(
    organisation: Organisation | None = None, *, slug: str = "episode-1", **columns: Any
) -> Recording:
    """A published recording of an hour, not yet in the search index."""
    organisation = organisation or await make_organisation(f"of-{slug}")
    defaults: dict[str, Any] = {
        "title": {"zh": "青年科学家论坛", "en": "Young Scientists Forum"},
        "duration_seconds": 3600,
        "recorded_at": clock.now() - timedelta(days=1),
        "published_at": clock.now() - timedelta(hours=1),
    }
    return await Recording.create(organisation=organisation, slug=slug, **{**defaults, **columns})


async def make_recording_source(recording: Recording | None = None, **columns: Any) -> Source:
    """A file of a recording on our own player."""
    recording = recording or await make_recording()
    defaults: dict[str, Any] = {
        "platform": "file",
        "kind": SourceKind.RECORDING,
        "url": "https://media.example.org/1.mp4",
    }
    return await Source.create(recording=recording, **{**defaults, **columns})


async def say(
    source: Source, state: str, basis: str = "operator", at: datetime | None = None
) -> None:
    """A fact about a live link."""
    await StreamFact.create(source=source, state=state, basis=basis, at=at or clock.now())


async def make_import(organisation: Organisation, **columns: Any) -> RecordingImport:
    """A list of three recordings of which none was looked at yet."""
    same = {"dialect": "CSV", "digest": "0" * 64, "body": rows.packed([]), "meant": [None] * 3}
    told = {"total": 3, "author": "user:1", "begun_at": clock.now(), **same, **columns}
    return await RecordingImport.create(organisation=organisation, **told)
