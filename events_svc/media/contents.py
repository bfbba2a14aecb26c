"""What belongs to recordings, read at once for many: chapters, subtitles, files, whether there is a picture."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from events_svc.media import subtitles
from events_svc.media.recording_models import (
    Chapter,
    FileKind,
    RecordingFile,
    RecordingPicture,
    TextTrack,
)


@dataclass(slots=True)
class Contents:
    """Tracks come without their texts, the picture without its body."""

    chapters: list[Chapter] = field(default_factory=list)
    tracks: list[TextTrack] = field(default_factory=list)
    files: list[RecordingFile] = field(default_factory=list)
    picture: RecordingPicture | None = None

    @property
    def slides(self) -> list[RecordingFile]:
        return [file for file in self.files if file.kind is FileKind.SLIDES]

    @property
    def downloads(self) -> list[RecordingFile]:
        return [file for file in self.files if file.kind is not FileKind.SLIDES]


async def of_recordings(ids: Iterable[int]) -> dict[int, Contents]:
    """The contents of each of these recordings; empty ones too."""
    wanted: Sequence[int] = [*ids]
    found: dict[int, Contents] = defaultdict(Contents, {key: Contents() for key in wanted})
    for chapter in await Chapter.filter(recording_id__in=wanted).order_by("starts_ms"):
        found[chapter.recording_id].chapters.append(chapter)
    tracks = TextTrack.filter(recording_id__in=wanted).order_by("language", "kind")
    for track in await tracks.only(*subtitles.HEAD):
        found[track.recording_id].tracks.append(track)
    files = await RecordingFile.filter(recording_id__in=wanted).order_by("position", "id")
    kinds = [*FileKind]
    for file in sorted(files, key=lambda one: kinds.index(one.kind)):
        found[file.recording_id].files.append(file)
    for picture in await RecordingPicture.filter(recording_id__in=wanted).only(*PICTURE):
        found[picture.recording_id].picture = picture
    return found


async def of_recording(recording_id: int) -> Contents:
    """The contents of one recording."""
    return (await of_recordings([recording_id]))[recording_id]


PICTURE = ("id", "recording_id", "media_type", "width", "height", "digest")
