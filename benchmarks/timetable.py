"""A timetable of a thousand sessions, 30 rooms, 927 people; made, imported, released, told."""

import logging
import multiprocessing
import time
from datetime import timedelta
from pathlib import Path
from xml.sax.saxutils import escape

import aiohttp
import uvloop

from events_svc import config
from events_svc.database import connected
from events_svc.events.models import Event
from events_svc.jobs import Context, agenda
from events_svc.outbox.models import Mail
from events_svc.schedule.audience import USUALLY
from events_svc.schedule.importing import apply, schedule_xml
from events_svc.schedule.models import Session
from events_svc.schedule.release import release
from speakers.models import Speaker

SESSIONS, ROOMS, PEOPLE, DAYS = 1_000, 30, 927, 3
FIVE = timedelta(minutes=5)
_LOG = logging.getLogger("tortoise.db_client")
WORDS = "Robots learn to grip, to walk and to wait; factories learn to change. 机器人学会抓取、行走与等待。"


def imported(env: dict[str, str], folder: Path) -> float:
    """Seconds to read the file and to make it the working agenda."""
    path = folder / "timetable.xml"
    path.write_text(xml())
    return _elsewhere(_import, env, str(path))


def released(env: dict[str, str]) -> float:
    """Seconds to make the working agenda a version."""
    return _elsewhere(_release, env, "")


def told(env: dict[str, str]) -> tuple[float, int, int]:
    """The next version, with a mail to everybody who presents: seconds, statements, mails."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_tell, (env,))


def xml() -> str:
    """The timetable in the dialect of frab and pretalx."""
    days = "".join(_day(number) for number in range(1, DAYS + 1))
    return (
        '<?xml version="1.0" encoding="utf-8"?><schedule><version>1</version><conference>'
        "<acronym>bench</acronym><title>Bench</title><start>2027-05-20</start><end>2027-05-22</end>"
        "<days>3</days><timeslot_duration>00:05</timeslot_duration>"
        f"<time_zone_name>Asia/Shanghai</time_zone_name></conference>{days}</schedule>"
    )


def _day(number: int) -> str:
    day = f"2027-05-{19 + number}"
    rooms = "".join(_room(number, room) for room in range(ROOMS))
    bounds = f'start="{day}T08:00:00+08:00" end="{day}T20:00:00+08:00"'
    return f'<day index="{number}" date="{day}" {bounds}>{rooms}</day>'


def _room(day: int, room: int) -> str:
    share = range(SESSIONS // (DAYS * ROOMS) + 1)
    numbers = [((day - 1) * ROOMS + room) * len(share) + slot for slot in share]
    events = "".join(_session(day, n, slot) for slot, n in enumerate(numbers) if n < SESSIONS)
    return f'<room name="Hall {room + 1}">{events}</room>'


def _session(day: int, number: int, slot: int) -> str:
    hour, minute = divmod(8 * 60 + slot * 45, 60)
    person = number % PEOPLE
    return (
        f'<event guid="00000000-0000-4000-8000-{number:012x}" id="{number + 1}">'
        f"<date>2027-05-{19 + day}T{hour:02}:{minute:02}:00+08:00</date>"
        f"<start>{hour:02}:{minute:02}</start><duration>00:40</duration>"
        f"<title>Session {number}: 机器人与工厂</title><subtitle/><track>Track {number % 8}</track>"
        f"<type>talk</type><language>en</language><abstract>{escape(WORDS * 4)}</abstract>"
        f'<persons><person id="{person + 1}">Person {person}</person></persons></event>'
    )


def _elsewhere(function: object, env: dict[str, str], path: str) -> float:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return float(pool.apply(function, (env, path)))  # type: ignore[arg-type]  # a function that answers a number


def _import(env: dict[str, str], path: str) -> float:
    return uvloop.run(_bring_in(config.load(env), Path(path)))


def _release(env: dict[str, str], _path: str) -> float:
    return uvloop.run(_make_version(config.load(env)))


async def _bring_in(settings: config.Settings, path: Path) -> float:
    async with connected(settings):
        event = await Event.get(slug="bench").select_related("venue", "organisation")
        started = time.perf_counter()
        timetable = schedule_xml.read(path.read_bytes(), timezone=event.timezone)
        await apply.bring_in(event, timetable)
        return time.perf_counter() - started


async def _make_version(settings: config.Settings) -> float:
    async with connected(settings):
        event = await Event.get(slug="bench").select_related("venue", "organisation")
        started = time.perf_counter()
        await release(event, {"en": "first"})
        return time.perf_counter() - started


def _tell(env: dict[str, str]) -> tuple[float, int, int]:
    return uvloop.run(_release_and_tell(config.load(env)))


async def _release_and_tell(settings: config.Settings) -> tuple[float, int, int]:
    """Everything has moved by five minutes and everybody has an address."""
    async with connected(settings):
        event = await Event.get(slug="bench").select_related("venue", "organisation")
        await _reach_everybody()
        await _move_everything(event)
        counter = _Statements()
        started = time.perf_counter()
        made = await release(event, {"en": "second"})
        async with aiohttp.ClientSession() as http:
            await agenda.tell(Context(settings, http), {"release_id": made.id, "tell": [*USUALLY]})
        seconds = time.perf_counter() - started
        return seconds, counter.stop(), await Mail.all().count()


async def _reach_everybody() -> None:
    people = await Speaker.all()
    for person in people:
        person.email = f"person-{person.id}@example.org"
    await Speaker.bulk_update(people, ["email"], batch_size=500)


async def _move_everything(event: Event) -> None:
    """Behind the back of the bookings: only the release looks."""
    sessions = await Session.filter(event_id=event.id)
    for session in sessions:
        assert session.starts_at
        assert session.ends_at
        session.starts_at += FIVE
        session.ends_at += FIVE
    await Session.bulk_update(sessions, ["starts_at", "ends_at"], batch_size=300)


class _Statements(logging.Handler):
    """How many statements the ORM sends from now on."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.count = 0
        _LOG.addHandler(self)
        _LOG.setLevel(logging.DEBUG)

    def emit(self, record: logging.LogRecord) -> None:
        self.count += record.msg == "%s: %s"

    def stop(self) -> int:
        _LOG.removeHandler(self)
        _LOG.setLevel(logging.WARNING)
        return self.count
