"""Bytes of an iCalendar become its events: lines unfolded before they are decoded (RFC 5545 §3.1).

A fold may cut a UTF-8 character in two, so bytes are joined first. Properties keep the number of the
line on which they begin.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import icalendar

from events_svc.schedule.importing.errors import Place, refused

MOST_LINES = 400_000
LONGEST_LINE = 300_000  # octets
MOST_NESTED = 8
_KEPT_OF_CALENDAR = {"X-WR-CALNAME", "NAME", "X-WR-TIMEZONE"}


@dataclass(frozen=True, slots=True)
class Property:
    """One line: its name, its parameters in capitals, its value unescaped and verbatim."""

    line: int
    name: str
    parameters: dict[str, str]
    value: str
    raw: str


@dataclass(slots=True)
class Component:
    """A VEVENT, VTIMEZONE or VCALENDAR; of a property that stands twice, `first` gives the first."""

    name: str
    line: int
    properties: dict[str, list[Property]] = field(default_factory=dict)
    inside: list["Component"] = field(default_factory=list)

    def first(self, name: str) -> Property | None:
        return next(iter(self.properties.get(name, ())), None)

    def said(self, name: str) -> str:
        """The value of the first property of this name, or nothing; some tools escape quotes too."""
        found = self.first(name)
        return found.value.replace('\\"', '"').strip() if found else ""


def calendar(raw: bytes) -> Component:
    """The calendar with its components; two calendars in one file are one. Raises FileRefused."""
    whole = Component("VCALENDAR", 1)
    open_components = [whole]
    for number, octets in _unfolded(raw):
        _take(open_components, number, _decoded(number, octets))
    if len(open_components) > 1:
        last = open_components[-1]
        raise refused("“{value}” has no end.", f"BEGIN:{last.name}", Place(last.line))
    return whole


def _unfolded(raw: bytes) -> Iterator[tuple[int, bytes]]:
    if raw.count(b"\n") > MOST_LINES:
        raise refused("The file has too many lines.")
    begun, parts = 0, [b""]
    for number, octets in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        octets = octets.rstrip(b"\r")
        if octets[:1] in {b" ", b"\t"} and begun:
            parts.append(octets[1:])
            continue
        yield begun, b"".join(parts)
        begun, parts = number, [octets]
    yield begun, b"".join(parts)


def _decoded(number: int, octets: bytes) -> str:
    if len(octets) > LONGEST_LINE:
        raise refused("The line is too long.", place=Place(number))
    try:
        return octets.decode()
    except UnicodeDecodeError as error:
        raise refused("This is no UTF-8.", place=Place(number)) from error


def _take(open_components: list[Component], number: int, written: str) -> None:
    name = written.partition(":")[0].partition(";")[0].strip().upper()
    current = open_components[-1]
    if name == "BEGIN":
        _begin(open_components, Component(written.partition(":")[2].strip().upper(), number))
    elif name == "END":
        _end(open_components, written.partition(":")[2].strip().upper(), number)
    elif name and _is_kept(current, name):
        current.properties.setdefault(name, []).append(_property(number, name, written))


def _begin(open_components: list[Component], begun: Component) -> None:
    if begun.name == "VCALENDAR":
        return
    open_components[-1].inside.append(begun)
    open_components.append(begun)
    if len(open_components) > MOST_NESTED:
        raise refused("The elements are nested too deeply.", place=Place(begun.line))


def _end(open_components: list[Component], name: str, number: int) -> None:
    if name == "VCALENDAR":
        return
    if len(open_components) == 1 or open_components[-1].name != name:
        raise refused("“{value}” has no beginning.", f"END:{name[:40]}", Place(number))
    open_components.pop()


def _is_kept(component: Component, name: str) -> bool:
    return component.name != "VCALENDAR" or name in _KEPT_OF_CALENDAR


def _property(number: int, name: str, written: str) -> Property:
    try:
        found = icalendar.parser.Contentline(written)  # type: ignore[no-untyped-call]  # it has no annotations
        (_, parameters, value), raw = found.parts(), found.raw_parts()[2]
    except ValueError as error:
        raise refused("The line “{value}” cannot be read.", written[:60], Place(number)) from error
    given = {key.upper(): str(value) for key, value in parameters.items()}
    return Property(number, name, given, value, raw)
