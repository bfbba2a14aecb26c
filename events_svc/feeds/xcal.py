"""xCal (RFC 6321): the same calendar as XML. Pure."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from events_svc.feeds import calendar
from events_svc.feeds.agenda import Agenda

MEDIA_TYPE = "application/calendar+xml; charset=utf-8"
_NAMESPACE = "urn:ietf:params:xml:ns:icalendar-2.0"
_TYPES = {
    **dict.fromkeys(("dtstamp", "created", "last-modified"), "date-time"),
    **dict.fromkeys(("url", "source", "image", "attach", "conference"), "uri"),
    **dict.fromkeys(("tzoffsetfrom", "tzoffsetto"), "utc-offset"),
    **dict.fromkeys(("refresh-interval", "trigger"), "duration"),
    "sequence": "integer",
}
_TIMES = {"dtstart", "dtend"}

_PARAMETER = re.compile(r';([^=;:]+)=("[^"]*"|[^";:]*)')
_LINE = re.compile(r'([A-Za-z0-9-]+)((?:;[^=;:]+=(?:"[^"]*"|[^";:]*))*):(.*)', re.DOTALL)

Element = Any  # lxml ships no types


def write(agenda: Agenda, language: str) -> bytes:
    """The event's calendar, property by property."""
    root = etree.Element("icalendar", nsmap={None: _NAMESPACE})
    here = [(root, root)]  # component, and its properties
    for name, parameters, value in _lines(calendar.of_event(agenda, language)):
        if name == "begin":
            here.append(_component(here[-1][0], value))
        elif name == "end":
            here.pop()
        else:
            _property(here[-1][1], name, parameters, value)
    made: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return made


def _lines(body: bytes) -> Iterator[tuple[str, dict[str, str], str]]:
    """Name, parameters and value of each line, the value still with its escapes."""
    for line in body.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]:
        parts = _LINE.fullmatch(line)
        assert parts is not None, line
        parameters = {key.lower(): value.strip('"') for key, value in _PARAMETER.findall(parts[2])}
        yield parts[1].lower(), parameters, parts[3]


def _component(parent: Element, name: str) -> tuple[Element, Element]:
    """The component within its parent's `components`, where that is no component itself the root."""
    if parent.getparent() is not None:
        found = parent.find("components")
        parent = found if found is not None else etree.SubElement(parent, "components")
    made = etree.SubElement(parent, name.lower())
    return made, etree.SubElement(made, "properties")


def _property(parent: Element, name: str, parameters: dict[str, str], value: str) -> None:
    made = etree.SubElement(parent, name)
    _parameters(made, {key: one for key, one in parameters.items() if key != "value"})
    if name == "geo":
        for axis, number in zip(("latitude", "longitude"), value.split(";"), strict=True):
            etree.SubElement(made, axis).text = number
    elif name == "rrule":
        recur = etree.SubElement(made, "recur")
        for key, one in (part.split("=") for part in value.split(";")):
            etree.SubElement(recur, key.lower()).text = one
    elif name == "categories":
        for one in re.split(r"(?<!\\),", value):
            etree.SubElement(made, "text").text = _plain(one)
    else:
        kind = _kind(name, value)
        etree.SubElement(made, kind).text = _written(kind, value)


def _parameters(parent: Element, parameters: dict[str, str]) -> None:
    if parameters:
        all_of_them = etree.SubElement(parent, "parameters")
        for key, value in parameters.items():
            one = etree.SubElement(all_of_them, key)
            etree.SubElement(one, "text").text = value


def _kind(name: str, value: str) -> str:
    if name in _TIMES:
        return "date-time" if "T" in value else "date"
    return _TYPES.get(name, "unknown" if name.startswith("x-") else "text")


def _plain(value: str) -> str:
    """A TEXT without its escapes."""
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)


def _written(kind: str, value: str) -> str:
    if kind in {"text", "unknown"}:
        return _plain(value)
    if kind in {"date", "date-time"}:
        return _dashed(value)
    return f"{value[:3]}:{value[3:]}" if kind == "utc-offset" else value


def _dashed(value: str) -> str:
    """`20260826T090000Z` as `2026-08-26T09:00:00Z`."""
    day = f"{value[:4]}-{value[4:6]}-{value[6:8]}"
    return f"{day}T{value[9:11]}:{value[11:13]}:{value[13:]}" if "T" in value else day
