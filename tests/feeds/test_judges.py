"""Readers and schemas that we did not write take what is tricky: clocks that change, odd words, long days."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from events_svc.feeds import calendar, schedule_json, schedule_xml
from events_svc.feeds.agenda import Agenda
from tests.feeds.factories import make_agenda, make_entry
from tests.feeds.judges import readers
from tests.feeds.judges.schemas import (
    assert_valid_json,
    assert_valid_xml,
    assert_valid_xml_in_python,
)

pytestmark = pytest.mark.engineless

ZONES = [
    *("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"),
    *("Africa/Casablanca", "Asia/Kathmandu", "America/Sao_Paulo", "Europe/Dublin", "Asia/Gaza"),
]
EVERYBODY = {**readers.PYTHON, "ics": readers.by_ics, "libical": readers.by_libical}

# It turns UTC into this zone and forgets which of the two hours it was that come twice.
UNHEEDED = {"recurring-ical-events": b"X-WR-TIMEZONE"}


def tricky(zone: str) -> Agenda:
    """Sessions around both changes of the clocks, one in each month, and one of three days."""
    starts = [datetime(2026, month, 15, 12, tzinfo=UTC) for month in range(1, 13)]
    starts += [datetime(2026, 3, 29, hour, 30, tzinfo=UTC) for hour in range(3)]
    starts += [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in range(3)]
    entries = [
        make_entry(
            number,
            starts_at=start.isoformat(),
            ends_at=start.replace(minute=45).isoformat(),
            title={"en": f"Talk; number, {number}\\N with \\ and\nlines", "zh": "机器人" * 40},
        )
        for number, start in enumerate(starts, start=1)
    ]
    long = {"starts_at": "2026-05-01T08:00:00+00:00", "ends_at": "2026-05-03T08:00:00+00:00"}
    return make_agenda(*entries, make_entry(99, **long), timezone=zone)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("reader", EVERYBODY)
def test_all_readers_see_the_same_instants_in_every_zone(reader: str, zone: str) -> None:
    agenda = tricky(zone)
    body = _without(calendar.of_event(agenda, "zh"), UNHEEDED.get(reader))
    assert EVERYBODY[reader](body) == readers.seen_by_us(agenda)


def test_the_readers_of_javascript_see_the_same_too(tmp_path: Path) -> None:
    agendas = {zone: tricky(zone) for zone in ZONES}
    bodies = {zone: calendar.of_event(agenda, "both") for zone, agenda in agendas.items()}
    expected = {zone: readers.seen_by_us(agenda) for zone, agenda in agendas.items()}
    seen = readers.by_javascript(bodies, tmp_path)
    assert seen == {"ical.js": expected, "node-ical": expected}


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_the_schemas_accept_what_is_tricky(zone: str, language: str) -> None:
    agenda = tricky(zone)
    body = schedule_xml.write(agenda, language)
    assert_valid_xml(body)
    assert_valid_xml_in_python(body)
    assert_valid_json(schedule_json.write(agenda, language))


def test_the_schemas_accept_an_agenda_without_sessions() -> None:
    assert_valid_xml(schedule_xml.write(make_agenda(), "en"))
    assert_valid_json(schedule_json.write(make_agenda(), "en"))


def _without(body: bytes, name: bytes | None) -> bytes:
    lines = body.splitlines(keepends=True)
    return b"".join(line for line in lines if name is None or not line.startswith(name))
