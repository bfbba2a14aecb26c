"""Subtitles of a recording: one WebVTT for each language and kind, read, kept, found."""

import asyncio
import hashlib
from dataclasses import asdict, dataclass

from events_svc.accounts.errors import NotFound
from events_svc.database import in_transaction
from events_svc.media import findable, transcripts, vtt
from events_svc.media.models import Recording
from events_svc.media.noting import note
from events_svc.media.recording_errors import TooManyOfThem
from events_svc.media.recording_models import TextTrack, TrackKind
from events_svc.media.transcripts import Kept

MOST_TRACKS = 12


@dataclass(frozen=True, slots=True)
class Subtitles:
    """Subtitles as they come: WebVTT or SubRip in UTF-8."""

    language: str
    body: bytes
    kind: TrackKind = TrackKind.SUBTITLES
    is_automatic: bool = False


async def put(recording: Recording, given: Subtitles) -> None:
    """The recording has these subtitles, instead of any of this language and kind, and is found by them.

    Raises SubtitlesRefused, TooManyOfThem, TooMuchSaid; then nothing has changed.
    """
    body, kept = await asyncio.to_thread(_made, given.body)
    async with in_transaction():
        await Recording.select_for_update().get(id=recording.id)
        same = TextTrack.filter(recording_id=recording.id, language=given.language, kind=given.kind)
        await same.delete()
        if await TextTrack.filter(recording_id=recording.id).count() >= MOST_TRACKS:
            raise TooManyOfThem(MOST_TRACKS)
        await TextTrack.create(
            recording_id=recording.id,
            language=given.language,
            kind=given.kind,
            is_automatic=given.is_automatic,
            body=body,
            digest=hashlib.sha256(body.encode()).hexdigest(),
            **asdict(kept),
        )
        await findable.refresh(recording.id)
        await _note("subtitles.put", recording, given.language, given.kind)


async def remove(recording: Recording, language: str, kind: TrackKind) -> None:
    """The recording has no such subtitles, and is not found by them; NotFound."""
    async with in_transaction():
        found = TextTrack.filter(recording_id=recording.id, language=language, kind=kind)
        if not await found.delete():
            raise NotFound
        await findable.refresh(recording.id)
        await _note("subtitles.removed", recording, language, kind)


async def of_recording(recording_id: int) -> list[TextTrack]:
    """The tracks without their texts, by language."""
    found = TextTrack.filter(recording_id=recording_id).order_by("language", "kind")
    return await found.only(*HEAD)


async def body(slug: str, language: str, kind: TrackKind) -> TextTrack:
    """The track of a public recording with its WebVTT; NotFound."""
    found = await TextTrack.filter(
        recording__slug=slug,
        recording__published_at__isnull=False,
        language=language,
        kind=kind,
    ).only("id", "digest", "body", "lines", "marks")
    if not found:
        raise NotFound
    return found[0]


async def text_of(track_id: int) -> TextTrack:
    """The track with what is said in it; it must be there."""
    return await TextTrack.get(id=track_id)


HEAD = ("id", "recording_id", "language", "kind", "is_automatic", "cues", "digest", "updated_at")


def _made(raw: bytes) -> tuple[str, Kept]:
    """The WebVTT that is served, and what is kept beside it."""
    cues = vtt.read(raw)
    return vtt.written(cues), transcripts.kept(cues)


async def _note(action: str, recording: Recording, language: str, kind: TrackKind) -> None:
    await note(action, recording, language=language, kind=kind.value)
