"""Which dialect a file speaks, told by its content and never by its name, and what it says. Pure.

Synchronous and without bounds of time and memory: `understand.understood` is the way to come here.
"""

from datetime import date

from events_svc.schedule.importing import (
    ics,
    opass,
    schedule_json,
    schedule_xml,
    separated,
    table,
    xlsx,
)
from events_svc.schedule.importing.errors import Place, refused
from events_svc.schedule.importing.json_tree import tree
from events_svc.schedule.importing.timetable import Timetable
from events_svc.schedule.importing.xml import MOST_BYTES

ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_FOREIGN = {
    b"%PDF": "PDF",
    b"\x1f\x8b": "gzip",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"SQLite format": "SQLite",
}


def read(raw: bytes, *, timezone: str, day: date | None = None) -> Timetable:
    """The timetable of a file in any dialect; `timezone` and the first `day` hold where it names none.

    Raises FileRefused, with up to twenty problems and their places.
    """
    if len(raw) > MOST_BYTES:
        raise refused("The file is larger than 50 MB.")
    if raw.startswith(ZIP):
        return table.read(xlsx.sheets(raw), dialect="xlsx", timezone=timezone, day=day)
    _refuse_foreign(raw)
    head = _head(raw)
    if not head:
        raise refused("The file is empty.")
    if head.startswith("<"):
        return schedule_xml.read(raw, timezone=timezone, day=day)
    if head.startswith(("{", "[")):
        return _json(raw, timezone, day)
    if head[:15].upper() == "BEGIN:VCALENDAR":
        return ics.read(_in_utf8(raw), timezone=timezone, day=day)
    return table.read(separated.sheets(raw), dialect="table", timezone=timezone, day=day)


def _json(raw: bytes, timezone: str, day: date | None) -> Timetable:
    found = tree(_in_utf8(raw))
    if "schedule" in found:
        return schedule_json.read(found, timezone=timezone, day=day)
    if isinstance(found.get("sessions"), list):
        return opass.read(found, timezone=timezone, day=day)
    said = ", ".join(sorted(found)[:8])[:80]
    raise refused("There is neither “schedule” nor “sessions”, but {value}.", said, Place(1))


def _refuse_foreign(raw: bytes) -> None:
    if raw.startswith(_OLD_OFFICE):
        raise refused("This is an old Excel file: please save it as .xlsx.")
    for mark, name in _FOREIGN.items():
        if raw.startswith(mark):
            raise refused("This is {value}, not a timetable.", name)


def _head(raw: bytes) -> str:
    """The beginning, without mark and blanks, as far as it is text."""
    first = raw[:1024]
    if first[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return first.decode("utf-16", "replace").strip()
    words = first.removeprefix(b"\xef\xbb\xbf").lstrip()
    if words.startswith((b"\0<", b"<\0")):
        return "<"  # UTF-16 without a mark: the XML parser says what it thinks of it
    return words.decode("latin-1").strip() or raw[1024:].strip()[:64].decode("latin-1")


def _in_utf8(raw: bytes) -> bytes:
    """JSON and calendars are UTF-8; what carries a mark of UTF-16 is brought there."""
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return separated.decoded(raw)[0].encode()
    return raw.removeprefix(b"\xef\xbb\xbf")
