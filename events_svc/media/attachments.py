"""Files of a recording that people keep: videos in their qualities, the sound alone, slides, hand-outs."""

import mimetypes
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from events_svc.accounts.errors import NotFound
from events_svc.database import in_transaction
from events_svc.media import platforms
from events_svc.media.models import Recording
from events_svc.media.noting import note
from events_svc.media.recording_errors import FileKnown, TooManyOfThem
from events_svc.media.recording_models import FileKind, RecordingFile

MOST_FILES = 60

_TYPES = {
    "mkv": "video/x-matroska",
    "opus": "audio/ogg",
    "m4a": "audio/mp4",
    "webm": "video/webm",
    "md": "text/markdown",
}


@dataclass(frozen=True, slots=True)
class File:
    """What an organiser says of a file; a blank media type is told by the address."""

    url: str
    kind: FileKind | None = None
    title: str = ""
    media_type: str = ""
    language: str = ""
    quality: str = ""
    size: int | None = None


async def add(recording: Recording, file: File) -> RecordingFile:
    """The recording has this file; raises AddressRefused, FileKnown, TooManyOfThem."""
    async with in_transaction():
        await Recording.select_for_update().get(id=recording.id)
        url = platforms.checked(file.url)
        mine = RecordingFile.filter(recording_id=recording.id)
        if await mine.filter(url=url).exists():
            raise FileKnown
        count = await mine.count()
        if count >= MOST_FILES:
            raise TooManyOfThem(MOST_FILES)
        made = await RecordingFile.create(
            recording_id=recording.id, position=count, **columns(file)
        )
        await note("recording.file.added", recording, url=url)
    return made


async def remove(recording: Recording, file_id: int) -> None:
    """The recording has this file no longer; NotFound."""
    async with in_transaction():
        found = await RecordingFile.get_or_none(id=file_id, recording_id=recording.id)
        if found is None:
            raise NotFound
        await RecordingFile.filter(id=file_id).delete()
        await note("recording.file.removed", recording, url=found.url)


async def of_recording(recording_id: int) -> list[RecordingFile]:
    """The files, videos first, in their order."""
    found = await RecordingFile.filter(recording_id=recording_id)
    kinds = [*FileKind]
    return sorted(found, key=lambda file: (kinds.index(file.kind), file.position, file.id))


def columns(file: File) -> dict[str, Any]:
    """The columns of a file; its kind and media type are told where nobody said them."""
    media_type = file.media_type or type_of(file.url)
    return {
        **asdict(file),
        "url": platforms.checked(file.url),
        "media_type": media_type,
        "kind": file.kind or kind_of(media_type),
    }


def type_of(url: str) -> str:
    """The media type that an address seems to have."""
    path = urlsplit(url).path
    extension = path.rpartition(".")[2].lower()
    return _TYPES.get(extension) or mimetypes.guess_type(path)[0] or "application/octet-stream"


def kind_of(media_type: str) -> FileKind:
    """Videos and sounds by their type; everything else is a document."""
    whole = media_type.partition("/")[0]
    return FileKind(whole) if whole in {"video", "audio"} else FileKind.DOCUMENT
