"""The readers: Python's in this process, libical and those of JavaScript in one process for many files."""

import json
import subprocess
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import icalendar
import ics
import recurring_ical_events
import vobject

from events_svc.feeds.agenda import Agenda
from tests import machine

HERE = Path(__file__).parent
ROOT = HERE.parent.parent.parent
A_DAY = 24 * 60 * 60

Seen = dict[str, tuple[str, str]]


def seen_by_us(agenda: Agenda) -> Seen:
    """What every reader shall see."""
    return {
        entry["guid"]: _ours(agenda, entry["starts_at"], entry["ends_at"])
        for entry in agenda.entries
    }


def _ours(agenda: Agenda, starts_at: str, ends_at: str) -> tuple[str, str]:
    begin, end = agenda.local(starts_at), agenda.local(ends_at)
    if end.timestamp() - begin.timestamp() < A_DAY:
        return told(begin), told(end)
    last = (end - timedelta(microseconds=1)).date() + timedelta(days=1)
    return told(begin.date()), told(last)


def told(moment: date | datetime) -> str:
    return str(int(moment.timestamp())) if isinstance(moment, datetime) else moment.isoformat()


@lru_cache(maxsize=1)
def _read(body: bytes) -> icalendar.Calendar:
    return icalendar.Calendar.from_ical(body)


def by_icalendar(body: bytes) -> Seen:
    found = _read(body)
    assert not [component for component in found.walk() if component.errors]
    return {str(one["uid"]): (told(one.start), told(one.end)) for one in found.walk("VEVENT")}


def by_recurring_ical_events(body: bytes) -> Seen:
    found = recurring_ical_events.of(_read(body)).all()
    return {str(one["uid"]): (told(one.start), told(one.end)) for one in found}


def by_vobject(body: bytes) -> Seen:
    found = vobject.readOne(body.decode()).vevent_list
    return {one.uid.value: (told(one.dtstart.value), told(one.dtend.value)) for one in found}


def by_ics(body: bytes) -> Seen:
    found = ics.Calendar(body.decode()).events
    return {one.uid: (_day_or(one, one.begin), _day_or(one, one.end)) for one in found}


def _day_or(event: Any, moment: Any) -> str:
    return moment.date().isoformat() if event.all_day else told(moment.datetime.astimezone(UTC))


PYTHON: dict[str, Callable[[bytes], Seen]] = {
    "icalendar": by_icalendar,
    "recurring-ical-events": by_recurring_ical_events,
    "vobject": by_vobject,
}


def by_libical(body: bytes) -> Seen:
    """What libical 3 sees; it refuses the whole for the least error."""
    told = subprocess.run([_libical()], input=body, capture_output=True, check=True)
    lines = [line.rsplit(" ", 2) for line in told.stdout.decode().splitlines()]
    return {uid: (start, end) for uid, start, end in lines}


@cache
def _libical() -> str:
    compiler = machine.program("gcc", "apt-get install gcc")
    program = Path(subprocess.check_output(["mktemp", "-d"], text=True).strip(), "libical")
    command = [compiler, "-o", str(program), str(HERE / "libical.c"), "-lical"]
    if subprocess.run(command, capture_output=True).returncode:
        machine.missing("libical is not installed: apt-get install libical-dev")
    return str(program)


def by_javascript(bodies: Mapping[str, bytes], folder: Path) -> dict[str, dict[str, Seen]]:
    """What ical.js and node-ical see in each of these, by reader and name."""
    node = machine.program("node", "make setup")
    if not (ROOT / "node_modules" / "node-ical").exists():
        machine.missing("node-ical is not installed: make setup-dev")
    paths = {str(folder / f"{number}.ics"): name for number, name in enumerate(bodies)}
    for path, name in paths.items():
        Path(path).write_bytes(bodies[name])
    command = [node, str(HERE / "readers.mjs"), *paths]
    told = subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
    return {
        reader: {
            paths[path]: {uid: (start, end) for uid, (start, end) in seen.items()}
            for path, seen in found.items()
        }
        for reader, found in json.loads(told.stdout).items()
    }
