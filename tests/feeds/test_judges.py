"""Readers that we did not write see as many events as went in, at the same instants."""

import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import icalendar
import jsonschema
import pytest
from lxml import etree

from events_svc.feeds import calendar, schedule_json, schedule_xml
from events_svc.feeds.agenda import Agenda
from events_svc.schedule.importing import apply
from events_svc.schedule.importing import schedule_xml as reading
from events_svc.schedule.release import release
from tests.conftest import SHARED
from tests.events.factories import make_event
from tests.feeds.factories import make_agenda, make_entry, released_agenda

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
SCHEMAS = SHARED / "spec" / "c3voc"
REAL = ("fosdem-2026.xml", "ccc-38c3.xml", "debconf-2023.xml")

Instants = dict[str, tuple[int, int]]


def instants_of(agenda: Agenda) -> Instants:
    return {
        entry["guid"]: (_seconds(entry["starts_at"]), _seconds(entry["ends_at"]))
        for entry in agenda.entries
    }


def _seconds(instant: str) -> int:
    return int(datetime.fromisoformat(instant).timestamp())


def by_icalendar(body: bytes) -> Instants:
    found = icalendar.Calendar.from_ical(body)
    assert not [component for component in found.walk() if component.errors]
    return {
        str(event["uid"]): (int(event.start.timestamp()), int(event.end.timestamp()))
        for event in found.walk("VEVENT")
    }


def by_icaljs(body: bytes) -> Instants:
    if shutil.which("node") is None or not (ROOT / "node_modules" / "ical.js").exists():
        pytest.skip("node or ical.js is not here")
    return _told(["node", str(HERE / "judges" / "icaljs.mjs")], body)


@pytest.fixture(scope="module")
def libical(tmp_path_factory: pytest.TempPathFactory) -> str:
    compiler, program = shutil.which("gcc"), tmp_path_factory.mktemp("judges") / "libical"
    if compiler is None:
        pytest.skip("there is no C compiler")
    source = HERE / "judges" / "libical.c"
    built = subprocess.run([compiler, "-o", program, source, "-lical"], capture_output=True)
    if built.returncode:
        pytest.skip("libical is not here")
    return str(program)


def _told(command: list[str], body: bytes) -> Instants:
    told = subprocess.run(command, input=body, capture_output=True, check=True, cwd=ROOT)
    lines = [line.rsplit(" ", 2) for line in told.stdout.decode().splitlines()]
    return {uid: (int(start), int(end)) for uid, start, end in lines}


def tricky() -> Agenda:
    """Sessions around both changes of the clocks, and one in each month."""
    starts = [datetime(2026, month, 15, 12, tzinfo=UTC) for month in range(1, 13)]
    starts += [datetime(2026, 3, 29, hour, 30, tzinfo=UTC) for hour in range(3)]
    starts += [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in range(3)]
    return make_agenda(
        *(
            make_entry(
                number,
                starts_at=start.isoformat(),
                ends_at=start.replace(minute=45).isoformat(),
                title={"en": f"Talk; number, {number}\\N with \\ and\nlines", "zh": "机器人" * 40},
            )
            for number, start in enumerate(starts, start=1)
        )
    )


ZONES = [
    *("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"),
    *("Africa/Casablanca", "Asia/Kathmandu", "America/Sao_Paulo", "Europe/Dublin", "Asia/Gaza"),
]


@pytest.mark.parametrize("zone", ZONES)
def test_all_readers_see_the_same_instants_in_every_zone(zone: str, libical: str) -> None:
    agenda = make_agenda(*tricky().entries, timezone=zone)
    body = calendar.of_event(agenda, "zh")
    expected = instants_of(agenda)
    assert by_icalendar(body) == expected
    assert _told([libical], body) == expected
    assert by_icaljs(body) == expected


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_schemas_accept_what_is_tricky(zone: str, language: str) -> None:
    agenda = make_agenda(*tricky().entries, timezone=zone)
    assert_valid_xml(schedule_xml.write(agenda, language))
    assert_valid_json(schedule_json.write(agenda, language))


def test_the_schemas_accept_an_agenda_without_sessions() -> None:
    assert_valid_xml(schedule_xml.write(make_agenda(), "en"))
    assert_valid_json(schedule_json.write(make_agenda(), "en"))


@pytest.mark.parametrize("name", REAL)
async def test_real_timetables_come_out_as_all_judges_want_them(
    database: None, libical: str, name: str
) -> None:
    path = SHARED / "schedules" / name
    if not path.exists():
        pytest.skip("the real timetables are not here")
    event = await make_event(timezone="Europe/Brussels")
    timetable = reading.read(path.read_bytes(), timezone="Europe/Brussels")
    await apply.bring_in(event, timetable)
    agenda = released_agenda(event, await release(event, {}))
    xml = schedule_xml.write(agenda, "en")
    assert_valid_xml(xml)
    assert_valid_json(schedule_json.write(agenda, "en"))
    body, expected = calendar.of_event(agenda, "en"), instants_of(agenda)
    assert len(expected) == len(timetable.sessions)
    assert by_icalendar(body) == expected
    assert _told([libical], body) == expected
    assert by_icaljs(body) == expected
    again = await apply.planned(event, reading.read(xml, timezone="UTC"))
    assert again.is_nothing


def assert_valid_xml(body: bytes) -> None:
    path = SCHEMAS / "schedule.xml.xsd"
    if not path.exists():
        pytest.skip("the schemas are not here")
    etree.XMLSchema(etree.parse(path)).assertValid(etree.fromstring(body))
    if xmllint := shutil.which("xmllint"):
        command = [xmllint, "--noout", "--schema", str(path), "-"]
        subprocess.run(command, input=body, capture_output=True, check=True)


def assert_valid_json(body: bytes) -> None:
    path = SCHEMAS / "schema.json"
    if not path.exists():
        pytest.skip("the schemas are not here")
    checker = jsonschema.FormatChecker()
    judge = jsonschema.Draft6Validator(json.loads(path.read_text()), format_checker=checker)
    assert [error.message for error in judge.iter_errors(json.loads(body))] == []
