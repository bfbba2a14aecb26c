"""A session as a VEVENT (RFC 5545, RFC 7986; with `write_full` the parts of RFC 9073). Pure."""

from datetime import datetime

import icalendar

from events_svc.feeds.agenda import Agenda, rooms_of
from events_svc.feeds.properties import add_times, put_text, put_uri
from events_svc.feeds.wording import cancelled, listed, prose, speaker, tag, words
from events_svc.schedule.entries import Entry
from events_svc.schedule.importing.uris import web_address


def vevent(agenda: Agenda, entry: Entry, language: str) -> "icalendar.Event":
    """The session as every calendar takes it."""
    event = icalendar.Event()
    modified = datetime.fromisoformat(entry["modified_at"])
    event.add("uid", entry["guid"])
    event.add("dtstamp", modified)
    event.add("last-modified", modified)
    event.add("created", datetime.fromisoformat(entry["created_at"]))
    event.add("sequence", entry["sequence"])
    event.add("status", entry["status"])
    add_times(event, agenda.local(entry["starts_at"]), agenda.local(entry["ends_at"]))
    _summary(event, entry, language)
    put_text(event, "description", _description(agenda, entry, language))
    put_text(event, "location", _location(agenda, entry, language))
    if agenda.place:
        event.add("geo", agenda.place)
    _categories(event, entry, language)
    put_uri(event, "url", agenda.session_url(entry))
    if agenda.is_streamed(entry) and entry["status"] == "CONFIRMED":
        options = {"VALUE": "URI", "FEATURE": "AUDIO,VIDEO"}
        put_uri(event, "conference", agenda.session_url(entry), **options)
    put_uri(event, "image", web_address(entry["logo"]), VALUE="URI", DISPLAY="BADGE")
    _attachments(event, agenda, entry)
    return event


def full_vevent(agenda: Agenda, entry: Entry, language: str) -> "icalendar.Event":
    """The same with its people and rooms as components; libical 3 does not know these."""
    event = vevent(agenda, entry, language)
    for person in entry["speakers"]:
        event.add_component(_participant(agenda, person["guid"], person["slug"]))
        put_text(event.subcomponents[-1], "summary", speaker(person, language))
    for room in rooms_of(entry):
        place = _part("VLOCATION", room["guid"])
        put_text(place, "name", words(room["name"], language))
        put_text(place, "location-type", "room")
        event.add_component(place)
    return event


def _participant(agenda: Agenda, guid: str, slug: str) -> "icalendar.Component":
    made = _part("PARTICIPANT", guid)
    put_text(made, "participant-type", "SPEAKER")
    put_uri(made, "url", f"{agenda.public_url}/speakers/{slug}")
    return made


def _part(name: str, uid: str) -> "icalendar.Component":
    made = icalendar.Component()
    made.name = name  # type: ignore[misc]  # the library does so itself
    made.add("uid", uid)
    return made


def _summary(event: "icalendar.Event", entry: Entry, language: str) -> None:
    title = words(entry["title"], language) or entry["code"]
    prefix = cancelled(entry["title"], language) if entry["status"] == "CANCELLED" else ""
    put_text(event, "summary", prefix + title, **tag(entry["title"], language))


def _description(agenda: Agenda, entry: Entry, language: str) -> str:
    parts = [
        words(entry["subtitle"], language),
        listed([speaker(one, language) for one in entry["speakers"]], language),
        prose(entry["abstract"], language),
        prose(entry["description"], language),
        agenda.session_url(entry),
    ]
    return "\n\n".join(part for part in parts if part)


def _location(agenda: Agenda, entry: Entry, language: str) -> str:
    rooms = rooms_of(entry)
    venues = [room["venue"] for room in rooms] or [agenda.venue]
    parts = [words(text, language) for text in [*(room["name"] for room in rooms), *venues]]
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _categories(event: "icalendar.Event", entry: Entry, language: str) -> None:
    found = [words(entry["track"]["name"], language)] if entry["track"] else []
    found.append(entry["kind"])
    event.add("categories", [name for name in dict.fromkeys(found) if name])


def _attachments(event: "icalendar.Event", agenda: Agenda, entry: Entry) -> None:
    for attachment in entry["attachments"]:
        put_uri(event, "attach", web_address(agenda.address(attachment["url"])))
    for file in entry.get("files", []):
        kind = {"FMTTYPE": file["media_type"]} if file["media_type"] else {}
        put_uri(event, "attach", web_address(agenda.address(file["url"])), **kind)
