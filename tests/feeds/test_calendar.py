"""iCalendar strictly out: folding, escaping, times, cancelled entries, nothing empty."""

from datetime import UTC, datetime

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc.feeds import calendar
from events_svc.feeds.colours import nearest_name
from events_svc.feeds.lines import fold
from events_svc.feeds.texts import Words
from tests.feeds.factories import make_agenda, make_entry

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"))


def lines(body: bytes) -> list[str]:
    """The unfolded lines: octets are joined before they are decoded."""
    return body.replace(b"\r\n ", b"").decode().split("\r\n")


def event_lines(body: bytes) -> list[str]:
    found = lines(body)
    return found[found.index("BEGIN:VEVENT") : found.index("END:VEVENT") + 1]


def test_an_entry_says_all_that_it_knows_and_nothing_empty() -> None:
    entry = make_entry(
        subtitle={"en": "Part one"},
        abstract={"en": "<p>See <a href='https://a.example/'>this</a>, please</p>"},
        track={"key": "k", "slug": "ai", "name": {"en": "AI"}, "color": "#112233"},
        speakers=[
            {"id": 1, "guid": "g", "slug": "ada", "name": {"en": "Ada"}, "affiliation": {"en": "X"}}
        ],
        logo="https://a.example/logo.png",
        attachments=[{"url": "https://a.example/s.pdf", "title": "Slides"}],
        sequence=3,
    )
    body = calendar.of_event(make_agenda(entry, place=(31.2, 121.5), is_online=True), "en")
    assert event_lines(body) == [
        "BEGIN:VEVENT",
        f"UID:{entry['guid']}",
        "DTSTAMP:20260801T000000Z",
        "LAST-MODIFIED:20260801T000000Z",
        "CREATED:20260801T000000Z",
        "SEQUENCE:3",
        "STATUS:CONFIRMED",
        "DTSTART;TZID=Asia/Shanghai:20260826T090000",
        "DTEND;TZID=Asia/Shanghai:20260826T093000",
        "SUMMARY;LANGUAGE=en:Talk 1",
        "DESCRIPTION:Part one\\n\\nAda (X)\\n\\nSee this (https://a.example/)\\, please\\n\\n"
        "https://events.example.org/events/robots-2026/sessions/AAAA01",
        "LOCATION:Hall\\, Centre",
        "GEO:31.2;121.5",
        "CATEGORIES:AI,talk",
        "URL:https://events.example.org/events/robots-2026/sessions/AAAA01",
        'CONFERENCE;VALUE=URI;FEATURE="AUDIO,VIDEO":'
        "https://events.example.org/events/robots-2026/sessions/AAAA01",
        "IMAGE;VALUE=URI;DISPLAY=BADGE:https://a.example/logo.png",
        "ATTACH:https://a.example/s.pdf",
        "END:VEVENT",
    ]


def test_a_calendar_says_what_it_is_without_a_method() -> None:
    found = lines(calendar.of_event(make_agenda(make_entry()), "en"))
    assert found[: found.index("BEGIN:VEVENT")] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//events-svc//feeds//EN",
        "CALSCALE:GREGORIAN",
        "NAME:Robot Summit",
        "X-WR-CALNAME:Robot Summit",
        "X-WR-TIMEZONE:Asia/Shanghai",
        "COLOR:brown",
        "X-APPLE-CALENDAR-COLOR:#A8321F",
        "URL:https://events.example.org/events/robots-2026",
        "SOURCE;VALUE=URI:https://events.example.org/events/robots-2026/calendar.ics?lang=en",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "LAST-MODIFIED:20260801T000000Z",
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Shanghai",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0800",
        "TZOFFSETTO:+0800",
        "TZNAME:CST",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]


def test_clock_changes_are_yearly_rules_from_1970() -> None:
    found = lines(calendar.of_event(make_agenda(make_entry(), timezone="Europe/Berlin"), "en"))
    assert found[found.index("TZID:Europe/Berlin") + 1 : found.index("END:VTIMEZONE")] == [
        "BEGIN:STANDARD",
        "DTSTART:19701025T030000",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "TZNAME:CET",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "DTSTART:19700329T020000",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "TZNAME:CEST",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "END:DAYLIGHT",
    ]


@pytest.mark.parametrize(
    ("title", "language", "summary"),
    [
        ({"zh": "开幕", "en": "Opening"}, "zh", "SUMMARY;LANGUAGE=zh-Hans:已取消：开幕"),
        ({"zh": "开幕", "en": "Opening"}, "en", "SUMMARY;LANGUAGE=en:Cancelled: Opening"),
        ({"en": "Opening"}, "zh", "SUMMARY;LANGUAGE=en:Cancelled: Opening"),
    ],
)
def test_a_cancelled_entry_says_so_in_its_own_language(
    title: dict[str, str], language: str, summary: str
) -> None:
    entry = make_entry(title=title, status="CANCELLED")
    found = event_lines(calendar.of_event(make_agenda(entry), language))
    assert (summary in found, "STATUS:CANCELLED" in found) == (True, True)


def test_cancelled_entries_are_forgotten_after_the_event() -> None:
    entries = make_entry(1), make_entry(2, status="CANCELLED")
    late = datetime(2027, 1, 1, tzinfo=UTC)
    body = calendar.of_event(make_agenda(*entries, released_at=late), "en")
    assert body.count(b"BEGIN:VEVENT") == 1


def test_a_session_of_more_than_a_day_is_all_day_with_an_exclusive_end() -> None:
    entry = make_entry(starts_at="2026-08-25T16:00:00+00:00", ends_at="2026-08-27T16:00:00+00:00")
    found = event_lines(calendar.of_event(make_agenda(entry), "en"))
    assert "DTSTART;VALUE=DATE:20260826" in found
    assert "DTEND;VALUE=DATE:20260828" in found


def test_in_utc_there_is_no_time_zone_component() -> None:
    body = calendar.of_event(make_agenda(make_entry(), timezone="UTC"), "en")
    assert b"VTIMEZONE" not in body
    assert "DTSTART:20260826T010000Z" in event_lines(body)


def test_an_hour_that_comes_twice_is_written_in_utc() -> None:
    entry = make_entry(starts_at="2026-10-25T01:30:00+00:00", ends_at="2026-10-25T01:45:00+00:00")
    found = event_lines(calendar.of_event(make_agenda(entry, timezone="Europe/Berlin"), "en"))
    assert "DTSTART:20261025T013000Z" in found


def test_two_buildings_of_the_same_bytes_are_the_same() -> None:
    agenda = make_agenda(make_entry(1), make_entry(2))
    assert calendar.of_event(agenda, "zh") == calendar.of_event(agenda, "zh")


@given(WORDS)
def test_folding_loses_no_octet_and_cuts_no_character(words: str) -> None:
    line = "SUMMARY:" + Words(words).to_ical().decode()
    pieces = fold(line).split(b"\r\n ")
    assert b"".join(pieces).decode() == line
    assert all(piece.decode() is not None for piece in pieces)
    assert [len(pieces[0]) <= 75, *(len(piece) <= 74 for piece in pieces[1:])] == [True] * len(
        pieces
    )


@given(WORDS.filter(lambda words: words.strip()))
def test_any_title_comes_back_from_a_reader_as_it_was(words: str) -> None:
    body = calendar.of_event(make_agenda(make_entry(title={"en": words})), "en")
    (event,) = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert str(event["summary"]) == words


def test_colours_have_the_name_of_the_nearest() -> None:
    found = [nearest_name(colour) for colour in ("#000000", "#FF0001", "#2b4c8c", "#ffffff")]
    assert found == ["black", "red", "darkslateblue", "white"]
