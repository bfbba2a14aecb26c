"""The JSON of OPass, the app of COSCUP and SITCON: flat lists, texts in Chinese and English."""

from datetime import date, timedelta
from typing import Any

from events_svc.schedule.importing import times
from events_svc.schedule.importing.errors import Place
from events_svc.schedule.importing.gather import Gathering
from events_svc.schedule.importing.identity import derived_name, guid_of, key_of, number_of
from events_svc.schedule.importing.json_tree import Tree, mapping, objects, text_of
from events_svc.schedule.importing.timetable import ReadPerson, ReadSession, Timetable
from events_svc.schedule.importing.uris import joined, reference
from events_svc.schedule.importing.wording import both, folded, line, one_line, prose
from events_svc.text import Text

_LINKS = {
    "slide": "Slides",
    "co_write": "Collaborative notes",
    "qa": "Questions",
    "live": "Live",
    "record": "Recording",
}


def read(tree: Tree, *, timezone: str, day: date | None = None) -> Timetable:
    """The timetable of `{"sessions": […], "speakers": […], "rooms": […], …}`; see `schedule_xml.read`."""
    return _Reader(tree, timezone).timetable()


class _Reader:
    """Goes through one tree; sessions refer to the other lists by their ids."""

    def __init__(self, tree: Tree, timezone: str) -> None:
        self.tree = tree
        self.zone = times.zone(tree.get("timezone"), timezone)
        self.found = Gathering(Timetable("OPass", _said(tree, "title"), "", self.zone.key))

    def timetable(self) -> Timetable:
        self.rooms = {text_of(one.get("id")): one for one in objects(self.tree.get("rooms"))}
        self.types = {
            text_of(one.get("id")): one for one in objects(self.tree.get("session_types"))
        }
        self.people = {text_of(one.get("id")): one for one in objects(self.tree.get("speakers"))}
        for number in self.rooms:  # in the order of their list
            self._room(number)
        for nth, session in enumerate(objects(self.tree.get("sessions"))):
            number = text_of(session.get("id"))
            place = Place(path=f"sessions[{nth}]", event_id=number[:60])
            with self.found.at(place):
                self.found.session(self._session(place, session))
        return self.found.timetable()

    def _session(self, place: Place, session: Tree) -> ReadSession:
        starts_at = times.instant(session.get("start"), self.zone)
        ends_at = times.instant(session.get("end"), self.zone)
        number, title = text_of(session.get("id")), _said(session, "title")
        people = [self._person(one, place) for one in _ids(session.get("speakers"))]
        return ReadSession(
            place=place,
            key=key_of(guid=guid_of(number), number=number, name=derived_name(title, starts_at)),
            guid=guid_of(number),
            number=number_of(number),
            code=number if len(number) == 6 and _is_code(number) else "",
            title=title,
            description=_written(session, "description"),
            language=one_line(session.get("language"))[:40],
            track=self._track(text_of(session.get("type"))),
            rooms=tuple(dict.fromkeys(map(self._room, _rooms(session)))),
            starts_at=starts_at,
            ends_at=times.until(starts_at, max(ends_at - starts_at, timedelta(0))),
            people=tuple(dict.fromkeys(key for key in people if key)),
            links=_links(session),
            extra=_extra(session),
        )

    def _room(self, number: str) -> str:
        room = mapping(self.rooms.get(number))
        return self.found.room(_said(room, "name") or line(number), key=folded(number)[:200])

    def _track(self, number: str) -> str:
        if not number:
            return ""
        name = _said(mapping(self.types.get(number)), "name") or line(number)
        return self.found.track(name, key=folded(number)[:200])

    def _person(self, number: str, place: Place) -> str:
        person = mapping(self.people.get(number))
        name = _said(person, "name")
        if not name:
            self.found.odd("Nobody in the file has the id “{value}”.", number[:60], place)
            return ""
        told = ReadPerson(
            key=f"opass:{number}",
            name=name,
            biography=_written(person, "bio"),
            picture_url=joined("", person.get("avatar")) or None,
        )
        return self.found.person(told)


def _said(one: Tree, field: str) -> Text:
    """A title or name of both languages, or of none in particular."""
    zh, en = (line(mapping(one.get(language)).get(field)) for language in ("zh", "en"))
    return both(zh, en) or line(one.get(field))


def _written(one: Tree, field: str) -> Text:
    zh, en = (prose(mapping(one.get(language)).get(field)) for language in ("zh", "en"))
    return both(zh, en) or prose(one.get(field))


def _rooms(session: Tree) -> list[str]:
    """Its own room, then those to which it is shown."""
    broadcast = session.get("broadcast")
    shown = broadcast if isinstance(broadcast, list) else []
    named = session.get("room")
    own = named if isinstance(named, list) else [named]
    return [number for number in map(text_of, [*own, *shown]) if number]


def _ids(given: object) -> list[str]:
    """Ids of speakers, some files write the whole speaker."""
    listed = given if isinstance(given, list) else []
    found = (text_of(one.get("id")) if isinstance(one, dict) else text_of(one) for one in listed)
    return [number for number in found if number]


def _links(session: Tree) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for field, title in _LINKS.items():
        found += reference("", session.get(field), title)
    return found


def _extra(session: Tree) -> dict[str, Any]:
    origin = joined("", session.get("uri"))
    return {"origin_url": origin} if origin else {}


def _is_code(number: str) -> bool:
    return number.isascii() and number.isalnum() and number.isupper()
