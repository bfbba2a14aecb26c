"""Who or what a timetable takes twice at a time. Pure."""

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from events_svc.schedule.importing.columns import shares_its_room
from events_svc.schedule.importing.errors import Place
from events_svc.schedule.importing.timetable import ReadSession, Timetable
from events_svc.text import Text, in_language


@dataclass(slots=True)
class Taken:
    """The times at which one room or person is taken exclusively: they never overlap."""

    spans: list[tuple[datetime, datetime]] = field(default_factory=list)

    def take(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Take this time alone; False, and nothing is taken, where some of it is taken already."""
        at = bisect_left(self.spans, (starts_at, starts_at))
        if at > 0 and self.spans[at - 1][1] > starts_at:
            return False
        if at < len(self.spans) and self.spans[at][0] < ends_at:
            return False
        insort(self.spans, (starts_at, ends_at))
        return True


@dataclass(frozen=True, slots=True)
class Clash:
    """The session comes second to something that is taken; it shares the room, or the person."""

    what: str  # `room` or `person`
    name: Text
    title: Text
    place: Place
    starts_at: datetime

    def __str__(self) -> str:
        when = self.starts_at.strftime("%Y-%m-%d %H:%M UTC")
        name, title = in_language(self.name, "en"), in_language(self.title, "en")
        return f"{self.place}: {self.what} “{name}” is taken twice, {when}: “{title}”"


def clashes(timetable: Timetable) -> list[Clash]:
    """What the file itself takes twice, in the order of time."""
    rooms: dict[str, Taken] = {}
    people: dict[str, Taken] = {}
    found = []
    for session in in_order(timetable.sessions):
        span = (session.starts_at, session.ends_at)
        for room in () if shares_its_room(session.kind) else session.rooms:
            if not rooms.setdefault(room, Taken()).take(*span):
                found.append(_clash("room", timetable.rooms[room].name, session))
        for person in session.people:
            if not people.setdefault(person, Taken()).take(*span):
                found.append(_clash("person", timetable.people[person].name, session))
    return found


def in_order(sessions: Iterable[ReadSession]) -> list[ReadSession]:
    """Who comes first takes the room: by start, then by place in the file."""
    return sorted(sessions, key=lambda session: session.starts_at)


def _clash(what: str, name: Text, session: ReadSession) -> Clash:
    return Clash(what, name, session.title, session.place, session.starts_at)
