"""What the API shows and takes of links and recordings."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec

from events_svc.media import chapters, index
from events_svc.media.contents import Contents
from events_svc.media.models import Recording
from events_svc.media.recording_models import FileKind, RecordingFile, TrackKind
from events_svc.media.search import Spoken
from events_svc.web.fields import Id, Instant, Line
from events_svc.web.media.links import SourceBody, SourceView, source_view
from events_svc.web.media.recording_form import Slug, Url, Word

Prose = Annotated[str, msgspec.Meta(max_length=10_000)]
Tags = Annotated[list[Annotated[str, msgspec.Meta(max_length=60)]], msgspec.Meta(max_length=30)]
Seconds = Annotated[int, msgspec.Meta(ge=0, le=10**7)]
Episode = Annotated[int, msgspec.Meta(ge=0, le=99_999)]
Licence = Annotated[str, msgspec.Meta(max_length=120)]
Cursor = Annotated[str, msgspec.Meta(max_length=60)]


class RecordingHit(msgspec.Struct):
    """Where words that were looked for are said: open the recording with `?t=` this second."""

    language: str
    second: int
    text: str


class RecordingChapter(msgspec.Struct):
    """A chapter: where it begins, and what it is called."""

    starts_ms: Annotated[int, msgspec.Meta(ge=0, le=chapters.MOST_MS)]
    title: dict[Literal["zh", "en"], Line]


class RecordingTrack(msgspec.Struct):
    """Subtitles in one language; `url` is their WebVTT."""

    language: str
    kind: TrackKind
    is_automatic: bool
    url: str


class RecordingDownload(msgspec.Struct):
    """A file to keep."""

    id: int
    kind: FileKind
    url: str
    title: str
    media_type: str
    language: str
    quality: str
    size: int | None


class RecordingView(msgspec.Struct):
    """A published recording; `sources` are its public links."""

    slug: str
    title: dict[str, str]
    abstract: dict[str, str]
    people: str
    language: str
    duration_seconds: int | None
    recorded_at: datetime
    series: str | None
    episode: int | None
    sources: list[SourceView]
    tags: list[str]
    licence: str
    said: list[RecordingHit] = []


class RecordingWhole(RecordingView, kw_only=True):
    """A recording with its chapters, subtitles and files."""

    chapters: list[RecordingChapter]
    subtitles: list[RecordingTrack]
    files: list[RecordingDownload]


class RecordingList(msgspec.Struct):
    """A page of recordings, the newest first."""

    items: list[RecordingView]
    next: str | None


class RecordingQuery(msgspec.Struct):
    """Words to find, a series, and where the page before ended."""

    q: Line = ""
    series: Line = ""
    cursor: Cursor = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 24


class RecordingBody(msgspec.Struct):
    """A new recording of an organisation, with its links; it is public when published."""

    title: dict[Literal["zh", "en"], Line]
    recorded_at: Instant
    sources: Annotated[list[SourceBody], msgspec.Meta(max_length=20)] = []
    slug: Slug | None = None
    abstract: dict[Literal["zh", "en"], Prose] = {}
    people: Annotated[str, msgspec.Meta(max_length=500)] = ""
    tags: Tags = []
    language: Word = "zh"
    duration_seconds: Seconds | None = None
    licence: Licence = ""
    thumbnail_url: Url | None = None
    episode: Episode | None = None
    series_id: Id | None = None
    organisation_id: Id | None = None


class RecordingTexts(msgspec.Struct):
    """All that is said of a recording, instead of what was; its links, files and subtitles stay."""

    title: dict[Literal["zh", "en"], Line]
    recorded_at: Instant
    slug: Slug | None = None
    abstract: dict[Literal["zh", "en"], Prose] = {}
    people: Annotated[str, msgspec.Meta(max_length=500)] = ""
    tags: Tags = []
    language: Word = "zh"
    duration_seconds: Seconds | None = None
    licence: Licence = ""
    thumbnail_url: Url | None = None
    episode: Episode | None = None
    series_id: Id | None = None


def recording_view(recording: Recording, said: Sequence[Spoken] = ()) -> RecordingView:
    """The recording, its sources loaded, as the API shows it; `said` is where words are found in it."""
    return RecordingView(**_fields(recording, said))


def whole_view(recording: Recording, held: Contents) -> RecordingWhole:
    """The recording with everything that belongs to it."""
    home = f"/recordings/{recording.slug}"
    return RecordingWhole(
        **_fields(recording),
        chapters=[RecordingChapter(one.starts_ms, one.title) for one in held.chapters],  # type: ignore[arg-type]  # the languages are ours
        subtitles=[
            RecordingTrack(
                one.language,
                one.kind,
                one.is_automatic,
                f"{home}/tracks/{one.language}.{one.kind}.vtt",
            )
            for one in held.tracks
        ],
        files=[download(one) for one in held.files],
    )


def download(file: RecordingFile) -> RecordingDownload:
    """The file as the API shows it."""
    return RecordingDownload(
        file.id,
        file.kind,
        file.url,
        file.title,
        file.media_type,
        file.language,
        file.quality,
        file.size,
    )


def _fields(recording: Recording, said: Sequence[Spoken] = ()) -> dict[str, Any]:
    return {
        "slug": recording.slug,
        "title": recording.title,
        "abstract": recording.abstract,
        "people": recording.people,
        "language": recording.language,
        "duration_seconds": recording.duration_seconds,
        "recorded_at": recording.recorded_at,
        "series": recording.series.slug if recording.series else None,
        "episode": recording.episode,
        "sources": [source_view(one) for one in index.shown(recording)],
        "tags": recording.tags,
        "licence": recording.licence,
        "said": [
            RecordingHit(one.language, hit.second, hit.text) for one in said for hit in one.hits
        ],
    }
