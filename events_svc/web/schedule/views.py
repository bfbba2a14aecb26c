"""What the API says of sessions, tracks and releases, and what it takes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from events_svc.schedule.audience import USUALLY, Tell
from events_svc.schedule.models import Release, Session, SessionState, Track
from events_svc.web.fields import Colour, Id, Texts, Title, Titles

_SOUND = r"^[^\x00]*\Z"
Word = Annotated[str, Meta(max_length=80, pattern=_SOUND)]
Slug = Annotated[str, Meta(max_length=120, pattern=_SOUND)]
Slugs = Annotated[list[Slug], Meta(max_length=100)]


class SessionLink(msgspec.Struct):
    url: Annotated[str, Meta(max_length=1000, pattern=r"^https?://[^\x00\s]+\Z")]
    title: Title = ""


Links = Annotated[list[SessionLink], Meta(max_length=50)]


class SessionDraft(msgspec.Struct):
    """A new session; `speakers` are slugs in their order."""

    title: Titles
    subtitle: Titles = {}
    abstract: Texts = {}
    description: Texts = {}
    kind: Word = "talk"
    is_break: bool = False
    language: Annotated[str, Meta(max_length=40, pattern=_SOUND)] = ""
    track_id: Id | None = None
    links: Links = []
    speakers: Slugs = []


class SessionChange(msgspec.Struct):
    """What is absent stays as it is. With the `version` that you have seen, a session that somebody
    else has changed since is refused."""

    title: Titles | UnsetType = UNSET
    subtitle: Titles | UnsetType = UNSET
    abstract: Texts | UnsetType = UNSET
    description: Texts | UnsetType = UNSET
    kind: Word | UnsetType = UNSET
    is_break: bool | UnsetType = UNSET
    language: Annotated[str, Meta(max_length=40, pattern=_SOUND)] | UnsetType = UNSET
    track_id: Id | UnsetType | None = UNSET
    links: Links | UnsetType = UNSET
    speakers: Slugs | UnsetType = UNSET
    version: Annotated[int, Meta(ge=0, le=2**31 - 1)] | None = None


class SessionView(msgspec.Struct):
    id: int
    guid: str
    code: str
    number: int
    title: dict[str, str]
    subtitle: dict[str, str]
    abstract: dict[str, str]
    description: dict[str, str]
    kind: str
    is_break: bool
    language: str
    track_id: int | None
    room_id: int | None
    shares_room: bool
    starts_at: datetime | None
    ends_at: datetime | None
    minutes: int | None
    version: int
    state: SessionState
    speakers: list[str]
    links: list[dict[str, Any]]


class SessionPage(msgspec.Struct):
    items: list[SessionView]
    next: str | None


class TrackDraft(msgspec.Struct):
    name: Titles
    color: Colour | None = None


class TrackView(msgspec.Struct):
    id: int
    slug: str
    name: dict[str, str]
    color: str


class ReleaseDraft(msgspec.Struct):
    """`tell`: who gets a mail."""

    note: Texts = {}
    tell: Annotated[list[Tell], Meta(max_length=len(Tell))] = msgspec.field(
        default_factory=lambda: [*USUALLY]
    )


class ReleaseView(msgspec.Struct):
    """A version; `counts`: how many sessions are new, moved, changed, cancelled in it."""

    number: int
    released_at: datetime
    note: dict[str, str]
    counts: dict[str, int]


class ReleasePage(msgspec.Struct):
    items: list[ReleaseView]
    next: str | None


def session_view(session: Session, speakers: Sequence[str]) -> SessionView:
    """A session with the slugs of its people."""
    names = [field.name for field in msgspec.structs.fields(SessionView)]
    columns = {name: getattr(session, name) for name in names if name not in {"guid", "speakers"}}
    return SessionView(guid=str(session.guid), speakers=[*speakers], **columns)


def track_view(track: Track) -> TrackView:
    return TrackView(id=track.id, slug=track.slug, name=track.name, color=track.color)


def release_view(release: Release) -> ReleaseView:
    return ReleaseView(
        number=release.number,
        released_at=release.released_at,
        note=release.note,
        counts=_counts(release.changes),
    )


def _counts(changes: Mapping[str, Sequence[Any]]) -> dict[str, int]:
    return {kind: len(found) for kind, found in changes.items()}
