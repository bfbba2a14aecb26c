"""Recordings as feeds, other sites and search engines want them: one value with everything that is public."""

import mimetypes
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from events_svc.feeds.wording import prose, words
from events_svc.media import contents, index, platforms
from events_svc.media.contents import Contents
from events_svc.media.licences import Licence, licence
from events_svc.media.models import Recording, Source
from events_svc.media.recording_models import FileKind, RecordingFile

HLS = "application/vnd.apple.mpegurl"
_TYPES = {
    **{"mp4": "video/mp4", "m4v": "video/mp4", "webm": "video/webm", "m3u8": HLS},
    **{"mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg", "opus": "audio/ogg"},
}
_BETWEEN = re.compile(r"\s*[、,，;；/|]\s*")


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file that programs may fetch; `size` in octets is None where nobody knows it."""

    url: str
    media_type: str
    size: int | None = None
    quality: str = ""
    language: str = ""
    title: str = ""

    @property
    def kind(self) -> str:
        """video, audio, or another."""
        return "video" if self.media_type == HLS else self.media_type.partition("/")[0]

    @property
    def height(self) -> int | None:
        """The lines of a quality like 1080p."""
        found = re.fullmatch(r"(\d{3,4})p\d*", self.quality)
        return int(found[1]) if found else None


@dataclass(frozen=True, slots=True)
class Track:
    """Subtitles as WebVTT."""

    url: str
    language: str
    is_captions: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A chapter: where it begins, and its title."""

    second: float
    title: str


@dataclass(frozen=True, slots=True)
class Group:
    """The series or the event of a recording."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Lecture:
    """A published recording in one language; addresses are absolute."""

    guid: str
    slug: str
    url: str
    title: str
    description: str
    people: list[str]
    by: str
    language: str
    seconds: int | None
    episode: int | None
    recorded_at: datetime
    published_at: datetime
    tags: list[str]
    licence: Licence | None
    picture: str
    series: Group | None
    event: Group | None
    files: list[MediaFile]
    tracks: list[Track]
    chapters: list[Mark]
    chapters_url: str
    frame: str  # the page that other sites show in a frame; blank when nothing plays in one

    def of_kind(self, kind: str) -> list[MediaFile]:
        """The files of a kind, best first; those that are streams rather than files last."""
        return [file for file in self.files if file.kind == kind]


async def of_recordings(
    recordings: Sequence[Recording], language: str, *, public_url: str
) -> list[Lecture]:
    """These recordings, whose sources, series, event and organisation are loaded, in their order."""
    found = await contents.of_recordings(one.id for one in recordings)
    return [told(one, found[one.id], language, public_url=public_url) for one in recordings]


def told(recording: Recording, holds: Contents, language: str, *, public_url: str) -> Lecture:
    """One of them. Pure."""
    url = f"{public_url}/recordings/{recording.slug}"
    sources = index.shown(recording)
    return Lecture(
        guid=f"recording-{recording.id}@{urlsplit(public_url).netloc}",
        slug=recording.slug,
        url=url,
        title=words(recording.title, language),
        description=prose(recording.abstract, language),
        people=[name for name in _BETWEEN.split(recording.people.strip()) if name],
        by=words(recording.organisation.name, language),
        language=recording.language,
        seconds=recording.duration_seconds,
        episode=recording.episode,
        recorded_at=recording.recorded_at,
        published_at=recording.published_at or recording.recorded_at,
        tags=[*recording.tags],
        licence=licence(recording.licence),
        picture=_picture(recording, holds, url, public_url),
        series=_series(recording, language, public_url),
        event=_event(recording, language, public_url),
        files=[*_once([*_played(sources), *map(_kept, holds.downloads)])],
        tracks=[
            Track(
                f"{url}/tracks/{one.language}.{one.kind.value}.vtt",
                one.language,
                one.kind.value == "captions",
            )
            for one in holds.tracks
        ],
        chapters=[Mark(one.starts_ms / 1000, words(one.title, language)) for one in holds.chapters],
        chapters_url=f"{url}/chapters.json" if holds.chapters else "",
        frame=f"{url}/embed" if any(_is_shown(one) for one in sources) else "",
    )


def _played(sources: Iterable[Source]) -> Iterable[MediaFile]:
    """The links that are files or streams, not pages."""
    for source in sources:
        media_type = type_of(source.url)
        if source.platform in {"file", "hls"} and source.role != "slides" and media_type:
            yield MediaFile(source.url, media_type, language=source.language)


def _kept(file: RecordingFile) -> MediaFile:
    media_type = file.media_type.partition(";")[0].strip()
    if file.kind not in {FileKind.VIDEO, FileKind.AUDIO}:
        media_type = media_type or "application/octet-stream"
    return MediaFile(file.url, media_type, file.size, file.quality, file.language, file.title)


def _once(files: Iterable[MediaFile]) -> Iterable[MediaFile]:
    """Each address once, in the fullest words; streams after files."""
    best: dict[str, MediaFile] = {}
    for file in files:
        if file.url not in best or file.size is not None:
            best[file.url] = file
    return sorted(best.values(), key=lambda file: file.media_type == HLS)


def type_of(url: str) -> str:
    """The media type by the ending of the path; blank for what is no file."""
    path = urlsplit(url).path.lower()
    ending = path.rpartition(".")[2] if "." in path.rpartition("/")[2] else ""
    return _TYPES.get(ending) or (mimetypes.guess_type(path)[0] or "" if ending else "")


def _is_shown(source: Source) -> bool:
    return platforms.PLATFORMS[source.platform].is_ours or bool(platforms.frame_of(source))


def _picture(recording: Recording, holds: Contents, url: str, public_url: str) -> str:
    if holds.picture is not None:
        return f"{url}/picture?{holds.picture.digest[:12]}"
    if recording.thumbnail_url:
        return recording.thumbnail_url
    if recording.event is not None:
        return f"{public_url}/events/{recording.event.slug}/picture.png"
    return f"{public_url}/series/{recording.series.slug}/cover.png" if recording.series else ""


def _series(recording: Recording, language: str, public_url: str) -> Group | None:
    series = recording.series
    if series is None:
        return None
    return Group(words(series.name, language), f"{public_url}/series/{series.slug}")


def _event(recording: Recording, language: str, public_url: str) -> Group | None:
    event = recording.event
    if event is None:
        return None
    return Group(words(event.title, language), f"{public_url}/events/{event.slug}")
