"""The entries of an event's calendar, each written once, with what one chooses them by. Pure.

Every feed that is cut out of agendas (of a room, a speaker, somebody's stars) is a choice of these: a
session has the same bytes in all of them, and a cut costs no writing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypedDict

import icalendar
import orjson

from events_svc.feeds.agenda import Agenda, rooms_of
from events_svc.feeds.entry import full_vevent, vevent
from events_svc.feeds.lines import escaped, fold, serialised
from events_svc.schedule.entries import Entry

MEDIA_TYPE = "application/json"
_END = "END:VEVENT\r\n"


class Part(TypedDict):
    """An entry as its lines; times are ISO 8601 in UTC, `day` is the programme day."""

    ics: str
    title: str
    status: str
    code: str
    session: int
    timezone: str
    starts_at: str
    modified_at: str
    day: str
    rooms: list[int]
    track: str
    language: str
    speakers: list[str]  # their slugs


@dataclass(frozen=True, slots=True)
class Choice:
    """Which entries are wanted; what is empty does not matter."""

    day: str = ""
    room: int = 0
    track: str = ""
    language: str = ""
    speaker: str = ""
    code: str = ""
    sessions: frozenset[int] | None = None

    def of(self, parts: Iterable[Part]) -> list[Part]:
        return [part for part in parts if self._takes(part)]

    def _takes(self, part: Part) -> bool:
        return (
            self.day in ("", part["day"])
            and self.track in ("", part["track"])
            and self.code in ("", part["code"])
            and (not self.room or self.room in part["rooms"])
            and (not self.language or self.language in _languages(part["language"]))
            and (not self.speaker or self.speaker in part["speakers"])
            and (self.sessions is None or part["session"] in self.sessions)
        )


def _languages(said: str) -> list[str]:
    """`de, en` is both."""
    return [one.strip() for one in said.replace(";", ",").split(",")]


def write(agenda: Agenda, language: str) -> bytes:
    """The parts as they are kept."""
    return orjson.dumps(parts_of(agenda, language))


def read(body: bytes) -> list[Part]:
    found: list[Part] = orjson.loads(body)
    return found


def parts_of(agenda: Agenda, language: str) -> list[Part]:
    """All entries; after the end of the event the removed ones are forgotten."""
    return _parts(agenda, language, vevent)


def full_parts_of(agenda: Agenda, language: str) -> list[Part]:
    """The same, with the parts of RFC 9073."""
    return _parts(agenda, language, full_vevent)


def _parts(
    agenda: Agenda, language: str, write: "Callable[[Agenda, Entry, str], icalendar.Event]"
) -> list[Part]:
    has_ended = agenda.released_at > agenda.ends_at
    shown = agenda.taking_place if has_ended else agenda.entries
    return [_part(agenda, entry, write(agenda, entry, language)) for entry in shown]


def _part(agenda: Agenda, entry: Entry, event: "icalendar.Event") -> Part:
    return {
        "ics": serialised(event).decode(),
        "title": str(event["summary"]),
        "status": entry["status"],
        "code": entry["code"],
        "session": entry["id"],
        "timezone": agenda.timezone,
        "starts_at": entry["starts_at"],
        "modified_at": entry["modified_at"],
        "day": agenda.day_of(entry).isoformat(),
        "rooms": [room["id"] for room in rooms_of(entry)],
        "track": track["slug"] or track["key"] if (track := entry["track"]) else "",
        "language": entry["language"],
        "speakers": [speaker["slug"] for speaker in entry["speakers"]],
    }


def reminding(parts: Iterable[Part], *, minutes: int) -> list[Part]:
    """The parts with an alarm before each that takes place (RFC 5545 §3.6.6)."""
    return [_reminding(part, minutes) for part in parts]


def _reminding(part: Part, minutes: int) -> Part:
    if part["status"] != "CONFIRMED":
        return part
    said = fold(f"DESCRIPTION:{escaped(part['title'])}").decode()
    lines = ["BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:-PT{minutes}M", said, "END:VALARM", _END]
    return {**part, "ics": part["ics"].removesuffix(_END) + "\r\n".join(lines)}
