"""What the API shows and takes of links and recordings."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from events_svc.media import index
from events_svc.media.models import Recording
from events_svc.web.fields import Id, Instant, Line
from events_svc.web.media.links import SourceBody, SourceView, source_view
from events_svc.web.media.recording_form import Slug, Word

Prose = Annotated[str, msgspec.Meta(max_length=10_000)]
Cursor = Annotated[str, msgspec.Meta(max_length=60)]


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
    language: Word = "zh"
    duration_seconds: Annotated[int, msgspec.Meta(ge=0, le=10**7)] | None = None
    episode: Annotated[int, msgspec.Meta(ge=0, le=99_999)] | None = None
    series_id: Id | None = None
    organisation_id: Id | None = None


def recording_view(recording: Recording) -> RecordingView:
    """The recording, its sources loaded, as the API shows it."""
    return RecordingView(
        slug=recording.slug,
        title=recording.title,
        abstract=recording.abstract,
        people=recording.people,
        language=recording.language,
        duration_seconds=recording.duration_seconds,
        recorded_at=recording.recorded_at,
        series=recording.series.slug if recording.series else None,
        episode=recording.episode,
        sources=[source_view(one) for one in index.shown(recording)],
    )
