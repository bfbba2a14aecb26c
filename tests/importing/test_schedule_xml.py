"""Lenient in: what real files do wrong is understood; what cannot be is refused by its line."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from events_svc.schedule.importing import schedule_xml, xml
from events_svc.schedule.importing.errors import FileRefused, Place
from events_svc.schedule.importing.timetable import ReadSession, Timetable
from tests.feeds.factories import event_xml, guid, schedule_of


def read(raw: bytes) -> Timetable:
    return schedule_xml.read(raw, timezone="Asia/Shanghai")


def only(raw: bytes) -> ReadSession:
    (session,) = read(raw).sessions
    return session


def refused(raw: bytes) -> list[str]:
    with pytest.raises(FileRefused) as caught:
        read(raw)
    return [str(problem) for problem in caught.value.problems]


def test_a_session_is_read_whole() -> None:
    more = (
        "<subtitle>All together</subtitle><abstract>&lt;p&gt;Hi&lt;/p&gt;</abstract>"
        "<language>de, en</language><logo>/logo.png</logo>"
        "<recording><license>CC BY</license><optout>true</optout></recording>"
        '<links><link href="https://a.example">Site</link><link href="javascript:x">No</link></links>'
        '<attachments><attachment href="slides.pdf" type="slides"/></attachments>'
        "<feedback_url>https://f.example/</feedback_url><origin_url>https://o.example/</origin_url>"
        "<do_not_stream>true</do_not_stream>"
    )
    raw = schedule_of(
        event_xml(people=["Ada"], more=more),
        conference="<base_url>https://base.example/x/</base_url>",
    )
    assert only(raw) == ReadSession(
        place=Place(1, "1"),
        key=f"guid:{guid('Opening')}",
        guid=UUID(guid("Opening")),
        number=1,
        code="",
        title={"en": "Opening"},
        subtitle={"en": "All together"},
        abstract={"en": "<p>Hi</p>"},
        description={},
        language="de, en",
        kind="talk",
        track="main",
        rooms=("hall",),
        starts_at=datetime(2026, 8, 26, 1, tzinfo=UTC),
        ends_at=datetime(2026, 8, 26, 1, 30, tzinfo=UTC),
        people=(f"guid:{guid('Ada')}",),
        logo="https://base.example/logo.png",
        links=[{"url": "https://a.example", "title": "Site"}],
        attachments=[
            {
                "url": "https://base.example/x/slides.pdf",
                "title": "https://base.example/x/slides.pdf",
                "type": "slides",
            }
        ],
        extra={
            "licence": "CC BY",
            "optout": True,
            "feedback_url": "https://f.example/",
            "origin_url": "https://o.example/",
        },
    )


def test_without_guid_and_date_the_id_and_the_day_are_taken() -> None:
    raw = schedule_of(
        "<event id='77'><title>Old FOSDEM</title><start>10:30</start><duration>01:00</duration></event>"
    )
    session = only(raw)
    assert (session.key, session.guid, session.number) == ("id:77", None, 77)
    assert session.starts_at == datetime(2026, 8, 26, 2, 30, tzinfo=UTC)
    assert session.rooms == ("hall",)


def test_what_starts_before_the_day_s_change_is_the_next_date() -> None:
    night = (
        "<event id='1'><title>Party</title><start>01:15</start><duration>02:00</duration></event>"
    )
    at_four = only(schedule_of(night))
    at_one = only(schedule_of(night, conference="<day_change>01:00:00</day_change>"))
    assert at_four.starts_at == datetime(2026, 8, 26, 17, 15, tzinfo=UTC)
    assert at_one.starts_at == datetime(2026, 8, 25, 17, 15, tzinfo=UTC)


def test_a_date_without_offset_is_of_the_zone() -> None:
    assert only(schedule_of(event_xml(at="2026-08-26T09:00:00"))).starts_at == datetime(
        2026, 8, 26, 1, tzinfo=UTC
    )


def test_the_same_guid_twice_are_two_sessions_and_the_same_two_next_time() -> None:
    raw = schedule_of(event_xml(number="5"), event_xml(number="5", at="2026-08-27T09:00:00+08:00"))
    (odd,) = read(raw).odd
    assert (odd.place, odd.value) == (Place(1, "5"), guid("Opening"))
    keys = [(session.key, session.guid) for session in read(raw).sessions]
    assert keys[0] == (f"guid:{guid('Opening')}", UUID(guid("Opening")))
    assert keys[1][0] == f"guid:{guid('Opening')}#2"
    assert keys[1][1] not in {None, keys[0][1]}
    assert keys == [(session.key, session.guid) for session in read(raw).sessions]


def test_a_session_in_two_rooms_stands_in_both() -> None:
    session = only(schedule_of(event_xml(room="Hall</room><room>Garden")))
    assert session.rooms == ("hall", "garden")


def test_the_same_event_in_two_rooms_is_one_session_in_both() -> None:
    found = read(schedule_of(event_xml(), event_xml(room="Garden")))
    assert [session.rooms for session in found.sessions] == [("hall", "garden")]
    assert found.odd == []


def test_the_same_event_twice_is_taken_once_and_told() -> None:
    found = read(schedule_of(event_xml(), event_xml()))
    assert len(found.sessions) == 1
    assert [str(odd) for odd in found.odd] == [
        "line 1, event 1: The same event stands here once more; it is taken once."
    ]


def test_entries_of_europython_without_rooms_are_sessions() -> None:
    raw = schedule_of().replace(
        b'<room name="Hall"></room>',
        b"<entry id='9'><title>Keynote</title><start>09:00</start><duration>45</duration></entry>",
    )
    session = only(raw)
    assert (session.title, session.rooms) == ({"en": "Keynote"}, ())
    assert session.ends_at == datetime(2026, 8, 26, 1, 45, tzinfo=UTC)


def test_entries_in_words_of_their_own_are_understood() -> None:
    entry = (
        "<entry id='9'><title>Keynote</title><hour>09:00</hour><duration>45</duration>"
        "<category>talk</category><speakers><speaker id='4'>Ada</speaker></speakers></entry>"
        "<entry id='10'><title>Late</title><start>2026-08-26T10:00:00+08:00</start>"
        "<end>2026-08-26T12:00:00+08:00</end><authors><author>Bo</author></authors></entry>"
    )
    raw = schedule_of().replace(b'<room name="Hall"></room>', entry.encode())
    found = read(raw)
    assert [(one.starts_at.hour, one.ends_at.hour, one.people) for one in found.sessions] == [
        (1, 1, ("id:Robots:4",)),
        (2, 4, ("name:bo",)),
    ]


PENTABARF = """<schedule><conference><title>FOSDEM 2007</title><day_change>08:00</day_change>
<timeslot_duration>00:15</timeslot_duration></conference><day date="2007-02-24" index="1">
<room name="Janson"><event id="1"><start>10:00</start><duration>00:30</duration><room>Janson</room>
<tag>opening</tag><title>Opening</title><subtitle/><track>Keynotes</track><type>Podium</type>
<language>en</language><abstract>&lt;p&gt;Hi&lt;/p&gt;</abstract><description/>
<persons><person id="5">Ada</person></persons><links/></event>
<event id="2"><start>07:00</start><duration>08:00</duration><title>Hacking</title></event>
</room></day></schedule>"""


def test_a_file_of_2007_is_read() -> None:
    found = read(PENTABARF.encode())
    assert [(one.key, one.starts_at.isoformat(), one.rooms) for one in found.sessions] == [
        ("id:1", "2007-02-24T02:00:00+00:00", ("janson",)),
        ("id:2", "2007-02-24T23:00:00+00:00", ("janson",)),
    ]
    assert (found.sessions[0].people, found.sessions[0].track) == (
        ("id:FOSDEM 2007:5",),
        "keynotes",
    )


def test_a_zone_that_nobody_knows_is_the_event_s() -> None:
    raw = schedule_of(event_xml(at="2026-08-26T09:00:00")).replace(b"Asia/Shanghai", b"Moon/Base")
    assert only(raw).starts_at == datetime(2026, 8, 26, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "minutes"), [("08:00", 480), ("00:05:00", 5), ("45", 45), ("00:00", 5), ("", 5)]
)
def test_durations_of_all_kinds_are_read(written: str, minutes: int) -> None:
    session = only(schedule_of(event_xml(duration=written)))
    assert (session.ends_at - session.starts_at).total_seconds() == minutes * 60


def test_an_empty_recording_and_unknown_elements_say_nothing() -> None:
    more = "<recording/><video_download_url/><answers><answer/></answers><links/><logo/>"
    session = only(schedule_of(event_xml(more=more)))
    assert (session.extra, session.links, session.logo) == ({}, [], "")


def test_the_code_of_fosdem_stands_before_the_slug() -> None:
    assert only(schedule_of(event_xml(more="<slug>SFKNTZ-welcome</slug>"))).code == "SFKNTZ"


def test_people_are_told_apart_by_guid_then_id_then_name() -> None:
    persons = (
        f'<persons><person guid="{guid("Ada")}">Ada</person><person id="7">Bo</person>'
        '<person>Ｃｙ</person><person>cy</person><person id="8"> </person></persons>'
    )
    raw = schedule_of(
        event_xml().replace("<persons></persons>", persons),
        conference="<base_url>https://fosdem.org/2026/</base_url>",
    )
    assert only(raw).people == (f"guid:{guid('Ada')}", "id:fosdem.org:7", "name:cy")


def test_every_problem_names_its_line_and_its_event() -> None:
    raw = schedule_of(
        "\n" + event_xml(at="tomorrow at nine o'clock", number="12"),
        "\n" + event_xml(title="", name="x", number="13"),
        "\n" + event_xml(duration="long", number="14"),
        "\n" + event_xml(duration="999:00", number="15"),
    )
    assert refused(raw) == [
        "line 2, event 12: The date “tomorrow at nine o'clock” cannot be read.",
        "line 3, event 13: There is no title.",
        "line 4, event 14: The duration “long” cannot be read.",
        "line 5, event 15: The duration “999:00” is too long.",
    ]


BOMB = '<!DOCTYPE s [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {b} "{("&" + a + ";") * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "before",
    [
        BOMB + "]>",
        '<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE s SYSTEM "http://127.0.0.1:1/x.dtd">',
        '<!DOCTYPE s [<!ENTITY % p SYSTEM "http://127.0.0.1:1/p"> %p;]>',
    ],
)
def test_document_types_and_entities_are_refused(before: str) -> None:
    (problem,) = refused(schedule_of(event_xml(), before=before))
    assert problem == "line 1: A document type or entities are not accepted."


def test_an_entity_in_use_is_refused_and_its_file_is_not_read() -> None:
    before = '<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    (problem,) = refused(schedule_of(event_xml("&x;", name="x"), before=before))
    assert "root:" not in problem


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "not well-formed XML"),
        (b"not xml", "line 1: This is not well-formed XML"),
        (b"<html/>", "line 1: The root is <html>, not <schedule>."),
        (schedule_of(), "The file has no events."),
        (schedule_of(event_xml("机"))[:-120] + b"\xe6\x9c", "not well-formed XML"),
        (b'<?xml version="1.0" encoding="nonsense"?><schedule/>', "not well-formed XML"),
        (b"<schedule>" + b"<a>" * 100 + b"</a>" * 100 + b"</schedule>", "nested too deeply"),
        (b"<schedule>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</schedule>", "not well-formed XML"),
    ],
)
def test_what_is_no_timetable_is_refused_clearly(raw: bytes, words: str) -> None:
    (problem,) = refused(raw)
    assert words in problem


def test_more_than_fifty_megabytes_are_not_even_parsed() -> None:
    assert refused(b" " * (xml.MOST_BYTES + 1)) == ["The file is larger than 50 MB."]


def test_four_byte_names_and_utf_16_are_read() -> None:
    raw = schedule_of(event_xml("𠮷野家 🤖")).decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert only(raw).title == {"zh": "𠮷野家 🤖"}


def test_an_id_beyond_64_bits_is_no_number() -> None:
    assert only(schedule_of(event_xml(number="9" * 30))).number is None
