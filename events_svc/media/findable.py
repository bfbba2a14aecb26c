"""What the search knows of a recording: written with each change of what it says, gone when withdrawn."""

from collections.abc import Iterable

from events_svc.media import tokens
from events_svc.media.models import Recording
from events_svc.media.places import place
from events_svc.media.recording_models import Chapter, RecordingTokens, TextTrack


async def refresh(recording_id: int) -> None:
    """The recording is found by its present words; not at all while it is not public.

    Belongs into the transaction of the change.
    """
    recording = await Recording.get(id=recording_id)
    await RecordingTokens.filter(recording_id=recording_id).delete()
    if recording.published_at is None:
        return
    chapters = await Chapter.filter(recording_id=recording_id).order_by("starts_ms")
    spoken = await TextTrack.filter(recording_id=recording_id).order_by("id").only("id", "folded")
    await RecordingTokens.create(
        id=place(recording.recorded_at, recording.id),
        recording_id=recording.id,
        tokens=tokens.document(
            [
                *recording.title.values(),
                recording.people,
                *recording.abstract.values(),
                *recording.tags,
                *(words for chapter in chapters for words in chapter.title.values()),
                *(track.folded for track in spoken),
            ],
            marks(series_id=recording.series_id, event_id=recording.event_id),
        ),
    )


def marks(*, series_id: int | None, event_id: int | None) -> Iterable[str]:
    """The tokens of what the recording belongs to, by which a search is narrowed."""
    given = (("s", series_id), ("e", event_id))
    return [tokens.mark(letter, key) for letter, key in given if key is not None]
