"""Every real timetable comes in and goes out again as all judges want it.

The two slowest (ics: 7 ms an entry, xmlschema: 1 ms) are given some of the entries; all of them with JUDGES=all.
"""

import os
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from events_svc.feeds import calendar, parts, schedule_json, schedule_xml
from events_svc.feeds.agenda import Agenda
from events_svc.feeds.parts import Part
from events_svc.schedule.importing import apply, dialects
from events_svc.schedule.release import release
from tests.conftest import SHARED
from tests.databases import ENGINE
from tests.events.factories import make_event
from tests.feeds.factories import released_agenda
from tests.feeds.judges import readers
from tests.feeds.judges.schemas import (
    assert_valid_json,
    assert_valid_xml,
    assert_valid_xml_in_python,
)

# The bytes do not depend on the engine: the large files are judged once, on SQLite.
LARGEST = 10**9 if ENGINE == "sqlite" or os.environ.get("JUDGES") == "all" else 300_000
FILES = sorted(
    path.name
    for path in (SHARED / "schedules").glob("*")
    if path.suffix in {".xml", ".json", ".ics"} and path.stat().st_size < LARGEST
)
FEW = 30  # entries for the slowest

pytestmark = pytest.mark.skipif(not FILES, reason="the real timetables are not here")


@dataclass(frozen=True)
class Brought:
    """What became of a file: the released agenda, its calendar, what each reader shall see."""

    agenda: Agenda
    parts: list[Part]
    body: bytes
    expected: readers.Seen


_brought: dict[str, Brought] = {}


async def brought(name: str) -> Brought:
    """The file imported and released, once for all tests."""
    if name not in _brought:
        raw = (SHARED / "schedules" / name).read_bytes()
        event = await make_event(timezone="Europe/Brussels")
        timetable = dialects.read(raw, timezone=event.timezone)
        await apply.bring_in_with_dates(event, timetable)
        await event.refresh_from_db()
        await event.fetch_related("venue", "organisation")
        agenda = released_agenda(event, await release(event, {}))
        assert len(agenda.entries) == len(timetable.sessions)
        found = parts.parts_of(agenda, "zh")
        body = calendar.assembled(calendar.whole(agenda, "zh"), found, "zh")
        _brought[name] = Brought(agenda, found, body, readers.seen_by_us(agenda))
    return _brought[name]


@pytest.mark.parametrize("name", FILES)
async def test_the_schemas_accept_it(database: None, name: str) -> None:
    agenda = (await brought(name)).agenda
    assert_valid_xml(schedule_xml.write(agenda, "en"))
    assert_valid_json(schedule_json.write(agenda, "en"))


@pytest.mark.parametrize("name", FILES)
async def test_libical_and_the_readers_of_python_see_the_same(database: None, name: str) -> None:
    found = await brought(name)
    seen = {reader: read(found.body) for reader, read in readers.PYTHON.items()}
    seen["libical"] = readers.by_libical(found.body)
    assert seen == dict.fromkeys(seen, found.expected)


@pytest.mark.parametrize("name", FILES)
async def test_the_slowest_see_the_same(database: None, name: str) -> None:
    found = await brought(name)
    step = 1 if os.environ.get("JUDGES") == "all" else len(found.parts) // FEW + 1
    some = found.agenda.entries[::step]
    body = calendar.assembled(calendar.whole(found.agenda, "zh"), found.parts[::step], "zh")
    assert readers.by_ics(body) == {one["guid"]: found.expected[one["guid"]] for one in some}
    assert_valid_xml_in_python(schedule_xml.write(replace(found.agenda, entries=some), "zh"))


async def test_the_readers_of_javascript_see_the_same(database: None, tmp_path: Path) -> None:
    found = {name: await brought(name) for name in FILES}
    expected = {name: one.expected for name, one in found.items()}
    seen = readers.by_javascript({name: one.body for name, one in found.items()}, tmp_path)
    assert seen == {"ical.js": expected, "node-ical": expected}
