"""Any iCalendar as a timetable: what clients and tools write, with what they leave out or get wrong."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

import icalendar

from events_svc.schedule.importing.errors import Place, refused
from events_svc.schedule.importing.gather import Gathering
from events_svc.schedule.importing.ics_lines import Component, calendar
from events_svc.schedule.importing.ics_times import Zones, span
from events_svc.schedule.importing.identity import derived_name, guid_of, key_of
from events_svc.schedule.importing.recurrence import Away, moved_away, occurrences
from events_svc.schedule.importing.timetable import ReadSession, Timetable
from events_svc.schedule.importing.uris import joined, reference
from events_svc.schedule.importing.wording import folded, line, one_line, prose
from events_svc.text import text

UNTITLED = text("（无标题）", "(untitled)")
Times = tuple[datetime, datetime]


def read(raw: bytes, *, timezone: str, day: date | None = None) -> Timetable:
    """The timetable of an iCalendar; `timezone` holds for times without a zone. See `schedule_xml.read`."""
    found = calendar(raw)
    return _Reader(found, timezone).timetable()


class _Reader:
    """Goes through one calendar."""

    def __init__(self, whole: Component, timezone: str) -> None:
        self.events = [one for one in whole.inside if one.name == "VEVENT"]
        if not self.events:
            raise refused("The file has no events.")
        self.zones = Zones(whole, timezone)
        self.moved: Away = set()
        self.locations = {folded(event.said("LOCATION")) for event in self.events}
        title = line(whole.said("NAME") or whole.said("X-WR-CALNAME"))
        self.found = Gathering(Timetable("iCalendar", title, "", self.zones.default.key))

    def timetable(self) -> Timetable:
        for event in self.events:
            with self.found.at(_place(event)):
                self.moved |= moved_away(event, self.zones)
        for event in self.events:
            with self.found.at(_place(event)):
                self._take(event, _place(event))
        for name in sorted(self.zones.unknown):
            self.found.odd("The time zone “{value}” is unknown.", name[:60])
        return self.found.timetable()

    def _take(self, event: Component, place: Place) -> None:
        """An event that is cancelled in the file is as if it was not in it."""
        if event.said("STATUS").upper() == "CANCELLED":
            return
        starts_at, ends_at, is_whole_day = span(event, self.zones)
        if is_whole_day:
            self.found.odd("This takes whole days.", "", place)
        session = self._session(event, place, (starts_at, ends_at))
        for start, mark in occurrences(event, starts_at, self.zones, away=self.moved):
            end = start + (ends_at - starts_at)
            self.found.session(_on(session, start, end, mark) if mark else session)

    def _session(self, event: Component, place: Place, span: Times) -> ReadSession:
        uid, title = event.said("UID"), line(event.said("SUMMARY"))
        if not title:  # RFC 5545 asks for none
            title = UNTITLED
            self.found.odd("There is no title.", "", place)
        guid = guid_of(uid.partition("@")[0])
        description = event.said("DESCRIPTION")
        return ReadSession(
            place=place,
            key=key_of(guid=guid, number=one_line(uid[:180]), name=derived_name(title, span[0])),
            guid=guid,
            title=title,
            description=prose(description),
            kind="talk",
            track=self.found.track(line(_first_category(event))),
            rooms=self._rooms(event.said("LOCATION")),
            starts_at=span[0],
            ends_at=span[1],
            links=_attached(event),
            extra=_extra(event),
        )

    def _rooms(self, location: str) -> tuple[str, ...]:
        """One room; several where every part of “A, B” is a place of other events."""
        parts = [part.strip() for part in location.split(",")]
        if len(parts) > 1 and all(folded(part) in self.locations for part in parts):
            return tuple(dict.fromkeys(self.found.room(line(part)) for part in parts))
        name = line(location)
        return (self.found.room(name),) if name else ()


def _place(event: Component) -> Place:
    return Place(event.line, one_line(event.said("UID")[:200])[:60])


def _on(session: ReadSession, start: datetime, end: datetime, mark: str) -> ReadSession:
    """One occurrence of what repeats; the first one's guid is not for all of them."""
    guid = None if session.guid is None else UUID(int=session.guid.int ^ _number(mark))
    return replace(session, key=f"{session.key}@{mark}", guid=guid, starts_at=start, ends_at=end)


def _number(mark: str) -> int:
    return int("".join(filter(str.isdecimal, mark)))


def _first_category(event: Component) -> str:
    found = event.first("CATEGORIES")
    listed = icalendar.parser.split_on_unescaped_comma(found.raw[:2000]) if found else []
    return listed[0] if listed else ""


def _attached(event: Component) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for one in [*event.properties.get("CONFERENCE", ()), *event.properties.get("ATTACH", ())][:50]:
        title = one_line(one.parameters.get("LABEL") or one.parameters.get("FILENAME"))
        found += reference("", one.raw, title)
    return found


def _extra(event: Component) -> dict[str, str]:
    url = event.first("URL")
    origin = joined("", url.raw) if url else ""
    return {"origin_url": origin} if origin else {}
