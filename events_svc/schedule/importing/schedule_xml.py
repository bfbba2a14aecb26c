"""schedule.xml as the tools of the world write it: Pentabarf, frab, pretalx, wafer, FOSDEM, hub.

Lenient: unknown elements and what nobody can use are passed over; only an event without title or
readable time is refused, by its line. Pure: bytes in, a Timetable out.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit

from events_svc.schedule.importing import times, xml
from events_svc.schedule.importing.errors import Place, refused
from events_svc.schedule.importing.gather import Gathering
from events_svc.schedule.importing.identity import derived_name, guid_of, key_of, number_of
from events_svc.schedule.importing.timetable import ReadPerson, ReadSession, Timetable
from events_svc.schedule.importing.uris import joined
from events_svc.schedule.importing.wording import folded, line, one_line, prose
from events_svc.schedule.importing.xml_event import (
    code_of,
    extra_of,
    is_ours,
    place_of,
    references,
    said,
    said_in,
)

_DAY_CHANGE = time(4)
_ITEMS = ("event", "entry")  # EuroPython says `entry`, and some of the rest in its own words
_PEOPLE = ("persons/person", "speakers/speaker", "authors/author")

Element = xml.Element


def read(raw: bytes, *, timezone: str, day: date | None = None) -> Timetable:
    """The timetable of a schedule.xml; `timezone` holds where the file names none.

    Raises FileRefused with up to twenty problems, each with its line and event.
    """
    root = xml.document(raw)
    if root.tag != "schedule":
        place = Place(root.sourceline or 0)
        raise refused("The root is <{value}>, not <schedule>.", str(root.tag)[:60], place)
    return _Reader(root, timezone).timetable()


class _Reader:
    """Goes through one tree."""

    def __init__(self, root: Element, timezone: str) -> None:
        self.root = root
        self.conference = root.find("conference") if root.find("conference") is not None else root
        self.zone = times.zone(said(self.conference, "time_zone_name"), timezone)
        self.base_url = said(self.conference, "base_url")
        self.source = urlsplit(joined("", self.base_url)).netloc or said(self.conference, "title")
        self.change = times.clock_time(said(self.conference, "day_change")) or _DAY_CHANGE
        self.is_ours = is_ours(root)
        venue = one_line(said(self.conference, "venue"))
        title = line(said(self.conference, "title"))
        made = Timetable("schedule.xml", title, venue, self.zone.key, not self.is_ours)
        self.found = Gathering(made)

    def timetable(self) -> Timetable:
        self._tracks()
        for element in self.root.iterfind("persons/person"):
            self._person(element)
        for element in self.root.iter("room"):
            self._room(element)
        for day, event in self._events():
            with self.found.at(place_of(event)):
                self.found.session(self._session(day, event))
        return self.found.timetable()

    def _events(self) -> Iterator[tuple[Element, Element]]:
        for day in self.root.iter("day"):
            for event in day.iter(*_ITEMS):
                yield day, event

    def _tracks(self) -> None:
        for element in self.root.iter("track"):
            if element.getparent().tag in {"conference", "tracks"}:
                name = line(element.get("name") or element.text)
                slug, color = element.get("slug", ""), element.get("color", "")
                self.found.track(name, slug=slug, color=color)

    def _person(self, element: Element) -> str:
        """The key of a person: guid, else id at its source, else the name."""
        guid, number = guid_of(element.get("guid")), element.get("id", "")
        is_told = element.find("name") is not None
        name = said(element, "name") if is_told else "".join(element.itertext())
        if guid:
            key = f"guid:{guid}"
        elif number:
            key = f"id:{self.source}:{number}"
        else:
            key = f"name:{folded(one_line(name))}"
        biography = said(element, "biography") or said(element, "extended_biography")
        told = prose(biography) if is_told else None
        return self.found.person(ReadPerson(key, line(name), guid, told))

    def _room(self, element: Element) -> str:
        """A room around events, or one that an event names."""
        name = element.get("name") or element.text
        return self.found.room(line(name), guid=guid_of(element.get("guid")))

    def _rooms(self, event: Element) -> tuple[str, ...]:
        """A session may be shown in several rooms; it may name them itself or stand in one."""
        named = [self._room(element) for element in event.iterfind("room")]
        above = event.getparent()
        inherited = self._room(above) if above.tag == "room" else ""
        found = [key for key in named if key] or [inherited]
        return tuple(dict.fromkeys(key for key in found if key))

    def _times(self, day: Element, event: Element) -> tuple[datetime, datetime]:
        written, start = said(event, "date"), said_in(event, "start", "hour", "time")
        if whole := next((one for one in (written, start) if len(one) > 10), ""):
            starts_at = times.instant(whole, self.zone)
        else:
            on = times.day(written or day.get("date", ""))
            starts_at = times.local(on, start, change=self.change, zone=self.zone)
        return starts_at, times.until(starts_at, self._length(event, starts_at))

    def _length(self, event: Element, starts_at: datetime) -> timedelta:
        end = said(event, "end")
        if len(end) > 10:
            return times.instant(end, self.zone) - starts_at
        length = times.length(said(event, "duration"))
        slot = said(self.conference, "timeslot_duration") or "00:05"
        return length or times.length(slot) or timedelta(minutes=5)

    def _session(self, day: Element, event: Element) -> ReadSession:
        starts_at, ends_at = self._times(day, event)
        guid, number = guid_of(event.get("guid")), event.get("id", "")
        title = line(said(event, "title"))
        name = said(event, "slug") or derived_name(title, starts_at)
        people = [self._person(one) for path in _PEOPLE for one in event.iterfind(path)]
        return ReadSession(
            place=place_of(event),
            key=key_of(guid=guid, number=number, name=name),
            guid=guid,
            number=number_of(number),
            code=code_of(event),
            title=title,
            subtitle=line(said(event, "subtitle")),
            abstract=prose(said(event, "abstract")),
            description=prose(said(event, "description")),
            language=one_line(said(event, "language"))[:40],
            kind=one_line(said_in(event, "type", "category"))[:80].strip() or "talk",
            track=self.found.track(line(said(event, "track"))),
            rooms=self._rooms(event),
            starts_at=starts_at,
            ends_at=ends_at,
            people=tuple(dict.fromkeys(key for key in people if key)),
            logo=joined(self.base_url, said(event, "logo")),
            links=references(event, "links/link", self.base_url),
            attachments=references(event, "attachments/attachment", self.base_url),
            extra=extra_of(event, self.base_url, is_ours=self.is_ours),
        )
