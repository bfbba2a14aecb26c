"""What an importer has understood of a file, whatever its dialect: plain values, nothing of the database.

Texts are by language, `{"zh": …, "en": …}`, and stand as the file has them, HTML included. `key` is the
name by which a second import finds the thing again.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from events_svc.schedule.importing.errors import Place, Problem
from events_svc.text import Text


@dataclass(frozen=True, slots=True)
class ReadTrack:
    key: str
    name: Text
    slug: str = ""
    color: str = ""


@dataclass(frozen=True, slots=True)
class ReadRoom:
    key: str
    name: Text
    guid: UUID | None = None
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class ReadPerson:
    """Someone who presents; None: the file does not speak of it."""

    key: str
    name: Text
    guid: UUID | None = None
    biography: Text | None = None
    affiliation: Text | None = None
    position: Text | None = None
    picture_url: str | None = None


@dataclass(frozen=True, slots=True)
class ReadSession:
    """An item of the file; `place` says where it stands there."""

    place: Place
    key: str
    title: Text
    starts_at: datetime
    ends_at: datetime
    guid: UUID | None = None
    number: int | None = None
    code: str = ""
    subtitle: Text = field(default_factory=dict)
    abstract: Text = field(default_factory=dict)
    description: Text = field(default_factory=dict)
    language: str = ""
    kind: str = "talk"
    track: str = ""  # key of a ReadTrack
    rooms: tuple[
        str, ...
    ] = ()  # keys of ReadRooms: the first is its own, it is shown in the others too
    people: tuple[str, ...] = ()  # keys of ReadPersons in their order
    logo: str = ""
    links: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Timetable:
    """A whole file; `odd` is what was understood all the same, for the reader to look at.

    Our own exports name one room of each session, as the validators ask: they do not tell all rooms.
    """

    dialect: str
    title: Text
    venue: str
    timezone: str
    tells_all_rooms: bool = True
    tracks: dict[str, ReadTrack] = field(default_factory=dict)
    rooms: dict[str, ReadRoom] = field(default_factory=dict)
    people: dict[str, ReadPerson] = field(default_factory=dict)
    sessions: list[ReadSession] = field(default_factory=list)
    odd: list[Problem] = field(default_factory=list)

    @property
    def starts_at(self) -> datetime:
        """When the first session begins."""
        return min(session.starts_at for session in self.sessions)

    @property
    def ends_at(self) -> datetime:
        """When the last session is over."""
        return max(session.ends_at for session in self.sessions)
