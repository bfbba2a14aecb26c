"""What an importer has understood of a file: plain values, nothing of the database.

Texts stand as the file has them, HTML included; `wording.settled` brings them into ours. `key` is the
name by which a second import finds the thing again.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ReadTrack:
    key: str
    slug: str
    name: str
    color: str = ""


@dataclass(frozen=True, slots=True)
class ReadRoom:
    key: str
    name: str
    guid: UUID | None = None


@dataclass(frozen=True, slots=True)
class ReadPerson:
    key: str
    name: str
    guid: UUID | None = None
    slug: str = ""
    biography: str | None = None  # None: the file does not speak of biographies


@dataclass(frozen=True, slots=True)
class ReadSession:
    """An event of the file; `line` and `event_id` say where it stands."""

    line: int
    event_id: str
    key: str
    guid: UUID | None
    number: int | None
    code: str
    title: str
    subtitle: str
    abstract: str
    description: str
    language: str
    kind: str
    track: str  # key of a ReadTrack, or empty
    room: str  # key of a ReadRoom
    starts_at: datetime
    ends_at: datetime
    people: tuple[str, ...]  # keys of ReadPersons in their order
    logo: str
    links: list[dict[str, Any]]
    attachments: list[dict[str, Any]]
    extra: dict[str, Any]


@dataclass(slots=True)
class Timetable:
    title: str
    venue: str
    timezone: str
    tracks: dict[str, ReadTrack] = field(default_factory=dict)
    rooms: dict[str, ReadRoom] = field(default_factory=dict)
    people: dict[str, ReadPerson] = field(default_factory=dict)
    sessions: list[ReadSession] = field(default_factory=list)
