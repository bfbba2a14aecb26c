"""PeerTube: the JSON of `GET /api/v1/videos` (and of a channel's or playlist's), or of one video."""

from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec

from events_svc.media import licences
from events_svc.media.attachments import File
from events_svc.media.importing.listed import Library, Listed, language, worded
from events_svc.media.models import SourceKind
from events_svc.media.recording_models import FileKind
from events_svc.media.sources import Link
from events_svc.schedule.importing.errors import Place, Problem

# VIDEO_LICENCES of PeerTube: server/core/initializers/constants.ts
LICENCES = {
    1: "CC-BY-4.0",
    2: "CC-BY-SA-4.0",
    3: "CC-BY-ND-4.0",
    4: "CC-BY-NC-4.0",
    5: "CC-BY-NC-SA-4.0",
    6: "CC-BY-NC-ND-4.0",
    7: "CC0-1.0",
}


class Named(msgspec.Struct):
    """A constant of PeerTube: its number or key, and its words."""

    id: int | str | None = None
    label: str = ""


class Account(msgspec.Struct):
    name: str = ""
    displayName: str = ""
    host: str = ""


class VideoFile(msgspec.Struct):
    fileDownloadUrl: str = ""
    resolution: Named = msgspec.field(default_factory=Named)
    size: Annotated[int, msgspec.Meta(ge=0, le=2**53)] | None = None


class Video(msgspec.Struct):
    """A video of PeerTube."""

    uuid: str
    name: str
    url: str = ""
    description: str | None = None
    truncatedDescription: str | None = None
    language: Named | None = None
    licence: Named | None = None
    tags: list[str] = []
    duration: int | None = None
    isLive: bool = False
    publishedAt: datetime | None = None
    originallyPublishedAt: datetime | None = None
    thumbnailPath: str | None = None
    account: Account | None = None
    files: list[VideoFile] = []


class Page(msgspec.Struct):
    data: list[Video]


def is_one(given: Any) -> bool:
    """Whether this JSON is PeerTube's."""
    return isinstance(given, dict) and ("data" in given or ("uuid" in given and "name" in given))


def read(given: Any) -> Library:
    """The videos as recordings, live ones left out; raises msgspec.ValidationError, which names the path."""
    is_page = "data" in given
    videos = msgspec.convert(given, Page).data if is_page else [msgspec.convert(given, Video)]
    found, odd = [], []
    for number, video in enumerate(videos):
        place = Place(path=f"$.data[{number}]" if is_page else "$")
        if video.isLive:
            odd.append(Problem("“{value}” is live and is left out.", video.name[:80], place))
        elif not _address(video) or not (video.originallyPublishedAt or video.publishedAt):
            odd.append(
                Problem(
                    "“{value}” has no address or no date and is left out.", video.name[:80], place
                )
            )
        else:
            found.append(_listed(video, place))
    return Library("PeerTube", found, odd)


def _listed(video: Video, place: Place) -> Listed:
    url = _address(video)
    host = _host(url)
    spoken = language(str(video.language.id or "")) if video.language else ""
    moment = video.originallyPublishedAt or video.publishedAt
    assert moment is not None
    words = video.description or video.truncatedDescription or ""
    return Listed(
        title=worded(video.name[:200], spoken),
        recorded_at=moment,
        place=place,
        origin=f"peertube:{host}:{video.uuid}"[:300],
        abstract=worded(words[:10_000], spoken),
        people=(video.account.displayName or video.account.name)[:500] if video.account else "",
        tags=tuple(tag[:60] for tag in video.tags[:30]),
        language=spoken,
        duration_seconds=video.duration,
        licence=_licence(video.licence),
        thumbnail_url=f"https://{host}{video.thumbnailPath}" if video.thumbnailPath else "",
        links=(Link("peertube", url, spoken or "zh", kind=SourceKind.RECORDING),),
        files=tuple(_file(file, spoken) for file in video.files if file.fileDownloadUrl),
    )


def _address(video: Video) -> str:
    """The page of the video; an older list names only the host and the video."""
    if video.url:
        return video.url
    host = video.account.host if video.account else ""
    return f"https://{host}/videos/watch/{video.uuid}" if host else ""


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:  # no address: the list is refused for it
        return ""


def _licence(given: Named | None) -> str:
    if given is None or given.id is None:
        return ""
    key = str(given.id)
    number = int(key) if key.isdecimal() and len(key) < 3 else 0
    return LICENCES.get(number) or licences.key_of(given.label)


def _file(file: VideoFile, spoken: str) -> File:
    return File(
        file.fileDownloadUrl,
        FileKind.VIDEO,
        media_type="video/mp4",
        language=spoken,
        quality=file.resolution.label[:40],
        size=file.size,
    )
