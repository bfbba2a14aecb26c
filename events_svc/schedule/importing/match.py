"""What a file means among what stands: by guid, by key, by name in either language. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from uuid import UUID

from events_svc.schedule.importing.standing import Row, Standing
from events_svc.schedule.importing.timetable import (
    ReadPerson,
    ReadRoom,
    ReadSession,
    ReadTrack,
    Timetable,
)
from events_svc.schedule.importing.wording import folded

DERIVED = "derived:"  # keys of what the file gives no id


class Matches:
    """The rows that the rooms, tracks, people and sessions of a file mean."""

    def __init__(self, timetable: Timetable, standing: Standing) -> None:
        self.tells_all_rooms = timetable.tells_all_rooms
        self.rooms = _places(timetable.rooms, standing.rooms)
        self.tracks = _places(timetable.tracks, standing.tracks)
        self.people = _people(timetable.people, standing.people)
        self.key_of_room = {row["id"]: str(row["key"]) for row in standing.rooms}
        self.key_of_track = {row["id"]: str(row["key"]) for row in standing.tracks}
        self.key_of_person = {row["id"]: str(row["key"]) for row in standing.people}
        self.sessions = _sessions(timetable.sessions, standing.sessions)

    def room(self, key: str) -> str:
        """The key under which the room stands, else the file's, under which it will."""
        return str(self.rooms[key]["key"]) if key in self.rooms else key

    def track(self, key: str) -> str | None:
        """The same for a track; none for no track."""
        return (str(self.tracks[key]["key"]) if key in self.tracks else key) or None

    def person(self, key: str) -> str:
        """The same for a person."""
        return str(self.people[key]["key"]) if key in self.people else key


def _sessions(reads: list[ReadSession], rows: list[Row]) -> dict[str, Row]:
    """By key or guid; what has no id and moved to another day, by its title where that is unique."""
    by_key, by_guid = {row["key"]: row for row in rows}, {row["guid"]: row for row in rows}
    found: dict[str, Row] = {}
    meant: set[int] = set()
    for read in reads:
        row = by_key.get(read.key) or by_guid.get(read.guid)  # guids of rows are never none
        if row is not None and row["id"] not in meant:
            found[read.key] = row
            meant.add(row["id"])
    left = [row for row in rows if row["id"] not in meant and row["key"].startswith(DERIVED)]
    lost = [read for read in reads if read.key not in found and read.key.startswith(DERIVED)]
    return found | _by_title(lost, left)


def _by_title(reads: list[ReadSession], rows: list[Row]) -> dict[str, Row]:
    said = Counter(_title(read.title) for read in reads)
    stand = Counter(_title(row["title"]) for row in rows)
    by_title = {_title(row["title"]): row for row in rows}
    return {
        read.key: by_title[title]
        for read in reads
        if (title := _title(read.title)) in by_title and said[title] == stand[title] == 1
    }


def _title(title: Mapping[str, str]) -> str:
    return folded(next(iter(title.values()), ""))


def _places(things: Mapping[str, ReadRoom | ReadTrack], rows: Iterable[Row]) -> dict[str, Row]:
    aliases: dict[object, Row] = {}
    for row in rows:
        names = map(folded, row["name"].values())
        for alias in (row.get("guid"), row["key"], folded(row["key"]), *names):
            aliases.setdefault(alias, row)
    found = {}
    for key, thing in things.items():
        named = map(folded, thing.name.values())
        wished = (getattr(thing, "guid", None), key, *named)
        aims = [alias for alias in wished if alias and alias in aliases]
        if aims:
            found[key] = aliases[aims[0]]
    return found


def _people(people: Mapping[str, ReadPerson], rows: list[Row]) -> dict[str, Row]:
    """By guid or key; those without an id by their name too, unless their houses differ."""
    aliases: dict[str | UUID | None, Row] = {}
    names: dict[str, list[Row]] = {}
    for row in rows:
        aliases[row["key"]] = aliases[row["guid"]] = row
        for name in {folded(name) for name in row["name"].values()}:
            names.setdefault(name, []).append(row)
    found: dict[str, Row] = {}
    for key, person in people.items():
        alias = person.guid if person.guid and person.guid in aliases else key
        if alias in aliases:
            found[key] = aliases[alias]
    nameless = {key: person for key, person in people.items() if key not in found}
    return found | _by_name(nameless, names, {row["id"] for row in found.values()})


def _by_name(
    people: Mapping[str, ReadPerson], names: Mapping[str, list[Row]], meant: set[int]
) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for key, person in people.items():
        same = _called(person, names) if key.startswith("name:") else []
        row = next((row for row in same if row["id"] not in meant), None)
        if row is not None:
            found[key] = row
            meant.add(row["id"])
    return found


def _called(person: ReadPerson, names: Mapping[str, list[Row]]) -> list[Row]:
    rows = [row for name in person.name.values() for row in names.get(folded(name), ())]
    return [row for row in rows if _may_be_of(row["affiliation"], person.affiliation or {})]


def _may_be_of(stands: Mapping[str, str], given: Mapping[str, str]) -> bool:
    houses = {*map(folded, stands.values())}
    return not (houses and given) or bool(houses & {*map(folded, given.values())})
