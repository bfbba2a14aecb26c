"""What an import would change, computed before anything is changed. Pure."""

from dataclasses import dataclass, field
from typing import Any

from events_svc.schedule.importing.clashes import Clash, clashes
from events_svc.schedule.importing.columns import after, differing, now
from events_svc.schedule.importing.errors import Problem
from events_svc.schedule.importing.match import Matches
from events_svc.schedule.importing.standing import Row, Standing
from events_svc.schedule.importing.timetable import (
    ReadPerson,
    ReadRoom,
    ReadSession,
    ReadTrack,
    Timetable,
)
from events_svc.schedule.importing.wording import settled, settled_line
from events_svc.schedule.models import SessionState
from events_svc.text import Text

IMPORTED = ("guid:", "id:", "derived:")  # keys of sessions that came with a file
_WHERE_AND_WHEN = {"room", "more_rooms", "starts_at", "ends_at"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A session of the file beside the row that it means; none: it is new."""

    read: ReadSession
    row: Row | None
    after: dict[str, Any]  # all columns after the import; rooms, track and people by keys of ours
    columns: dict[str, Any]  # those that differ from what stands
    before: dict[str, Any] = field(default_factory=dict)  # what stands in them

    @property
    def kind(self) -> str:
        if self.row is None:
            return "new"
        if _WHERE_AND_WHEN & self.columns.keys():
            return "moved"
        return "changed" if self.columns else "unchanged"


@dataclass(frozen=True, slots=True)
class Names:
    """What keys are called, of what stands and what comes."""

    rooms: dict[str, Text]
    tracks: dict[str, Text]
    people: dict[str, Text]


@dataclass(frozen=True, slots=True)
class Difference:
    """Between the file and what stands; `vanished` are rows that will be cancelled."""

    wanted: list[Wanted]
    vanished: list[Row]
    rooms: list[ReadRoom]
    tracks: list[ReadTrack]
    people: list[ReadPerson]
    described: list[tuple[Row, dict[str, Any]]]  # people who stand, and what is new about them
    clashes: list[Clash]
    odd: list[Problem]
    names: Names

    def of(self, kind: str) -> list[Wanted]:
        """The sessions that are `new`, `moved`, `changed` or `unchanged`."""
        return [wanted for wanted in self.wanted if wanted.kind == kind]

    @property
    def is_nothing(self) -> bool:
        is_same = all(wanted.kind == "unchanged" for wanted in self.wanted)
        return is_same and not (self.vanished or self.described)

    def counts(self) -> dict[str, int]:
        """How many sessions are new, moved, changed, cancelled, unchanged."""
        kinds = ("new", "moved", "changed")
        found = {kind: len(self.of(kind)) for kind in kinds}
        return found | {"cancelled": len(self.vanished), "unchanged": len(self.of("unchanged"))}


def compare(timetable: Timetable, standing: Standing) -> Difference:
    """See `Difference`; the same file a second time differs in nothing."""
    matches = Matches(timetable, standing)
    wanted = [_wanted(session, matches) for session in timetable.sessions]
    meant = {each.row["id"] for each in wanted if each.row}
    return Difference(
        wanted=wanted,
        vanished=[row for row in standing.sessions if row["id"] not in meant and _may_vanish(row)],
        rooms=[room for key, room in timetable.rooms.items() if key not in matches.rooms],
        tracks=[track for key, track in timetable.tracks.items() if key not in matches.tracks],
        people=[person for key, person in timetable.people.items() if key not in matches.people],
        described=_described(timetable, matches),
        clashes=clashes(timetable),
        odd=timetable.odd,
        names=_names(timetable, standing),
    )


def _wanted(read: ReadSession, matches: Matches) -> Wanted:
    row = matches.sessions.get(read.key)
    if row is None:
        columns = after(read, {}, matches)
        return Wanted(read, None, columns, columns)
    columns, stands = after(read, row, matches), now(row, matches)
    differing_ = differing(columns, stands)
    return Wanted(read, row, columns, differing_, {name: stands[name] for name in differing_})


def _may_vanish(row: Row) -> bool:
    """What people have put in by hand is not in the file, and stays."""
    return row["state"] != SessionState.CANCELLED and str(row["key"]).startswith(IMPORTED)


def _described(timetable: Timetable, matches: Matches) -> list[tuple[Row, dict[str, Any]]]:
    """People of whom the file says something else; what it does not speak of stays."""
    found = []
    for key, row in matches.people.items():
        person = timetable.people[key]
        columns: dict[str, Any] = {"name": settled_line(row["name"], person.name)}
        for name in ("biography", "affiliation", "position"):
            given: Text | None = getattr(person, name)
            if given is not None:
                columns[name] = settled(row[name], given)
        if person.picture_url is not None:
            columns["picture_url"] = person.picture_url
        columns = {name: value for name, value in columns.items() if value != row[name]}
        if columns:
            found.append((row, columns))
    return found


def _names(timetable: Timetable, standing: Standing) -> Names:
    return Names(
        {k: r.name for k, r in timetable.rooms.items()} | _called(standing.rooms),
        {k: t.name for k, t in timetable.tracks.items()} | _called(standing.tracks),
        {k: p.name for k, p in timetable.people.items()} | _called(standing.people),
    )


def _called(rows: list[Row]) -> dict[str, Text]:
    return {row["key"]: row["name"] for row in rows}
