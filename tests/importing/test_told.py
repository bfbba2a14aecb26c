"""What changes is said so that people see it: the language, and the place in a long text."""

from datetime import UTC, datetime
from typing import Any

from events_svc.schedule.importing.compare import Names, Wanted
from events_svc.schedule.importing.errors import Place
from events_svc.schedule.importing.timetable import ReadSession
from events_svc.schedule.importing.told import Change, changes

AT = datetime(2026, 8, 26, tzinfo=UTC)
NAMES = Names({"a": {"zh": "甲厅", "en": "Hall A"}}, {}, {"x": {"en": "Ada"}, "y": {"en": "Bo"}})


def told(before: Any, after: Any, field: str = "abstract") -> Change:
    read = ReadSession(Place(), "k", {"en": "Talk"}, AT, AT)
    (change,) = changes(Wanted(read, {"id": 1}, {}, {field: after}, {field: before}), NAMES)
    return change


def test_only_the_language_that_changes_is_said() -> None:
    change = told({"zh": "开幕", "en": "Opening"}, {"zh": "开场", "en": "Opening"}, "title")
    assert change == Change("title", {"zh": "开幕"}, {"zh": "开场"})


def test_of_a_long_text_the_place_is_shown_where_it_changes() -> None:
    change = told({"en": "x" * 500 + "old"}, {"en": "x" * 500 + "new" + "y" * 500})
    assert change.before == {"en": "…" + "x" * 40 + "old"}
    assert change.after == {"en": "…" + "x" * 40 + "new" + "y" * 77 + "…"}


def test_keys_are_said_by_their_names() -> None:
    assert told(None, "a", "room") == Change("room", {}, {"zh": "甲厅", "en": "Hall A"})
    assert told(("x", "y"), ("y",), "people") == Change("people", "Ada, Bo", "Bo")
    assert told((), ("a",), "more_rooms") == Change("more_rooms", "", "甲厅")
    links = [{"url": "https://a.example", "title": "A"}]
    assert told([], links, "links") == Change("links", "", "https://a.example")
    assert told({}, {"optout": True}, "extra") == Change("extra", "", "optout: True")


def test_instants_stay_instants() -> None:
    assert told(AT, AT.replace(hour=1), "starts_at").after == AT.replace(hour=1)
