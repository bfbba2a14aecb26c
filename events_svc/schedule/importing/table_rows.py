"""A row of a table as a session: its texts, its people with their houses, its name for next time."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from events_svc.schedule.importing.errors import Place
from events_svc.schedule.importing.gather import Gathering
from events_svc.schedule.importing.identity import derived_name, guid_of, key_of, number_of
from events_svc.schedule.importing.sheets import Cell
from events_svc.schedule.importing.timetable import ReadPerson, ReadSession
from events_svc.schedule.importing.wording import both, folded, line, one_line, prose
from events_svc.text import Text

_NAMES = re.compile(r"\s*(?:[、;；\n,，/]|\s&\s|\sand\s)\s*", re.I)
_HOUSES = re.compile(r"\s*[、;；\n]\s*")


@dataclass(slots=True)
class Item:
    """A row, with what holds for it from the rows above."""

    place: Place
    day: date
    start: time
    end: time | None
    length: timedelta | None
    texts: dict[str, str]
    people: list[tuple[str, str]]  # names as the cell has them, and their house
    heading: str

    @property
    def room(self) -> str:
        return folded(self.texts.get("room", ""))


def session_of(item: Item, span: tuple[datetime, datetime], found: Gathering) -> ReadSession:
    """The session that a row describes."""
    title = _both(item, "title")
    number = item.texts.get("number", "")
    guid = guid_of(number)
    rooms = [found.room(line(name)) for name in re.split(r"[、;；\n]", item.texts.get("room", ""))]
    people = [key for names, houses in item.people for key in _people(names, houses, found, item)]
    return ReadSession(
        place=item.place,
        key=key_of(guid=guid, number=number, name=derived_name(title, span[0])),
        guid=guid,
        number=number_of(number),
        title=title,
        subtitle=line(item.texts.get("subtitle")),
        abstract=_both(item, "abstract"),
        language=item.texts.get("language", "")[:40],
        kind=item.texts.get("kind", "")[:80].strip() or "talk",
        track=found.track(line(item.texts.get("track") or item.heading)),
        rooms=tuple(dict.fromkeys(key for key in rooms if key)),
        starts_at=span[0],
        ends_at=span[1],
        people=tuple(dict.fromkeys(key for key in people if key)),
    )


def cell_text(cell: Cell) -> str:
    """A cell as words; whole numbers without their point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.strip() if isinstance(cell, str) else str(cell)


def _both(item: Item, name: str) -> Text:
    read = line if name == "title" else prose
    plain = read(item.texts.get(name))
    zh, en = read(item.texts.get(f"{name}_zh")), read(item.texts.get(f"{name}_en"))
    return both(zh or plain, en or (plain if zh else {})) or plain


def _people(names: str, houses: str, found: Gathering, item: Item) -> list[str]:
    """Each name with its house: one for one where their numbers agree, else the whole for each."""
    listed = [one_line(name) for name in _NAMES.split(names) if name.strip()]
    given = [one_line(house) for house in _HOUSES.split(houses) if house.strip()]
    each = given if len(given) == len(listed) else [one_line(houses)] * len(listed)
    alone = item.texts.get("position", "") if len(listed) == 1 else ""
    return [_person(name, house, alone, found) for name, house in zip(listed, each, strict=True)]


def _person(name: str, house: str, position: str, found: Gathering) -> str:
    """Who has the same name and another house is somebody else."""
    key, told = f"name:{folded(name)}", line(house) or None
    known = found.made.people.get(key)
    if known and told and known.affiliation is None:
        found.made.people[key] = replace(known, affiliation=told)
    elif known and told and known.affiliation != told:
        key = f"{key}@{folded(house)}"
    return found.person(
        ReadPerson(key, line(name), affiliation=told, position=line(position) or None)
    )
