"""Calendars of all kinds: what clients leave out, cut in two, or put where it does not belong."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from events_svc.schedule.importing import ics
from events_svc.schedule.importing.errors import FileRefused, Place
from events_svc.schedule.importing.timetable import ReadSession, Timetable

NINE = datetime(2026, 8, 26, 1, tzinfo=UTC)  # in Shanghai
TEN = datetime(2026, 8, 26, 2, tzinfo=UTC)


def calendar(*events: str, before: str = "") -> bytes:
    blocks = "".join(f"BEGIN:VEVENT\r\n{event.strip()}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{before}{blocks}END:VCALENDAR\r\n".encode()


def event(more: str = "", *, start: str = "DTSTART:20260826T010000Z", uid: str = "1") -> str:
    return f"UID:{uid}\r\nSUMMARY:Talk\r\n{start}\r\n{more}"


def read(raw: bytes) -> Timetable:
    return ics.read(raw, timezone="Asia/Shanghai")


def only(raw: bytes) -> ReadSession:
    (session,) = read(raw).sessions
    return session


def refused(raw: bytes) -> str:
    with pytest.raises(FileRefused) as caught:
        read(raw)
    return str(caught.value)


def test_an_event_is_read_whole() -> None:
    raw = calendar(
        'UID:9f6ffb54-d9e8-4955-918c-0b525dcacff7@example.org\r\nSUMMARY:在 \\"Python\\" 中\r\n'
        "DTSTART:20260826T010000Z\r\nDTEND:20260826T020000Z\r\nLOCATION:Hall\\, 1\r\n"
        "DESCRIPTION:a\\nb\r\nCATEGORIES:AI\\, ML,Other\r\nURL:https://a.example/x\r\n"
        "ATTACH;FILENAME=s.pdf:https://a.example/s.pdf\r\nX-UNKNOWN;A=1:whatever"
    )
    assert only(raw) == ReadSession(
        place=Place(3, "9f6ffb54-d9e8-4955-918c-0b525dcacff7@example.org"),
        key="guid:9f6ffb54-d9e8-4955-918c-0b525dcacff7",
        guid=UUID("9f6ffb54-d9e8-4955-918c-0b525dcacff7"),
        title={"zh": '在 "Python" 中'},
        description={"en": "a\nb"},
        track="ai, ml",
        rooms=("hall, 1",),
        starts_at=NINE,
        ends_at=TEN,
        links=[{"url": "https://a.example/s.pdf", "title": "s.pdf"}],
        extra={"origin_url": "https://a.example/x"},
    )


def test_a_character_cut_in_two_by_a_fold_is_whole_again() -> None:
    raw = calendar(event()).replace(b"Talk", "机器".encode()[:4] + b"\r\n " + "机器".encode()[4:])
    assert only(raw).title == {"zh": "机器"}


@pytest.mark.parametrize("tab", [b"\n\t", b"\n ", b"\r\n\t"])
def test_folds_of_all_kinds_are_undone(tab: bytes) -> None:
    assert only(calendar(event()).replace(b"Talk", b"Ta" + tab + b"lk")).title == {"en": "Talk"}


@pytest.mark.parametrize(
    "start",
    [
        "DTSTART;TZID=Asia/Shanghai:20260826T090000",
        "DTSTART;TZID=/freeassociation.sourceforge.net/Tzfile/Asia/Shanghai:20260826T090000",
        "DTSTART;TZID=China Standard Time:20260826T090000",
        'DTSTART;TZID="Asia/Shanghai";VALUE=DATE-TIME:20260826T090000',
        "DTSTART:20260826T090000",
        "DTSTART:20260826T010000Z",
    ],
)
def test_zones_without_a_vtimezone_are_understood(start: str) -> None:
    assert only(calendar(event(start=start))).starts_at == NINE


def test_a_zone_of_their_own_is_as_its_vtimezone_says() -> None:
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Beijing\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
        "TZOFFSETFROM:+0800\r\nTZOFFSETTO:+0800\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    start = "DTSTART;TZID=Beijing:20260826T090000"
    known = ics.read(calendar(event(start=start), before=zone), timezone="UTC")
    unknown = ics.read(calendar(event(start=start)), timezone="UTC")
    assert (known.sessions[0].starts_at, known.odd) == (NINE, [])
    assert unknown.sessions[0].starts_at == datetime(2026, 8, 26, 9, tzinfo=UTC)
    assert [str(odd) for odd in unknown.odd] == ["The time zone “Beijing” is unknown."]


def test_a_method_inside_an_event_and_an_empty_description_say_nothing() -> None:
    session = only(calendar(event("METHOD:PUBLISH\r\nDESCRIPTION:\r\nLOCATION:")))
    assert (session.description, session.rooms) == ({}, ())


def test_an_event_without_a_title_is_taken_and_told() -> None:
    found = read(calendar("UID:1\r\nSUMMARY:\r\nDTSTART:20260826T010000Z"))
    assert found.sessions[0].title == {"zh": "（无标题）", "en": "(untitled)"}
    assert [str(odd) for odd in found.odd] == ["line 3, event 1: There is no title."]


@pytest.mark.parametrize(
    ("more", "minutes"),
    [
        ("DURATION:PT45M", 45),
        ("DURATION:P1DT1H", 1500),
        ("DTEND:20260826T020000Z", 60),
        ("DTEND:20260826T010000Z", 30),
        ("", 30),
    ],
)
def test_ends_and_durations_are_read(more: str, minutes: int) -> None:
    session = only(calendar(event(more)))
    assert (session.ends_at - session.starts_at).total_seconds() == minutes * 60


def test_a_whole_day_is_a_day_and_told() -> None:
    found = read(calendar(event(start="DTSTART;VALUE=DATE:20260826")))
    assert (found.sessions[0].starts_at, found.sessions[0].ends_at) == (
        datetime(2026, 8, 25, 16, tzinfo=UTC),
        datetime(2026, 8, 26, 16, tzinfo=UTC),
    )
    assert [odd.reason for odd in found.odd] == ["This takes whole days."]


def test_rooms_in_one_line_are_rooms_where_others_use_them() -> None:
    found = read(
        calendar(
            event("LOCATION:Arena", uid="1"),
            event("LOCATION:Room 8", uid="2"),
            event("LOCATION:Arena\\, Room 8", uid="3"),
            event("LOCATION:Tower\\, Berlin", uid="4"),
        )
    )
    assert [session.rooms for session in found.sessions[2:]] == [
        ("arena", "room 8"),
        ("tower, berlin",),
    ]


def test_what_is_cancelled_in_the_file_is_not_in_it() -> None:
    found = read(calendar(event(uid="1"), event("STATUS:CANCELLED", uid="2")))
    assert [session.key for session in found.sessions] == ["id:1"]


def test_a_weekly_class_is_a_session_each_week_at_the_same_hour() -> None:
    rule = "RRULE:FREQ=WEEKLY;UNTIL=20261108T000000Z\r\nEXDATE;TZID=Europe/Berlin:20261026T090000"
    moved = event("RECURRENCE-ID;TZID=Europe/Berlin:20261102T090000\r\nDURATION:PT2H")
    start = "DTSTART;TZID=Europe/Berlin:20261019T090000"
    found = read(calendar(event(rule, start=start), moved)).sessions
    assert [(one.key, one.starts_at.isoformat()) for one in found] == [
        ("id:1@20261019T0700Z", "2026-10-19T07:00:00+00:00"),
        ("id:1@20261102T0800Z", "2026-08-26T01:00:00+00:00"),
    ]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=SECONDLY;COUNT=9", "is not supported."),
        ("FREQ=WEEKLY", "repeats without end."),
        ("FREQ=DAILY;COUNT=100000000", "repeats too often or for too long."),
        ("FREQ=YEARLY;COUNT=300", "repeats too often or for too long."),
        ("FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2;COUNT=1", "is not supported."),
        ("FREQ=DAILY;INTERVAL=0;COUNT=3", "cannot be read."),
        ("FREQ=DAILY;COUNT=x", "cannot be read."),
        ("whatever", "cannot be read."),
    ],
)
def test_rules_that_explode_are_refused_with_their_line(rule: str, words: str) -> None:
    said = refused(calendar(event(f"RRULE:{rule}")))
    assert said.startswith("line 3, event 1: ")
    assert words in said


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (
            calendar(event(start="DTSTART:never")),
            "line 3, event 1: The date “never” cannot be read.",
        ),
        (calendar("UID:1\r\nSUMMARY:A"), "line 3, event 1: There is no start."),
        (
            calendar(event("DTEND:20270826T010000Z")),
            "The duration “365 days, 0:00:00” is too long.",
        ),
        (calendar(event("DTEND:20260826T000000Z")), "The end is not after the start."),
        (calendar(event())[:-40], "“BEGIN:VEVENT” has no end."),
        (calendar(event()).replace(b"Talk", b"\xe6\x9c"), "line 5: This is no UTF-8."),
        (calendar(event()).replace(b"BEGIN:VEVENT", b"", 1), "has no beginning."),
        (calendar(event()).replace(b"Talk", b"x" * 300_001), "line 5: The line is too long."),
        (calendar("BEGIN:VALARM\r\n" * 20), "nested too deeply."),
    ],
)
def test_broken_calendars_say_where(raw: bytes, words: str) -> None:
    assert words in refused(raw)
