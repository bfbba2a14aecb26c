"""The JSON of COSCUP and SITCON: Chinese and English side by side, lists that refer to each other."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from events_svc.schedule.importing import dialects
from events_svc.schedule.importing.errors import FileRefused, Place
from events_svc.schedule.importing.timetable import (
    ReadPerson,
    ReadRoom,
    ReadSession,
    ReadTrack,
    Timetable,
)

ROOMS = [
    {"id": n, "zh": {"name": f"{n} 廳"}, "en": {"name": f"Hall {n}"}} for n in ("R0", "R1", "R2")
]
TYPES = [{"id": "K", "zh": {"name": "主題演講"}, "en": {"name": "Keynote"}}]
PEOPLE = [
    {
        "id": "a",
        "avatar": "https://x.example/a.png",
        "zh": {"name": "阿達", "bio": "工程師"},
        "en": {"name": "Ada", "bio": "工程師"},
    },
    {"id": "b", "zh": {"name": "Bo"}, "en": {"name": "Bo"}},
]


def session(**fields: Any) -> dict[str, Any]:
    return {
        "id": "5c0660",
        "type": "K",
        "room": "R0",
        "start": "2026-08-26T09:00:00+08:00",
        "end": "2026-08-26T10:00:00+08:00",
        "zh": {"title": "開幕", "description": ""},
        "en": {"title": "Opening", "description": ""},
        "speakers": ["a"],
    } | fields


def opass(*sessions: dict[str, Any]) -> bytes:
    lists = {"speakers": PEOPLE, "rooms": ROOMS, "session_types": TYPES, "tags": []}
    return json.dumps({"sessions": [*sessions], **lists}).encode()


def read(raw: bytes) -> Timetable:
    return dialects.read(raw, timezone="UTC")


def test_a_session_is_read_whole_in_both_languages() -> None:
    whole = session(
        broadcast=["R0", "R1"],
        slide="https://s.example",
        qa=None,
        language="中文",
        uri="https://u.example",
    )
    found = read(opass(whole))
    assert found.sessions == [
        ReadSession(
            place=Place(event_id="5c0660", path="sessions[0]"),
            key="id:5c0660",
            title={"zh": "開幕", "en": "Opening"},
            language="中文",
            track="k",
            rooms=("r0", "r1"),
            starts_at=datetime(2026, 8, 26, 1, tzinfo=UTC),
            ends_at=datetime(2026, 8, 26, 2, tzinfo=UTC),
            people=("opass:a",),
            links=[{"url": "https://s.example", "title": "Slides"}],
            extra={"origin_url": "https://u.example"},
        )
    ]
    assert found.tracks == {"k": ReadTrack("k", {"zh": "主題演講", "en": "Keynote"})}
    assert found.rooms["r1"] == ReadRoom("r1", {"zh": "R1 廳", "en": "Hall R1"})
    assert found.people == {
        "opass:a": ReadPerson(
            "opass:a",
            {"zh": "阿達", "en": "Ada"},
            biography={"zh": "工程師"},
            picture_url="https://x.example/a.png",
        )
    }


def test_what_no_session_uses_is_not_made() -> None:
    found = read(opass(session(speakers=[])))
    assert ([*found.rooms], [*found.people]) == (["r0"], [])


def test_an_unknown_speaker_is_told() -> None:
    found = read(opass(session(speakers=["a", "zz"])))
    assert [str(odd) for odd in found.odd] == [
        "sessions[0], event 5c0660: Nobody in the file has the id “zz”."
    ]


def test_rooms_and_types_without_a_list_are_called_by_their_ids() -> None:
    found = read(json.dumps({"sessions": [session(speakers=[])]}).encode())
    assert (found.rooms["r0"].name, found.tracks["k"].name) == ({"en": "R0"}, {"en": "K"})


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"end": "2026-08-26T08:00:00+08:00"}, "The end is not after the start."),
        ({"start": None}, "The date “None” cannot be read."),
        ({"zh": {}, "en": {}}, "There is no title."),
        ({"zh": {"title": "x" * 2000}}, "is too long."),
        ({"end": "2027-08-26T08:00:00+08:00"}, "The duration “364 days, 23:00:00” is too long."),
    ],
)
def test_what_cannot_be_read_says_where(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(FileRefused) as caught:
        read(opass(session(**fields)))
    assert str(caught.value).startswith("sessions[0], event 5c0660: ")
    assert words in str(caught.value)
