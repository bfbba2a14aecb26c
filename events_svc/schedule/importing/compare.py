"""What an import would change, computed before anything is changed. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from events_svc.schedule.importing.clashes import Clash, clashes
from events_svc.schedule.importing.standing import Row, Standing
from events_svc.schedule.importing.timetable import (
    ReadPerson,
    ReadRoom,
    ReadSession,
    ReadTrack,
    Timetable,
)
from events_svc.schedule.importing.uris import web_address
from events_svc.schedule.importing.wording import folded, on_one_line, settled, settled_line
from events_svc.schedule.models import SessionState
from events_svc.text import Text

IMPORTED = ("guid:", "id:", "derived:")  # keys of sessions that came with a file
_OF_THE_FILE = ("licence", "optout", "feedback_url", "origin_url")
_BREAKS = {"break", "pause", "lunch", "coffee break", "lunch break", "休息", "茶歇", "午餐"}
_WHERE_AND_WHEN = {"room", "starts_at", "ends_at"}
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A session of the file beside the row that it means; none: it is new."""

    read: ReadSession
    row: Row | None
    after: dict[str, Any]  # all columns after the import; room, track and people by keys of ours
    columns: dict[str, Any]  # those that differ from the row

    @property
    def kind(self) -> str:
        if self.row is None:
            return "new"
        if _WHERE_AND_WHEN & self.columns.keys():
            return "moved"
        return "changed" if self.columns else "unchanged"


@dataclass(frozen=True, slots=True)
class Difference:
    """Between the file and what stands; `vanished` are rows that will be cancelled."""

    wanted: list[Wanted]
    vanished: list[Row]
    rooms: list[ReadRoom]
    tracks: list[ReadTrack]
    people: list[ReadPerson]
    described: list[tuple[Row, dict[str, Text]]]  # people who stand, and what is new about them
    clashes: list[Clash]

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
    names = _Names(timetable, standing)
    wanted = [names.wanted(session) for session in timetable.sessions]
    meant = {each.row["id"] for each in wanted if each.row}
    return Difference(
        wanted=wanted,
        vanished=[row for row in standing.sessions if row["id"] not in meant and _may_vanish(row)],
        rooms=[room for key, room in timetable.rooms.items() if key not in names.rooms],
        tracks=[track for key, track in timetable.tracks.items() if key not in names.tracks],
        people=[person for key, person in timetable.people.items() if key not in names.people],
        described=_described(timetable, names),
        clashes=clashes(timetable),
    )


def _may_vanish(row: Row) -> bool:
    """What people have put in by hand is not in the file, and stays."""
    return row["state"] != SessionState.CANCELLED and str(row["key"]).startswith(IMPORTED)


class _Names:
    """Finds what the file means among what stands: by guid, by key, by name in either language."""

    def __init__(self, timetable: Timetable, standing: Standing) -> None:
        self.rooms = _matched(timetable.rooms, standing.rooms)
        self.tracks = _matched(timetable.tracks, standing.tracks)
        self.people = _matched_people(timetable.people, standing.people)
        self.by_key = {row["key"]: row for row in standing.sessions}
        self.by_guid = {row["guid"]: row for row in standing.sessions}
        self.key_of_room = {row["id"]: row["key"] for row in standing.rooms}
        self.key_of_track = {row["id"]: row["key"] for row in standing.tracks}
        self.key_of_person = {row["id"]: row["key"] for row in standing.people}
        self.meant: set[int] = set()

    def wanted(self, read: ReadSession) -> Wanted:
        row = self.by_key.get(read.key) or self.by_guid.get(
            read.guid
        )  # guids of rows are never none
        if row is None or row["id"] in self.meant:
            after = self.columns(read, {})
            return Wanted(read, None, after, after)
        self.meant.add(row["id"])
        now = self._standing_columns(row)
        after = self.columns(read, row)
        return Wanted(read, row, after, {name: v for name, v in after.items() if v != now[name]})

    def _standing_columns(self, row: Row) -> Row:
        return row | {
            "room": self.key_of_room.get(row["room_id"]),
            "track": self.key_of_track.get(row["track_id"]),
            "people": tuple(self.key_of_person[person] for person in row["people"]),
        }

    def columns(self, read: ReadSession, row: Mapping[str, Any]) -> dict[str, Any]:
        """The columns of the session after the import; `row` is what stands, empty for a new one."""
        is_cancelled = row.get("state", SessionState.CANCELLED) == SessionState.CANCELLED
        return {
            "title": settled_line(row.get("title", {}), read.title),
            "subtitle": settled_line(row.get("subtitle", {}), read.subtitle),
            "abstract": settled(row.get("abstract", {}), read.abstract),
            "description": settled(row.get("description", {}), read.description),
            "language": read.language,
            "kind": read.kind,
            "is_break": row.get("is_break", folded(read.kind) in _BREAKS),
            "state": SessionState.CONFIRMED if is_cancelled else row["state"],
            "room": self._ours(self.rooms, read.room),
            "track": self._ours(self.tracks, read.track),
            "people": tuple(self._ours(self.people, key) for key in read.people),
            "starts_at": read.starts_at,
            "ends_at": _end(read, row),
            "logo": _same_address(row.get("logo", ""), read.logo),
            "links": _same_links(row.get("links", []), read.links),
            "attachments": _same_links(row.get("attachments", []), read.attachments),
            "extra": _others(row.get("extra", {})) | read.extra,
        }

    @staticmethod
    def _ours(names: Mapping[str, Row], key: str) -> str | None:
        """The key under which the thing stands, else the file's, under which it will."""
        if not key:
            return None
        return str(names[key]["key"]) if key in names else key


def _matched(things: Mapping[str, ReadRoom | ReadTrack], rows: Iterable[Row]) -> dict[str, Row]:
    """The row that each room or track of the file means."""
    aliases: dict[object, Row] = {}
    for row in rows:
        for alias in (row.get("guid"), row["key"], folded(row["key"]), *_folded_names(row)):
            aliases.setdefault(alias, row)
    found = {}
    for key, thing in things.items():
        guid = getattr(thing, "guid", None)
        alias = guid if guid and guid in aliases else key
        if alias in aliases:
            found[key] = aliases[alias]
    return found


def _folded_names(row: Row) -> list[str]:
    return [folded(name) for name in row["name"].values()]


def _matched_people(people: Mapping[str, ReadPerson], rows: Iterable[Row]) -> dict[str, Row]:
    aliases: dict[str | UUID | None, Row] = {}
    for row in rows:
        aliases[row["key"]] = aliases[row["guid"]] = row
    found = {}
    for key, person in people.items():
        alias = person.guid if person.guid and person.guid in aliases else key
        if alias in aliases:
            found[key] = aliases[alias]
    return found


def _described(timetable: Timetable, names: _Names) -> list[tuple[Row, dict[str, Text]]]:
    """People whose name or biography the file gives otherwise."""
    found = []
    for key, row in names.people.items():
        person = timetable.people[key]
        columns = {"name": settled_line(row["name"], on_one_line(person.name))}
        if person.biography is not None:
            columns["biography"] = settled(row["biography"], person.biography)
        columns = {name: value for name, value in columns.items() if value != row[name]}
        if columns:
            found.append((row, columns))
    return found


def _end(read: ReadSession, row: Mapping[str, Any]) -> datetime:
    """A length is written in whole minutes below a day: what only that cut off is not a change."""
    starts_at, ends_at = row.get("starts_at"), row.get("ends_at")
    if starts_at != read.starts_at or not isinstance(ends_at, datetime):
        return read.ends_at
    is_same = _written(ends_at - starts_at) == _written(read.ends_at - read.starts_at)
    return ends_at if is_same else read.ends_at


def _written(length: timedelta) -> timedelta:
    longest = _A_DAY - timedelta(minutes=1)
    return min(length - length % timedelta(minutes=1), longest)


def _same_address(standing: str, given: str) -> str:
    return standing if web_address(standing) == given else given


def _same_links(standing: list[Row], given: list[Row]) -> list[Row]:
    """The links that stand, when they are only written otherwise."""
    same = [
        {"url": url, "title": link.get("title") or url}
        | ({"type": link["type"]} if link.get("type") else {})
        for link in standing
        if (url := web_address(link["url"]))
    ]
    return standing if same == given else given


def _others(extra: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in extra.items() if name not in _OF_THE_FILE}
