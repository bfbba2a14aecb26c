"""schedule.json of frab and pretalx, and what they leave out."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from events_svc.schedule.importing import dialects
from events_svc.schedule.importing.errors import FileRefused, Place
from events_svc.schedule.importing.timetable import ReadPerson, ReadSession, Timetable
from tests.feeds.factories import guid

NINE = datetime(2026, 8, 26, 1, tzinfo=UTC)
TEN = datetime(2026, 8, 26, 2, tzinfo=UTC)


def item(**fields: Any) -> dict[str, Any]:
    return {
        "id": 7,
        "title": "Talk",
        "date": "2026-08-26T09:00:00+08:00",
        "duration": "01:00",
    } | fields


def schedule(*items: Any, rooms: Any = None, **conference: Any) -> bytes:
    days = [{"date": "2026-08-26", "rooms": {"Hall": [*items]} if rooms is None else rooms}]
    told = {"title": "Robots", "time_zone_name": "Asia/Shanghai", "days": days, **conference}
    return json.dumps({"schedule": {"base_url": "https://b.example/", "conference": told}}).encode()


def read(raw: bytes) -> Timetable:
    return dialects.read(raw, timezone="UTC")


def refused(raw: bytes) -> str:
    with pytest.raises(FileRefused) as caught:
        read(raw)
    return str(caught.value)


def test_an_event_is_read_whole() -> None:
    whole = item(
        guid=guid("A"),
        code="ABC123",
        subtitle=None,
        logo="/l.png",
        track={"en": "Robots", "zh-hans": "机器人"},
        type="Talk",
        language="de, en",
        abstract="<p>Hi</p>",
        description="",
        recording_license="CC",
        do_not_record=True,
        url="talk/7",
        persons=[{"id": 3, "public_name": "Ada", "biography": None, "avatar": "a.png"}, "Bo"],
        links=[{"url": "https://a.example", "title": "Site"}, {"url": "javascript:x"}],
        attachments=[{"url": "s.pdf", "type": "slides"}],
        room=["Hall", "Garden"],
        unknown={"a": [1]},
    )
    found = read(schedule(whole))
    assert found.sessions == [
        ReadSession(
            place=Place(event_id="7", path="days[0].rooms[Hall][0]"),
            key=f"guid:{guid('A')}",
            guid=UUID(guid("A")),
            number=7,
            code="ABC123",
            title={"en": "Talk"},
            abstract={"en": "<p>Hi</p>"},
            language="de, en",
            kind="Talk",
            track="机器人",
            rooms=("hall", "garden"),
            starts_at=NINE,
            ends_at=TEN,
            people=("id:b.example:3", "name:bo"),
            logo="https://b.example/l.png",
            links=[{"url": "https://a.example", "title": "Site"}],
            attachments=[
                {
                    "url": "https://b.example/s.pdf",
                    "title": "https://b.example/s.pdf",
                    "type": "slides",
                }
            ],
            extra={"licence": "CC", "optout": True, "origin_url": "https://b.example/talk/7"},
        )
    ]
    assert found.people["id:b.example:3"] == ReadPerson(
        "id:b.example:3", {"en": "Ada"}, biography={}, picture_url="https://b.example/a.png"
    )


def test_a_start_of_the_night_is_the_next_date_when_there_is_no_whole_one() -> None:
    (session,) = read(schedule(item(date=None, start="01:15"))).sessions
    assert session.starts_at == datetime(2026, 8, 26, 17, 15, tzinfo=UTC)


def test_rooms_as_a_list_hold_their_events() -> None:
    rooms = [{"name": "Hall", "events": [item()]}, {"name": "Garden", "talks": [item(id=8)]}]
    assert [one.rooms for one in read(schedule(rooms=rooms)).sessions] == [("hall",), ("garden",)]


def test_two_rooms_of_one_guid_are_told_and_only_one_has_it() -> None:
    rooms = [{"name": name, "guid": guid("R")} for name in ("Hall", "Garden")]
    tree = json.loads(schedule(item(), item(id=8, room="Garden")))
    tree["schedule"]["conference"]["rooms"] = rooms
    found = read(json.dumps(tree).encode())
    assert [room.guid for room in found.rooms.values()] == [UUID(guid("R")), None]
    assert [str(odd) for odd in found.odd] == ["Two rooms have the guid of “Garden”."]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (schedule(item(title="")), "days[0].rooms[Hall][0], event 7: There is no title."),
        (schedule(item(duration="9" * 30)), "The duration “"),
        (schedule(item(date="x" * 99)), "The date “" + "x" * 60 + "” cannot be read."),
        (schedule(item())[:-9], "This is not well-formed JSON"),
        (schedule(item()).replace(b'"01:00"', b"NaN"), "This is not well-formed JSON"),
        (schedule(item()).replace(b"Talk", b"T\xe6\x9c"), "This is not well-formed JSON"),
        (b'{"schedule": ' + b"[" * 100 + b"]" * 100 + b"}", "nested too deeply"),
        (b'{"schedule": ' + b"[" * 100_000, "This is not well-formed JSON"),
        (b'{"schedule": [' + b"0," * 1_500_001 + b"0]}", "The file has too many elements."),
    ],
)
def test_what_cannot_be_read_says_where(raw: bytes, words: str) -> None:
    assert words in refused(raw)


@pytest.mark.parametrize("number", [10**30, -5, 0, 1.5, True, None, "x", [], {}])
def test_ids_of_every_kind_are_no_harm(number: Any) -> None:
    (session,) = read(schedule(item(id=number))).sessions
    assert session.number is None


@pytest.mark.parametrize(
    "field", ["persons", "links", "attachments", "room", "track", "abstract", "logo"]
)
@pytest.mark.parametrize("value", [None, 7, [None, 7, [[]]], {"a": {"b": 1}}])
def test_fields_of_the_wrong_kind_say_nothing(field: str, value: Any) -> None:
    (session,) = read(schedule(item(**{field: value}))).sessions
    assert session.title == {"en": "Talk"}
