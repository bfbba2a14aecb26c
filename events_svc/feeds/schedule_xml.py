"""schedule.xml, strictly by the schema of the chaos video operators. Pure."""

from typing import Any

from lxml import etree

from events_svc.feeds.agenda import (
    GENERATOR,
    Agenda,
    Day,
    room_name,
)
from events_svc.feeds.operators import hours_and_minutes, track_slug
from events_svc.feeds.wording import passages, words
from events_svc.schedule.entries import Entry
from events_svc.schedule.importing.uris import web_address

Element = Any  # lxml ships no types
MEDIA_TYPE = "application/xml; charset=utf-8"


def write(agenda: Agenda, language: str) -> bytes:
    """The sessions that take place, each text in `language` where it has one, as UTF-8."""
    root = etree.Element("schedule")
    etree.SubElement(root, "generator", name=GENERATOR, version=agenda.generator_version)
    _add(root, "url", f"{agenda.url}/schedule.xml")
    _add(root, "version", agenda.version)
    _conference(root, agenda, language)
    for day in agenda.days:
        _day(root, day, agenda, language)
    made: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return made


def _conference(root: Element, agenda: Agenda, language: str) -> None:
    conference = etree.SubElement(root, "conference")
    _add(conference, "title", words(agenda.title, language))
    _add(conference, "acronym", agenda.acronym)
    _add(conference, "start", agenda.days[0].date.isoformat())
    _add(conference, "end", agenda.days[-1].date.isoformat())
    _add(conference, "days", str(len(agenda.days)))
    _add(conference, "timeslot_duration", "00:05")
    _add(conference, "base_url", agenda.url)
    _add(conference, "time_zone_name", agenda.timezone)
    for track in tracks(agenda, language):
        etree.SubElement(conference, "track", **track)


def tracks(agenda: Agenda, language: str) -> list[dict[str, str]]:
    """Name, colour and slug of each track that has a session, in the order of the programme."""
    found = {}
    for entry in agenda.taking_place:
        track = entry["track"]
        if track and track["key"] not in found:
            name = words(track["name"], language)
            slug = track_slug(track["slug"], track["name"].get("en", ""))
            found[track["key"]] = {"name": name, "color": track["color"].lower(), "slug": slug}
    return list(found.values())


def _day(root: Element, day: Day, agenda: Agenda, language: str) -> None:
    element = etree.SubElement(
        root,
        "day",
        index=str(day.index),
        date=day.date.isoformat(),
        start=day.starts_at.isoformat(),
        end=day.ends_at.isoformat(),
    )
    for name, entries in day.rooms(language).items():
        room = etree.SubElement(element, "room", name=name)
        if entries[0]["room"]:
            room.set("guid", entries[0]["room"]["guid"])
        for entry in entries:
            _event(room, entry, agenda, language)


def _event(room: Element, entry: Entry, agenda: Agenda, language: str) -> None:
    event = etree.SubElement(
        room, "event", id=str(entry["number"]), guid=entry["guid"], code=entry["code"]
    )
    starts_at, ends_at = agenda.local(entry["starts_at"]), agenda.local(entry["ends_at"])
    track = entry["track"]
    required = {
        "room": room_name(entry, language),
        "title": words(entry["title"], language),
        "type": words({language: entry["kind"]}, language),
        "date": starts_at.isoformat(),
        "start": f"{starts_at:%H:%M}",
        "duration": hours_and_minutes(starts_at, ends_at),
        "abstract": passages(entry["abstract"], language),
        "track": words(track["name"], language) if track else "",
    }
    extra = entry["extra"]
    optional = {
        "subtitle": words(entry["subtitle"], language),
        "slug": agenda.session_slug(entry),
        "logo": web_address(entry["logo"]),
        "language": entry["language"],
        "description": passages(entry["description"], language),
        "url": agenda.session_url(entry),
        "feedback_url": web_address(extra.get("feedback_url", "")),
        "origin_url": web_address(extra.get("origin_url", "")),
    }
    for name, value in required.items():
        _add(event, name, value)
    for name, value in optional.items():
        if value:
            _add(event, name, value)
    _persons(event, entry, language)
    _recording(event, entry)
    _references(event, "links", "link", entry["links"])
    _references(event, "attachments", "attachment", entry["attachments"])


def _persons(event: Element, entry: Entry, language: str) -> None:
    if entry["speakers"]:
        persons = etree.SubElement(event, "persons")
        for speaker in entry["speakers"]:
            person = etree.SubElement(
                persons, "person", id=str(speaker["id"]), guid=speaker["guid"]
            )
            person.text = words(speaker["name"], language)


def _recording(event: Element, entry: Entry) -> None:
    licence, optout = entry["extra"].get("licence", ""), entry["extra"].get("optout", False)
    if licence or optout:
        recording = etree.SubElement(event, "recording")
        _add(recording, "license", words({"en": licence}, "en"))
        _add(recording, "optout", "true" if optout else "false")


def _references(event: Element, name: str, each: str, found: list[dict[str, str]]) -> None:
    usable = [(link, web_address(link["url"])) for link in found]
    usable = [(link, url) for link, url in usable if url]
    if usable:
        parent = etree.SubElement(event, name)
        for link, url in usable:
            element = etree.SubElement(parent, each, href=url)
            if link.get("type"):
                element.set("type", link["type"])
            element.text = words({"en": link.get("title", "")}, "en") or url


def _add(parent: Element, name: str, value: str) -> None:
    etree.SubElement(parent, name).text = value
