"""Gathers what the reader of a dialect finds into a Timetable: names, identities, bounds, oddities.

The readers know their dialect; what holds for all of them is here.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID, uuid5

from events_svc.schedule.importing.errors import NOWHERE, FileRefused, Place, Problem, Unreadable
from events_svc.schedule.importing.identity import LONGEST_KEY
from events_svc.schedule.importing.timetable import (
    ReadPerson,
    ReadRoom,
    ReadSession,
    ReadTrack,
    Timetable,
)
from events_svc.schedule.importing.wording import folded
from events_svc.text import Text

MOST_SESSIONS = 20_000
MOST_PROBLEMS = 20
MOST_ODD = 200
_MOST_BESIDE = 200  # people or rooms of one session
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


class Gathering:
    """Goes along with one file; what repeats (keys, guids) is remembered here."""

    def __init__(self, made: Timetable) -> None:
        self.made = made
        self.problems: list[Problem] = []
        self._by_key: dict[str, ReadSession] = {}
        self._times_seen: dict[str, int] = {}
        self._room_guids: set[UUID] = set()

    def track(self, name: Text, *, key: str = "", slug: str = "", color: str = "") -> str:
        """The key of a theme."""
        key = key or _key_of(name)
        if key and key not in self.made.tracks:
            color = color.lower() if _COLOR.fullmatch(color) else ""
            self.made.tracks[key] = ReadTrack(key, name, slug[:120], color)
        return key

    def room(
        self, name: Text, *, key: str = "", guid: UUID | None = None, capacity: int | None = None
    ) -> str:
        """The key of a room; a guid that another room has already is left out."""
        key = key or _key_of(name)
        if not key or key in self.made.rooms:
            return key
        if guid and guid in self._room_guids:
            self.odd("Two rooms have the guid of “{value}”.", next(iter(name.values()), ""))
            guid = None
        if guid:
            self._room_guids.add(guid)
        self.made.rooms[key] = ReadRoom(key, name, guid, capacity)
        return key

    def person(self, person: ReadPerson) -> str:
        """The key of somebody; empty for one without a name who is not known either."""
        key = person.key[:LONGEST_KEY]
        if person.name and key not in self.made.people:
            self.made.people[key] = replace(person, key=key)
        return key if key in self.made.people else ""

    def session(self, read: ReadSession) -> None:
        """One more session; in other rooms at the same time it is still the same."""
        _bounded(read)
        first = self._by_key.get(read.key)
        if first is not None and _is_same(first, read):
            self._show_elsewhere(first, read)
            return
        read = self._named_once(read)
        self._by_key[read.key] = read
        self.made.sessions.append(read)
        if len(self.made.sessions) > MOST_SESSIONS:
            problem = Problem("The file has more than {value} events.", str(MOST_SESSIONS))
            raise FileRefused([*self.problems, problem])

    def odd(self, reason: str, value: str = "", place: Place = NOWHERE) -> None:
        """Something was understood all the same, but somebody should look at it."""
        if len(self.made.odd) < MOST_ODD:
            self.made.odd.append(Problem(reason, value, place))

    @contextmanager
    def at(self, place: Place) -> Iterator[None]:
        """What is unreadable inside is a problem of this place; too many refuse the file at once."""
        try:
            yield
        except Unreadable as error:
            self.problems.append(Problem(error.reason, error.value, place))
            if len(self.problems) >= MOST_PROBLEMS:
                raise FileRefused(self.problems) from error

    def timetable(self) -> Timetable:
        """All of it, with the rooms, tracks and people that its sessions use; raises FileRefused."""
        if not self.made.sessions and not self.problems:
            self.problems.append(Problem("The file has no events."))
        if self.problems:
            raise FileRefused(self.problems)
        self._leave_out_unused()
        return self.made

    def _leave_out_unused(self) -> None:
        made, sessions = self.made, self.made.sessions
        rooms = {key for session in sessions for key in session.rooms}
        people = {key for session in sessions for key in session.people}
        made.rooms = {key: room for key, room in made.rooms.items() if key in rooms}
        made.people = {key: person for key, person in made.people.items() if key in people}

    def _show_elsewhere(self, first: ReadSession, read: ReadSession) -> None:
        rooms = tuple(dict.fromkeys([*first.rooms, *read.rooms]))
        if rooms == first.rooms:
            self.odd("The same event stands here once more; it is taken once.", "", read.place)
            return
        whole = replace(first, rooms=rooms)
        self.made.sessions[self.made.sessions.index(first)] = whole
        self._by_key[first.key] = whole

    def _named_once(self, read: ReadSession) -> ReadSession:
        """The second of the same name gets a name of its own, the same one next time."""
        nth = self._times_seen[read.key] = self._times_seen.get(read.key, 0) + 1
        if nth == 1:
            return read
        if not read.key.startswith("derived:"):
            reason = "The guid or id “{value}” is used twice; this is taken as an event of its own."
            self.odd(reason, read.key.partition(":")[2], read.place)
        guid = uuid5(read.guid, str(nth)) if read.guid else None
        return replace(read, key=f"{read.key}#{nth}", guid=guid)


def _key_of(name: Text) -> str:
    return folded(next(iter(name.values()), ""))[:LONGEST_KEY]


def _is_same(first: ReadSession, read: ReadSession) -> bool:
    span = (first.starts_at, first.ends_at, first.title)
    return span == (read.starts_at, read.ends_at, read.title)


def _bounded(read: ReadSession) -> None:
    if not read.title:
        raise Unreadable("There is no title.")
    if max(len(read.people), len(read.rooms)) > _MOST_BESIDE:
        raise Unreadable("There are more than {value} people or rooms.", str(_MOST_BESIDE))
