"""schedule.xml as the tools of the world write it: frab, pretalx, wafer, FOSDEM, hub.

Lenient: unknown elements and what nobody can use are passed over; only an event without title or
readable time is refused, by its line. Pure: bytes in, a Timetable out.
"""

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import UUID, uuid5

from events_svc.schedule.importing import times, xml
from events_svc.schedule.importing.errors import FileRefused, Problem
from events_svc.schedule.importing.timetable import (
    ReadPerson,
    ReadRoom,
    ReadSession,
    ReadTrack,
    Timetable,
)
from events_svc.schedule.importing.uris import web_address
from events_svc.schedule.importing.wording import digest, folded, on_one_line

MOST_SESSIONS = 20_000
MOST_PROBLEMS = 20
GENERATOR = "events-svc"  # in our own exports `url` is our page, not the origin's

_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_CODE = re.compile(r"[0-9A-Z]{6}")
_LARGEST = 2**63 - 1
_DAY_CHANGE = time(4)

Element = xml.Element


def read(raw: bytes, *, timezone: str) -> Timetable:
    """The timetable of a schedule.xml; `timezone` holds where the file names none.

    Raises FileRefused with up to twenty problems, each with its line and event.
    """
    root = xml.document(raw)
    if root.tag != "schedule":
        problem = Problem("The root is <{value}>, not <schedule>.", str(root.tag), root.sourceline)
        raise FileRefused([problem])
    return _Reader(root, timezone).timetable()


class _Reader:
    """Goes through one file; what repeats (keys, guids) is remembered here."""

    def __init__(self, root: Element, timezone: str) -> None:
        self.root = root
        self.conference = root.find("conference") if root.find("conference") is not None else root
        self.zone = times.zone(_text(self.conference, "time_zone_name"), timezone)
        self.base_url = _text(self.conference, "base_url")
        self.is_ours = _is_ours(root)
        self.seen: dict[str, int] = {}
        self.problems: list[Problem] = []
        self.made = Timetable(
            title=_text(self.conference, "title"),
            venue=_text(self.conference, "venue"),
            timezone=self.zone.key,
        )

    def timetable(self) -> Timetable:
        self._tracks()
        self._people()
        for element in self.root.iter("room"):
            if element.get("name"):
                self._room(element.get("name"), _uuid(element.get("guid")))
        for day, event in self._events():
            self._session(day, event)
            if len(self.problems) >= MOST_PROBLEMS:
                break
        self._refuse()
        return self.made

    def _refuse(self) -> None:
        if len(self.made.sessions) > MOST_SESSIONS:
            self.problems.append(Problem("The file has more than {value} events.", "20000"))
        if not self.made.sessions and not self.problems:
            self.problems.append(Problem("The file has no events."))
        if self.problems:
            raise FileRefused(self.problems)

    def _events(self) -> Iterator[tuple[Element, Element]]:
        for day in self.root.iter("day"):
            for event in day.iter("event", "entry"):
                yield day, event

    def _tracks(self) -> None:
        for element in self.root.iter("track"):
            if element.getparent().tag in {"conference", "tracks"}:
                name = element.get("name") or element.text
                self._track(on_one_line(name), element.get("slug", ""), element.get("color", ""))

    def _track(self, name: str, slug: str = "", color: str = "") -> str:
        key = folded(name)[:200]
        if key and key not in self.made.tracks:
            color = color.lower() if _COLOR.fullmatch(color) else ""
            self.made.tracks[key] = ReadTrack(key, slug[:120], name, color)
        return key

    def _people(self) -> None:
        for element in self.root.iterfind("persons/person"):
            biography = _text(element, "biography") or _text(element, "extended_biography")
            self._person(element, _text(element, "name"), biography)

    def _person(self, element: Element, name: str, biography: str | None = None) -> str:
        """The key of a person: guid, else id at its source, else the name."""
        guid, number = _uuid(element.get("guid")), element.get("id", "")
        if guid:
            key = f"guid:{guid}"
        elif number:
            key = f"id:{urlsplit(self.base_url).netloc or self.made.title}:{number}"[:200]
        else:
            key = f"name:{folded(name)}"[:200]
        if name and key not in self.made.people:
            slug = _text(element, "slug")
            self.made.people[key] = ReadPerson(key, name, guid, slug, biography)
        return key if key in self.made.people else ""

    def _room(self, name: str | None, guid: UUID | None = None) -> str:
        name = on_one_line(name)
        key = folded(name)[:200]
        if key and key not in self.made.rooms:
            self.made.rooms[key] = ReadRoom(key, name, guid)
        return key

    def _session(self, day: Element, event: Element) -> None:
        try:
            starts_at, ends_at = self._times(day, event)
            if not _text(event, "title"):
                raise ValueError("There is no title.")
        except ValueError as error:
            reason, value = (*error.args, "")[:2]
            name = event.get("id") or event.get("guid") or ""
            self.problems.append(Problem(reason, value, event.sourceline or 0, name))
            return
        for room in self._rooms(event):
            self.made.sessions.append(self._read(event, room, starts_at, ends_at))

    def _rooms(self, event: Element) -> list[str]:
        """A session may be shown in several rooms; it may name them itself or stand in one."""
        named = [self._room(element.text) for element in event.iterfind("room")]
        above = event.getparent()
        inherited = self._room(above.get("name")) if above.tag == "room" else ""
        return list(dict.fromkeys(key for key in named if key)) or [inherited]

    def _times(self, day: Element, event: Element) -> tuple[datetime, datetime]:
        written, start = _text(event, "date"), _text(event, "start")
        if len(written) > 10:
            starts_at = times.instant(written, self.zone)
        else:
            on = times.day(written or day.get("date", ""))
            starts_at = times.local(on, start, change=self._change(), zone=self.zone)
        return starts_at, starts_at + self._length(event)

    def _change(self) -> time:
        return times.clock_time(_text(self.conference, "day_change")) or _DAY_CHANGE

    def _length(self, event: Element) -> timedelta:
        length = times.length(_text(event, "duration"))
        slot = _text(self.conference, "timeslot_duration") or "00:05"
        return length or times.length(slot) or timedelta(minutes=5)

    def _read(
        self, event: Element, room: str, starts_at: datetime, ends_at: datetime
    ) -> ReadSession:
        key, guid = self._identity(event, starts_at)
        return ReadSession(
            line=event.sourceline or 0,
            event_id=event.get("id") or event.get("guid") or "",
            key=key,
            guid=guid,
            number=_number(event.get("id")),
            code=_code(event),
            title=on_one_line(_text(event, "title")),
            subtitle=on_one_line(_text(event, "subtitle")),
            abstract=_text(event, "abstract"),
            description=_text(event, "description"),
            language=on_one_line(_text(event, "language"))[:40],
            kind=on_one_line(_text(event, "type"))[:80].strip() or "talk",
            track=self._track(on_one_line(_text(event, "track"))),
            room=room,
            starts_at=starts_at,
            ends_at=ends_at,
            people=self._presenting(event),
            logo=self._url(_text(event, "logo")),
            links=self._references(event, "links/link"),
            attachments=self._references(event, "attachments/attachment"),
            extra=self._extra(event),
        )

    def _identity(self, event: Element, starts_at: datetime) -> tuple[str, UUID | None]:
        """Guid, else id, else slug, else title; the second of the same name gets a name of its own."""
        guid = _uuid(event.get("guid"))
        name = _text(event, "slug") or f"{_text(event, 'title')} {starts_at.date()}"
        key = f"guid:{guid}" if guid else f"id:{event.get('id')}" if event.get("id") else ""
        key = (key or f"derived:{digest(name)[:32]}")[:190]
        nth = self.seen[key] = self.seen.get(key, 0) + 1
        if nth == 1:
            return key, guid
        return f"{key}#{nth}", uuid5(guid, str(nth)) if guid else None

    def _presenting(self, event: Element) -> tuple[str, ...]:
        found = [
            self._person(element, on_one_line("".join(element.itertext())))
            for element in event.iterfind("persons/person")
        ]
        return tuple(dict.fromkeys(key for key in found if key))

    def _url(self, written: str) -> str:
        """An absolute http address, a relative one from base_url; nothing for anything else."""
        try:
            return web_address(urljoin(self.base_url, written)) if written else ""
        except ValueError:
            return ""

    def _references(self, event: Element, path: str) -> list[dict[str, Any]]:
        found = []
        for element in event.iterfind(path):
            url = self._url((element.get("href") or "").strip())
            title = on_one_line("".join(element.itertext())) or url
            kind = element.get("type", "")
            if url:
                found.append({"url": url, "title": title} | ({"type": kind} if kind else {}))
        return found[:100]

    def _extra(self, event: Element) -> dict[str, Any]:
        origin = _text(event, "origin_url") or ("" if self.is_ours else _text(event, "url"))
        found: dict[str, Any] = {
            "licence": on_one_line(_text(event, "recording/license")),
            "optout": _text(event, "recording/optout").lower() in {"true", "1"},
            "feedback_url": self._url(_text(event, "feedback_url")),
            "origin_url": self._url(origin),
        }
        return {name: value for name, value in found.items() if value}


def _text(element: Element, path: str) -> str:
    found = element.find(path)
    return "".join(found.itertext()).strip() if found is not None else ""


def _uuid(written: str | None) -> UUID | None:
    try:
        return UUID(written) if written else None
    except ValueError:
        return None


def _number(written: str | None) -> int | None:
    """A positive 64-bit id, else none."""
    if not written or not re.fullmatch(r"[0-9]{1,19}", written):
        return None
    return int(written) if 0 < int(written) <= _LARGEST else None


def _code(event: Element) -> str:
    """The six characters of pretalx: in the attribute, or before the slug (FOSDEM)."""
    given = event.get("code") or _text(event, "slug").partition("-")[0]
    return given if _CODE.fullmatch(given) else ""


def _is_ours(root: Element) -> bool:
    generator = root.find("generator")
    return generator is not None and generator.get("name") == GENERATOR
