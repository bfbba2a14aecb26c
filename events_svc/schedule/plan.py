"""An agenda as somebody else wrote it: what an import hands to `arrange.arrange`.

Pure values. Keys are how the same thing is found again at the next import: the guid, the id or a
derived key of the file; they are unique within their list. Texts are `text.text(zh=…, en=…)`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from events_svc.text import Text


@dataclass(frozen=True, slots=True)
class PlannedRoom:
    """A room of the event's venue, found by its key (its name in the file)."""

    key: str
    name: Text
    capacity: int | None = None
    guid: UUID | None = None


@dataclass(frozen=True, slots=True)
class PlannedTrack:
    key: str
    name: Text
    slug: str = ""  # none: made from the name
    color: str = ""  # none: one of ours


@dataclass(frozen=True, slots=True)
class PlannedSpeaker:
    """A person of the event's organisation, found by its key."""

    key: str
    name: Text
    affiliation: Text = field(default_factory=dict)
    biography: Text = field(default_factory=dict)
    picture_url: str | None = None
    guid: UUID | None = None


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """`room`, `track` and `speakers` are keys of the plan; without times it is unscheduled."""

    key: str
    title: Text
    starts_at: datetime | None = None  # aware
    ends_at: datetime | None = None
    room: str | None = None
    track: str | None = None
    speakers: tuple[str, ...] = ()
    subtitle: Text = field(default_factory=dict)
    abstract: Text = field(default_factory=dict)
    description: Text = field(default_factory=dict)
    kind: str = "talk"
    is_break: bool = False
    language: str = ""
    logo: str = ""
    links: Sequence[Mapping[str, Any]] = ()
    attachments: Sequence[Mapping[str, Any]] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    guid: UUID | None = None  # kept when it is free, else one is made
    number: int | None = None  # the same
    code: str | None = None  # the same


@dataclass(frozen=True, slots=True)
class Plan:
    rooms: Sequence[PlannedRoom]
    tracks: Sequence[PlannedTrack]
    speakers: Sequence[PlannedSpeaker]
    sessions: Sequence[PlannedSession]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What `arrange(event, plan)` did, by keys of sessions; all empty: nothing changed at all."""

    created: tuple[str, ...]
    changed: tuple[str, ...]
    cancelled: tuple[str, ...]  # were in an import before and have vanished from the plan
    unchanged: int
    shared: tuple[str, ...]  # placed where a room or a speaker is taken: shown as conflicts
