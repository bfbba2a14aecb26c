"""Every real timetable comes in and goes out again as all judges want it.

JUDGES=all lets the slowest reader (ics: 7 ms an entry) read the large files as a whole too.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from events_svc.feeds import calendar, parts, schedule_json, schedule_xml
from events_svc.feeds.agenda import Agenda
from events_svc.schedule.importing import apply, dialects
from events_svc.schedule.release import release
from tests.conftest import SHARED
from tests.events.factories import make_event
from tests.feeds.factories import released_agenda
from tests.feeds.judges import readers
from tests.feeds.judges.schemas import assert_valid_json, assert_valid_xml

FILES = sorted(
    path.name
    for path in (SHARED / "schedules").glob("*")
    if path.suffix in {".xml", ".json", ".ics"}
)
FEW = 60  # entries that the slowest reader reads

pytestmark = pytest.mark.skipif(not FILES, reason="the real timetables are not here")


@dataclass(frozen=True)
class Brought:
    """What became of a file: the released agenda, its calendar, what each reader shall see."""

    agenda: Agenda
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
        body = calendar.of_event(agenda, "zh")
        _brought[name] = Brought(agenda, body, readers.seen_by_us(agenda))
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
async def test_the_slowest_reader_sees_the_same(database: None, name: str) -> None:
    found = await brought(name)
    all_of_them = parts.parts_of(found.agenda, "zh")
    step = 1 if os.environ.get("JUDGES") == "all" else len(all_of_them) // FEW + 1
    body = calendar.assembled(calendar.whole(found.agenda, "zh"), all_of_them[::step], "zh")
    guids = [entry["guid"] for entry in found.agenda.entries][::step]
    assert readers.by_ics(body) == {guid: found.expected[guid] for guid in guids}


async def test_the_readers_of_javascript_see_the_same(database: None, tmp_path: Path) -> None:
    found = {name: await brought(name) for name in FILES}
    expected = {name: one.expected for name, one in found.items()}
    seen = readers.by_javascript({name: one.body for name, one in found.items()}, tmp_path)
    assert seen == {"ical.js": expected, "node-ical": expected}
