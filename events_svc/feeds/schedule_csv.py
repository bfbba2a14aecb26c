"""The agenda as a table for spreadsheets: Chinese and English in columns side by side. Pure."""

import csv
import io
from typing import Any

from events_svc.feeds.agenda import Agenda, rooms_of
from events_svc.feeds.wording import prose, speaker, words
from events_svc.schedule.entries import Entry
from events_svc.text import LANGUAGES

MEDIA_TYPE = "text/csv; charset=utf-8"
_BOM = "\ufeff"  # without it spreadsheets take UTF-8 for something else
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # what begins one (OWASP)


def write(agenda: Agenda, language: str) -> bytes:
    """A row for each session, the cancelled ones too; all languages, whichever is asked for."""
    made = io.StringIO()
    rows = [_row(agenda, entry) for entry in agenda.entries]
    writer = csv.DictWriter(made, list(_row(agenda, _NOBODY)), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: safe(value) for name, value in row.items()} for row in rows)
    return (_BOM + made.getvalue()).encode()


def _row(agenda: Agenda, entry: Entry) -> dict[str, Any]:
    starts_at, ends_at = agenda.local(entry["starts_at"]), agenda.local(entry["ends_at"])
    return {
        "code": entry["code"],
        "status": entry["status"].lower(),
        "day": agenda.day_of(entry).isoformat(),
        "date": starts_at.date().isoformat(),
        "start": f"{starts_at:%H:%M}",
        "end": f"{ends_at:%H:%M}",
        "minutes": int((ends_at - starts_at).total_seconds() // 60),
        "time_zone": agenda.timezone,
        **{
            f"{name}_{language}": value
            for language in LANGUAGES
            for name, value in _said(entry, language).items()
        },
        "type": entry["kind"],
        "language": entry["language"],
        "url": agenda.session_url(entry),
        "guid": entry["guid"],
    }


def _said(entry: Entry, language: str) -> dict[str, str]:
    track = entry["track"]
    return {
        "title": entry["title"].get(language, ""),
        "subtitle": entry["subtitle"].get(language, ""),
        "room": ", ".join(words(room["name"], language) for room in rooms_of(entry)),
        "track": words(track["name"], language) if track else "",
        "speakers": "; ".join(speaker(one, language) for one in entry["speakers"]),
        "abstract": prose({language: entry["abstract"].get(language, "")}, language),
    }


def safe(value: Any) -> Any:
    """A cell that no spreadsheet computes: an apostrophe stands before what looks like a formula."""
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA):
        return f"'{value}"
    return value


_NOBODY: Entry = {
    **dict.fromkeys(("code", "status", "kind", "language", "guid"), ""),  # type: ignore[typeddict-item]  # its columns alone count
    **{name: {} for name in ("title", "subtitle", "abstract")},
    **dict.fromkeys(("starts_at", "ends_at"), "1970-01-01T00:00:00+00:00"),
    "speakers": [],
    "room": None,
    "track": None,
}
