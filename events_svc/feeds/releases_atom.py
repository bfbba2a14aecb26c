"""The versions of an agenda as an Atom feed (RFC 4287): each with its note and what it changed. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from events_svc.feeds.agenda import GENERATOR, Agenda
from events_svc.feeds.wording import BOTH, words
from events_svc.text import Text

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
MOST_CHANGES = 50  # of a kind; who wants all follows the link
_ATOM = "http://www.w3.org/2005/Atom"
_XHTML = "http://www.w3.org/1999/xhtml"
_KINDS: dict[str, Text] = {
    "moved": {"zh": "调整时间或会场", "en": "Moved"},
    "cancelled": {"zh": "取消", "en": "Cancelled"},
    "new": {"zh": "新增", "en": "New"},
    "changed": {"zh": "内容更新", "en": "Changed"},
}
_AGENDA: Text = {"zh": "议程", "en": "Agenda"}
_VERSION: Text = {"zh": "议程第 {} 版", "en": "Agenda, version {}"}
_MORE: Text = {"zh": "另有 {} 项", "en": "{} more"}

Element = Any  # lxml ships no types


@dataclass(frozen=True, slots=True)
class Version:
    """A release as the feed tells it; `changes` as in `Release.changes`."""

    number: int
    note: Text
    changes: Mapping[str, Sequence[Mapping[str, Any]]]
    released_at: datetime


def write(agenda: Agenda, versions: Sequence[Version], language: str) -> bytes:
    """The versions, the newest first as given; `agenda` needs no entries."""
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    root.set("{http://www.w3.org/XML/1998/namespace}lang", "zh" if language == BOTH else language)
    page = f"{agenda.url}/agenda/versions"
    _add(root, "id", page)
    _add(root, "title", f"{words(agenda.title, language)} · {words(_AGENDA, language)}")
    _add(root, "updated", _instant(versions[0].released_at if versions else agenda.released_at))
    _add(_add(root, "author", ""), "name", words(agenda.title, language))
    _add(root, "generator", GENERATOR)
    own = f"{agenda.url}/releases.atom?lang={language}"
    etree.SubElement(root, f"{{{_ATOM}}}link", rel="self", href=own, type="application/atom+xml")
    etree.SubElement(root, f"{{{_ATOM}}}link", rel="alternate", href=page, type="text/html")
    for version in versions:
        _entry(root, agenda, version, language)
    made: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return made


def _entry(root: Element, agenda: Agenda, version: Version, language: str) -> None:
    entry = etree.SubElement(root, f"{{{_ATOM}}}entry")
    address = f"{agenda.url}/agenda/versions#v{version.number}"
    _add(entry, "id", address)
    _add(entry, "title", words(_VERSION, language).format(*[version.number] * 2))
    _add(entry, "updated", _instant(version.released_at))
    etree.SubElement(entry, f"{{{_ATOM}}}link", rel="alternate", href=address, type="text/html")
    content = etree.SubElement(entry, f"{{{_ATOM}}}content", type="xhtml")
    told = etree.SubElement(content, f"{{{_XHTML}}}div", nsmap={None: _XHTML})
    if version.note:
        _add(told, "p", words(version.note, language))
    for kind, heading in _KINDS.items():
        _changes(told, agenda, version.changes.get(kind, []), words(heading, language), language)


def _changes(
    parent: Element,
    agenda: Agenda,
    changes: Sequence[Mapping[str, Any]],
    heading: str,
    language: str,
) -> None:
    if not changes:
        return
    _add(parent, "h2", f"{heading} ({len(changes)})")
    told = _add(parent, "ul", "")
    for change in changes[:MOST_CHANGES]:
        item = _add(told, "li", "")
        title = words(change["title"], language) or change["code"]
        link = _add(item, "a", title)
        link.set("href", f"{agenda.url}/sessions/{change['code']}")
        link.tail = _whereabouts(agenda, change, language)
    if len(changes) > MOST_CHANGES:
        rest = len(changes) - MOST_CHANGES
        _add(told, "li", words(_MORE, language).format(rest, rest))


def _whereabouts(agenda: Agenda, change: Mapping[str, Any], language: str) -> str:
    """` · before → after`, each with its time and room."""
    spots = [_spot(agenda, change[name], language) for name in ("before", "after") if change[name]]
    return " · " + " → ".join(dict.fromkeys(spots)) if spots else ""


def _spot(agenda: Agenda, spot: Mapping[str, Any], language: str) -> str:
    room = words(spot["room"], language)
    when = f"{agenda.local(spot['starts_at']):%Y-%m-%d %H:%M}"
    return f"{when}, {room}" if room else when


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _add(parent: Element, name: str, said: str) -> Element:
    namespace = etree.QName(parent).namespace
    made = etree.SubElement(parent, f"{{{namespace}}}{name}")
    made.text = said or None
    return made
