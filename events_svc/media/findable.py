"""What the search knows of a recording: written with each change of what it says, gone when withdrawn."""

import asyncio
from collections import Counter
from collections.abc import Iterable

from events_svc.media import tokens
from events_svc.media.models import Recording
from events_svc.media.places import place
from events_svc.media.recording_errors import TooMuchSaid
from events_svc.media.recording_models import Chapter, RecordingTokens, TextTrack

MOST_WEIGHT = 1_000_000  # a tsvector of PostgreSQL has at most 1,048,575 octets


async def refresh(recording_id: int) -> None:
    """The recording is found by its present words; not at all while it is not public.

    Belongs into the transaction of the change.
    """
    recording = await Recording.get(id=recording_id)
    await RecordingTokens.filter(recording_id=recording_id).delete()
    if recording.published_at is None:
        return
    made = await _document(recording)
    if weight(made) > MOST_WEIGHT:
        raise TooMuchSaid
    await RecordingTokens.create(
        id=place(recording.recorded_at, recording.id), recording_id=recording.id, tokens=made
    )


def weight(made: str) -> int:
    """Octets of a token string as a tsvector, at most: each token once, its places two octets each."""
    counted = Counter(made.split(" "))
    return sum(len(token) + 8 + 2 * min(times, 256) for token, times in counted.items())


def marks(*, series_id: int | None, event_id: int | None) -> Iterable[str]:
    """The tokens of what the recording belongs to, by which a search is narrowed."""
    given = (("s", series_id), ("e", event_id))
    return [tokens.mark(letter, key) for letter, key in given if key is not None]


async def _document(recording: Recording) -> str:
    chapters = await Chapter.filter(recording_id=recording.id).order_by("starts_ms")
    spoken = await TextTrack.filter(recording_id=recording.id).order_by("id").only("id", "folded")
    return await asyncio.to_thread(
        tokens.document,
        [
            *recording.title.values(),
            recording.people,
            *recording.abstract.values(),
            *recording.tags,
            *(words for chapter in chapters for words in chapter.title.values()),
            *(track.folded for track in spoken),
        ],
        marks(series_id=recording.series_id, event_id=recording.event_id),
    )
