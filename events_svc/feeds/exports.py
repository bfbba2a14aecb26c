"""Everything that is built once of a release, by name. Pure: runs in the press, without a database."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

import orjson

from events_svc.feeds import (
    calendar,
    jsonld,
    parts,
    schedule_csv,
    schedule_json,
    schedule_xml,
    xcal,
)
from events_svc.feeds.agenda import Agenda
from events_svc.feeds.files import File, packed
from events_svc.feeds.wording import BOTH
from events_svc.schedule.entries import Entry
from events_svc.text import LANGUAGES

Writer = Callable[[Agenda, str], bytes]
WRITERS: dict[str, tuple[Writer, str]] = {
    "calendar.ics": (calendar.of_event, calendar.MEDIA_TYPE),
    "calendar-full.ics": (calendar.full, calendar.MEDIA_TYPE),
    "calendar.xcs": (xcal.write, xcal.MEDIA_TYPE),
    "schedule.xml": (schedule_xml.write, schedule_xml.MEDIA_TYPE),
    "schedule.json": (schedule_json.write, schedule_json.MEDIA_TYPE),
    "schedule.csv": (schedule_csv.write, schedule_csv.MEDIA_TYPE),
    "event.jsonld": (jsonld.write, jsonld.MEDIA_TYPE),
    "calendar.parts": (parts.write, parts.MEDIA_TYPE),
}

# Built with the release; the rest when somebody asks for it first.
ASKED_FOR_MOST = [
    *(("calendar.ics", language) for language in (*LANGUAGES, BOTH)),
    *(("calendar.parts", language) for language in LANGUAGES),
    *(("schedule.xml", language) for language in LANGUAGES),
    *(("schedule.json", language) for language in LANGUAGES),
]


def built(facts: Agenda, entries: bytes, name: str, language: str) -> File:
    """The export `name` of the release with these entries (JSON); `facts` is its agenda without them."""
    write, media_type = WRITERS[name]
    agenda = facts.with_entries(_read(entries))
    modified = max((entry["modified_at"] for entry in agenda.entries), default=None)
    at = datetime.fromisoformat(modified) if modified else agenda.released_at
    return packed(write(agenda, language), media_type, at)


@lru_cache(maxsize=1)
def _read(entries: bytes) -> list[Entry]:
    """The entries are the same for all exports of a release."""
    found: list[Entry] = orjson.loads(entries)
    return found
