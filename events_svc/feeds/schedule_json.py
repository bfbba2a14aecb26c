"""schedule.json, strictly by the closed schema of the chaos video operators. Pure."""

import re
from typing import Any

import orjson

from events_svc.feeds.agenda import (
    GENERATOR,
    Agenda,
    Day,
    room_name,
)
from events_svc.feeds.operators import hours_and_minutes
from events_svc.feeds.schedule_xml import tracks
from events_svc.feeds.wording import passages, words
from events_svc.schedule.entries import Entry, EntrySpeaker
from events_svc.schedule.importing.uris import web_address

MEDIA_TYPE = "application/json"
SCHEMA = "https://c3voc.de/schedule/schema.json"

_ZONE = re.compile("^([A-Z][a-z]+/[A-Z][a-z]+)|UTC$")
_REFERENCE_TYPES = {
    *("slides", "paper", "web", "blog", "article", "media", "related", "activitypub")
}


def write(agenda: Agenda, language: str) -> bytes:
    """The sessions that take place, each text in `language` where it has one, as UTF-8."""
    generator = {"name": GENERATOR, "version": agenda.generator_version}
    schedule = {
        "version": agenda.version,
        "base_url": agenda.url,
        "conference": _conference(agenda, language),
    }
    return orjson.dumps({"$schema": SCHEMA, "generator": generator, "schedule": schedule})


def _conference(agenda: Agenda, language: str) -> dict[str, Any]:
    zone = {"time_zone_name": agenda.timezone} if _ZONE.search(agenda.timezone) else {}
    return {
        "acronym": agenda.acronym,
        "title": words(agenda.title, language),
        "start": agenda.days[0].date.isoformat(),
        "end": agenda.days[-1].date.isoformat(),
        "daysCount": len(agenda.days),
        "timeslot_duration": "00:05",
        **zone,
        "url": agenda.url,
        "colors": {"primary": agenda.accent},
        "tracks": tracks(agenda, language),
        "rooms": _rooms(agenda, language),
        "days": [_day(day, agenda, language) for day in agenda.days],
    }


def _rooms(agenda: Agenda, language: str) -> list[dict[str, str]]:
    found = {}
    for entry in agenda.taking_place:
        if entry["room"]:
            guid = entry["room"]["guid"]
            found[guid] = {"name": room_name(entry, language), "guid": guid}
    return list(found.values())


def _day(day: Day, agenda: Agenda, language: str) -> dict[str, Any]:
    rooms = day.rooms(language).items()
    return {
        "index": day.index,
        "date": day.date.isoformat(),
        "day_start": day.starts_at.isoformat(),
        "day_end": day.ends_at.isoformat(),
        "rooms": {
            name: [_event(entry, agenda, language) for entry in entries] for name, entries in rooms
        },
    }


def _event(entry: Entry, agenda: Agenda, language: str) -> dict[str, Any]:
    starts_at, ends_at = agenda.local(entry["starts_at"]), agenda.local(entry["ends_at"])
    event = {
        "guid": entry["guid"],
        "code": entry["code"],
        "id": entry["number"],
        "date": starts_at.isoformat(),
        "start": f"{starts_at:%H:%M}",
        "end": ends_at.isoformat(),
        "duration": hours_and_minutes(starts_at, ends_at),
        "room": room_name(entry, language),
        "slug": agenda.session_slug(entry),
        "url": agenda.session_url(entry),
        "title": words(entry["title"], language),
        "subtitle": words(entry["subtitle"], language) or None,
        "track": words(entry["track"]["name"], language) if entry["track"] else None,
        "type": words({language: entry["kind"]}, language),
        "language": entry["language"] or None,
        "abstract": passages(entry["abstract"], language) or None,
        "persons": [_person(speaker, agenda, language) for speaker in entry["speakers"]],
        "links": _references(entry["links"]),
    }
    return event | {name: value for name, value in _optional(entry, language).items() if value}


def _optional(entry: Entry, language: str) -> dict[str, Any]:
    extra = entry["extra"]
    return {
        "logo": web_address(entry["logo"]),
        "description": passages(entry["description"], language),
        "recording_license": words({"en": extra.get("licence", "")}, "en"),
        "do_not_record": bool(extra.get("optout")),
        "attachments": _references(entry["attachments"]),
        "feedback_url": web_address(extra.get("feedback_url", "")),
        "origin_url": web_address(extra.get("origin_url", "")),
    }


def _person(speaker: EntrySpeaker, agenda: Agenda, language: str) -> dict[str, Any]:
    return {
        "guid": speaker["guid"],
        "name": words(speaker["name"], language),
        "url": f"{agenda.public_url}/speakers/{speaker['slug']}",
    }


def _references(links: list[dict[str, Any]]) -> list[dict[str, str]]:
    found = []
    for link in links:
        url = web_address(link["url"])
        title = words({"en": link.get("title", "")}, "en")
        kind = link.get("type")
        optional = {"title": title, "type": kind if kind in _REFERENCE_TYPES else ""}
        if url:
            found.append({"url": url} | {name: value for name, value in optional.items() if value})
    return found
