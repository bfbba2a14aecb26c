"""schedule.json as frab, pretalx and the chaos tools write it, with everything that they leave out."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from events_svc.schedule.importing import times
from events_svc.schedule.importing.errors import Place, refused
from events_svc.schedule.importing.gather import Gathering
from events_svc.schedule.importing.identity import derived_name, guid_of, key_of, number_of
from events_svc.schedule.importing.json_tree import Tree, mapping, objects, text_of
from events_svc.schedule.importing.timetable import ReadPerson, ReadSession, Timetable
from events_svc.schedule.importing.uris import joined, reference
from events_svc.schedule.importing.wording import folded, line, one_line, prose, spoken
from events_svc.schedule.importing.xml_event import GENERATOR, MOST_LINKS

_DAY_CHANGE = time(4)
_CODE_LETTERS = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def read(tree: Tree, *, timezone: str, day: date | None = None) -> Timetable:
    """The timetable of a parsed schedule.json; see `schedule_xml.read`."""
    schedule = mapping(tree.get("schedule"))
    conference = mapping(schedule.get("conference"))
    if not isinstance(conference.get("days"), list):
        raise refused("There is no list of days.", place=Place(path="schedule.conference.days"))
    return _Reader(tree, conference, timezone).timetable()


class _Reader:
    """Goes through one tree."""

    def __init__(self, tree: Tree, conference: Tree, timezone: str) -> None:
        self.conference = conference
        schedule = tree["schedule"]
        self.zone = times.zone(conference.get("time_zone_name"), timezone)
        self.base_url = text_of(schedule.get("base_url"))
        self.is_ours = mapping(tree.get("generator")).get("name") == GENERATOR
        title = spoken(conference.get("title"))
        self.source = urlsplit(joined("", self.base_url)).netloc or next(iter(title.values()), "")
        made = Timetable("schedule.json", title, "", self.zone.key, not self.is_ours)
        self.found = Gathering(made)

    def timetable(self) -> Timetable:
        for track in objects(self.conference.get("tracks")):
            slug, color = text_of(track.get("slug")), text_of(track.get("color"))
            self.found.track(spoken(track.get("name")), slug=slug, color=color)
        for room in objects(self.conference.get("rooms")):
            size = number_of(room.get("capacity"))
            self.found.room(spoken(room.get("name")), guid=guid_of(room.get("guid")), capacity=size)
        for place, day, around, event in self._events():
            with self.found.at(place):
                self.found.session(self._session(place, day, around, event))
        return self.found.timetable()

    def _events(self) -> Iterator[tuple[Place, Tree, str, Tree]]:
        for nth, day in enumerate(objects(self.conference["days"])):
            rooms = day.get("rooms")
            listed = rooms.items() if isinstance(rooms, dict) else _named(objects(rooms))
            for room, events in listed:
                for at, event in enumerate(objects(events)):
                    number = text_of(event.get("id")) or text_of(event.get("guid"))
                    path = f"days[{nth}].rooms[{room[:60]}][{at}]"
                    yield Place(path=path, event_id=number[:60]), day, room, event

    def _rooms(self, event: Tree, around: str) -> tuple[str, ...]:
        given = event.get("rooms") or event.get("room")
        named = given if isinstance(given, list) else [given]
        rooms = [self.found.room(spoken(one)) for one in named]
        found = [key for key in rooms if key] or [self.found.room(line(around))]
        return tuple(dict.fromkeys(key for key in found if key))

    def _times(self, day: Tree, event: Tree) -> tuple[datetime, datetime]:
        written = text_of(event.get("date"))
        if len(written) > 10:
            starts_at = times.instant(written, self.zone)
        else:
            on = times.day(written or text_of(day.get("date")))
            start = text_of(event.get("start"))
            starts_at = times.local(on, start, change=_DAY_CHANGE, zone=self.zone)
        return starts_at, times.until(starts_at, self._length(event))

    def _length(self, event: Tree) -> timedelta:
        slot = text_of(self.conference.get("timeslot_duration")) or "00:05"
        length = times.length(text_of(event.get("duration")))
        return length or times.length(slot) or timedelta(minutes=5)

    def _person(self, person: Any) -> str:
        known = mapping(person) or {"name": person}
        name = line(known.get("public_name") or known.get("name") or known.get("full_public_name"))
        guid = guid_of(known.get("guid"))
        number = text_of(known.get("id")) or text_of(known.get("code"))
        key = f"name:{folded(next(iter(name.values()), ''))}"
        key = f"guid:{guid}" if guid else f"id:{self.source}:{number}" if number else key
        biography = prose(known["biography"]) if "biography" in known else None
        picture = joined(self.base_url, known.get("avatar")) or None
        return self.found.person(ReadPerson(key, name, guid, biography, picture_url=picture))

    def _session(self, place: Place, day: Tree, room: str, event: Tree) -> ReadSession:
        starts_at, ends_at = self._times(day, event)
        guid, number = guid_of(event.get("guid")), text_of(event.get("id"))
        title = spoken(event.get("title"))
        name = text_of(event.get("slug")) or derived_name(title, starts_at)
        persons = event.get("persons")
        people = [self._person(one) for one in persons] if isinstance(persons, list) else []
        return ReadSession(
            place=place,
            key=key_of(guid=guid, number=number, name=name),
            guid=guid,
            number=number_of(number),
            code=_code(event),
            title=title,
            subtitle=spoken(event.get("subtitle")),
            abstract=prose(event.get("abstract")),
            description=prose(event.get("description")),
            language=one_line(event.get("language"))[:40],
            kind=one_line(event.get("type"))[:80].strip() or "talk",
            track=self.found.track(spoken(event.get("track"))),
            rooms=self._rooms(event, room),
            starts_at=starts_at,
            ends_at=ends_at,
            people=tuple(dict.fromkeys(key for key in people if key)),
            logo=joined(self.base_url, event.get("logo")),
            links=self._references(event.get("links")),
            attachments=self._references(event.get("attachments")),
            extra=self._extra(event),
        )

    def _references(self, given: object) -> list[dict[str, str]]:
        found = []
        for one in objects(given):
            href, title = one.get("url") or one.get("href"), one_line(one.get("title"))
            found += reference(self.base_url, href, title, text_of(one.get("type")))
        return found[:MOST_LINKS]

    def _extra(self, event: Tree) -> dict[str, Any]:
        own_page = None if self.is_ours else event.get("url")
        found: dict[str, Any] = {
            "licence": one_line(event.get("recording_license")),
            "optout": event.get("do_not_record") is True,
            "feedback_url": joined(self.base_url, event.get("feedback_url")),
            "origin_url": joined(self.base_url, event.get("origin_url") or own_page),
        }
        return {name: value for name, value in found.items() if value}


def _named(rooms: list[Tree]) -> Iterator[tuple[str, Any]]:
    """Rooms as a list of objects, each with its events."""
    for room in rooms:
        yield text_of(room.get("name")), room.get("events") or room.get("talks")


def _code(event: Tree) -> str:
    given = text_of(event.get("code"))
    return given if len(given) == 6 and _CODE_LETTERS.issuperset(given) else ""
