"""Every timetable of `shared/schedules`: whole, a second time, and after its author has changed it."""

import re
from pathlib import Path

import pytest

from events_svc.events.models import Event
from events_svc.feeds import calendar, schedule_json, schedule_xml
from events_svc.schedule.importing import apply, dialects
from events_svc.schedule.importing.timetable import Timetable
from events_svc.schedule.models import Release
from events_svc.schedule.release import release
from speakers.models import Speaker
from tests import turns
from tests.conftest import SHARED
from tests.events.factories import make_event
from tests.feeds.factories import released_agenda
from tests.importing.edited import edited
from venues.models import Room

FOLDER = SHARED / "schedules"
NOTHING = {"new": 0, "moved": 0, "changed": 0, "cancelled": 0}

# Sessions, rooms, people as we count them; what its README says else, and why.
COUNTS = {
    "fosdem-2026.xml": ("schedule.xml", 883, 30, 927),
    # README: 567 people. Four names stand under two guids each: 571 people have a guid of their own.
    "ccc-38c3.xml": ("schedule.xml", 1007, 72, 571),
    "debconf-2023.xml": ("schedule.xml", 117, 5, 87),
    "frab-camp2019.json": ("schedule.json", 79, 2, 90),
    "pretalx-democon.json": ("schedule.json", 36, 2, 27),
    "coscup-2023.json": ("OPass", 352, 26, 338),
    "sitcon-2024.json": ("OPass", 43, 5, 38),
    # README: 8 rooms. Two of its LOCATIONs list several rooms, "Arena, Room 8, …": those are no rooms.
    "linux-conf-au-2020.ics": ("iCalendar", 262, 6, 0),
    "pycon-china-2021.ics": ("iCalendar", 39, 0, 0),
}
ODD = {
    "pretalx-democon.json": ["Two rooms have the guid of “Tan Room”."],
    "pycon-china-2021.ics": [
        "line 584, event 9f6ffb54-d9e8-4955-918c-0b525dcacff7: There is no title."
    ],
}
# What takes long takes turns between the engines: one has the one of the same dialect, one the other.
LARGE = ["fosdem-2026.xml", "ccc-38c3.xml"]
HERE = [name for name in COUNTS if name not in LARGE or name in turns.readers(LARGE)]

pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the real timetables are not here")


class Read:
    """A file, read once for the whole run."""

    def __init__(self, path: Path) -> None:
        self.raw = path.read_bytes()
        self.timetable = understood(self.raw)


@pytest.fixture(scope="module", params=HERE)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def read(name: str) -> Read:
    return Read(FOLDER / name)


def understood(raw: bytes) -> Timetable:
    return dialects.read(raw, timezone="Asia/Shanghai")


def test_every_file_has_its_line_here() -> None:
    assert {path.name for path in FOLDER.glob("*.*")} == {"README.md", *COUNTS}


def test_a_real_file_is_read_whole(name: str, read: Read) -> None:
    found = read.timetable
    counts = (found.dialect, len(found.sessions), len(found.rooms), len(found.people))
    assert counts == COUNTS[name]
    assert [str(odd) for odd in found.odd] == ODD.get(name, [])


async def test_it_is_imported_whole_again_without_a_change_and_then_what_moved_and_vanished(
    database: None, name: str, read: Read
) -> None:
    event, (_, sessions, rooms, people) = await make_event(), COUNTS[name]
    first = await apply.bring_in(event, read.timetable)
    again = await apply.bring_in(event, read.timetable)
    assert first.counts() == NOTHING | {"new": sessions, "unchanged": 0}
    assert again.counts() == NOTHING | {"unchanged": sessions}
    assert (await Room.all().count(), await Speaker.all().count()) == (rooms, people)
    await comes_back_unchanged(event, await release(event, {"en": "First"}))

    many = 50 if sessions > 60 else 20
    later = understood(edited(read.raw, moved=many, removed=5))
    difference = await apply.bring_in(event, later)
    left = sessions - many - 5
    assert difference.counts() == NOTHING | {"moved": many, "cancelled": 5, "unchanged": left}
    fields = {field for wanted in difference.of("moved") for field in wanted.columns}
    assert fields == {"starts_at", "ends_at"}
    await feed_carries(event, await release(event, {"en": "Second"}), many, sessions)


async def comes_back_unchanged(event: Event, made: Release) -> None:
    """What our exports say of it is what it said; the larger ones take too long here."""
    if len(made.entries) < 150:
        await event.fetch_related("venue", "organisation")
        agenda = released_agenda(event, made)
        for raw in (schedule_xml.write(agenda, "zh"), schedule_json.write(agenda, "en")):
            assert (await apply.planned(event, understood(raw))).is_nothing


async def feed_carries(event: Event, made: Release, moved: int, sessions: int) -> None:
    """Every session, what moved and what went with a higher SEQUENCE; as a file for all but the largest."""
    raised = [entry["status"] for entry in made.entries if entry["sequence"] == 1]
    assert (len(made.entries), raised.count("CANCELLED"), len(raised)) == (sessions, 5, moved + 5)
    if sessions < 400:
        await event.fetch_related("venue", "organisation")
        feed = calendar.of_event(released_agenda(event, made), "en").decode()
        events = re.findall(r"BEGIN:VEVENT.*?END:VEVENT", feed, re.S)
        again = [one for one in events if "SEQUENCE:1" in one]
        cancelled = [one for one in again if "STATUS:CANCELLED" in one]
        assert (len(events), len(again), len(cancelled)) == (sessions, moved + 5, 5)
