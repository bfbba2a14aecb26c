"""An event with its sessions as schema.org JSON-LD (https://schema.org/Event). Pure."""

from collections.abc import Mapping
from typing import Any

import orjson

from events_svc.feeds.agenda import Agenda, rooms_of
from events_svc.feeds.wording import TAGS, prose, words
from events_svc.schedule.entries import Entry

MEDIA_TYPE = "application/ld+json"
_STATUS = {"CONFIRMED": "EventScheduled", "CANCELLED": "EventCancelled"}


def write(agenda: Agenda, language: str) -> bytes:
    """The event and its sessions, the cancelled ones as cancelled."""
    status = "CANCELLED" if agenda.cancelled_at else "CONFIRMED"
    said = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": agenda.url,
        "url": agenda.url,
        "name": words(agenda.title, language),
        "description": prose(agenda.description, language),
        "startDate": agenda.starts_at.astimezone(agenda.zone).isoformat(),
        "endDate": agenda.ends_at.astimezone(agenda.zone).isoformat(),
        "eventStatus": f"https://schema.org/{_STATUS[status]}",
        "location": _place(words(agenda.venue, language), ""),
        "subEvent": [session(agenda, entry, language) for entry in agenda.entries],
    }
    return orjson.dumps(_filled(said))


def session(agenda: Agenda, entry: Entry, language: str) -> dict[str, Any]:
    """A session as a part of its event."""
    rooms = rooms_of(entry)
    venue = rooms[0]["venue"] if rooms else agenda.venue
    return _filled(
        {
            "@type": "Event",
            "@id": agenda.session_url(entry),
            "url": agenda.session_url(entry),
            "name": words(entry["title"], language),
            "description": prose(entry["abstract"], language),
            "startDate": agenda.local(entry["starts_at"]).isoformat(),
            "endDate": agenda.local(entry["ends_at"]).isoformat(),
            "eventStatus": f"https://schema.org/{_STATUS[entry['status']]}",
            "inLanguage": TAGS.get(entry["language"], entry["language"]),
            "location": [
                _place(words(room["name"], language), words(venue, language)) for room in rooms
            ],
            "performer": [_person(agenda, one, language) for one in entry["speakers"]],
        }
    )


def _place(name: str, within: str) -> dict[str, Any]:
    if not name:
        return {}
    more = {"containedInPlace": {"@type": "Place", "name": within}} if within else {}
    return {"@type": "Place", "name": name, **more}


def _person(agenda: Agenda, speaker: Mapping[str, Any], language: str) -> dict[str, Any]:
    affiliation = words(speaker["affiliation"], language)
    said = {
        "@type": "Person",
        "name": words(speaker["name"], language),
        "url": f"{agenda.public_url}/speakers/{speaker['slug']}",
        "affiliation": {"@type": "Organization", "name": affiliation} if affiliation else None,
    }
    return _filled(said)


def _filled(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value}
