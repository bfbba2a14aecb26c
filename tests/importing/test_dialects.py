"""What a file is, its content says: never its name."""

import pytest

from events_svc.schedule.importing import dialects
from events_svc.schedule.importing.errors import FileRefused
from tests.feeds.factories import THREE, schedule_of
from tests.importing.books import book, sheet

OPASS = b'{"sessions": [{"id": "1", "start": "2026-08-26T09:00+08:00", "end": "2026-08-26T10:00+08:00", "title": "A"}]}'
JSON = b"""{"schedule": {"conference": {"days": [{"date": "2026-08-26", "rooms": {"Hall": [
    {"id": 1, "title": "A", "start": "09:00", "duration": "01:00"}]}}]}}}"""
ICS = (
    b"begin:vcalendar\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:A\r\n"
    b"DTSTART:20260826T010000Z\r\nEND:VEVENT\r\nEND:VCALENDAR"
)
CSV = "时间,主题\n2026-08-26 09:00-10:00,开幕".encode()
FILES = {
    "schedule.xml": schedule_of(*THREE),
    "schedule.json": JSON,
    "OPass": OPASS,
    "iCalendar": ICS,
    "table": CSV,
    "xlsx": book(sheet(["time", "topic"], ["2026-08-26 09:00-10:00", "Opening"])),
}


def refused(raw: bytes) -> str:
    with pytest.raises(FileRefused) as caught:
        dialects.read(raw, timezone="UTC")
    return str(caught.value)


@pytest.mark.parametrize("dialect", FILES)
@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b" \r\n\t"])
def test_every_dialect_is_known_by_its_content(dialect: str, before: bytes) -> None:
    if before and dialect in {"xlsx", "schedule.xml"}:
        before = b"" if dialect == "xlsx" else before[:3].strip()
    assert dialects.read(before + FILES[dialect], timezone="UTC").dialect == dialect


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "The file is empty."),
        (b" \n" * 2000, "The file is empty."),
        (b"%PDF-1.7", "This is PDF, not a timetable."),
        (b"\x1f\x8b\x08", "This is gzip, not a timetable."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "This is an old Excel file: please save it as .xlsx."),
        (b"{}", "line 1: There is neither “schedule” nor “sessions”, but ."),
        (b'{"a": 1}', "line 1: There is neither “schedule” nor “sessions”, but a."),
        (b"[1, 2]", "line 1: The file is no JSON object."),
        (b"Hello, world.", "The file has no events."),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR", "The file has no events."),
        (b'{"sessions": []}', "The file has no events."),
        (b'{"schedule": 7}', "schedule.conference.days: There is no list of days."),
    ],
)
def test_what_is_no_timetable_says_so(raw: bytes, words: str) -> None:
    assert refused(raw) == words
