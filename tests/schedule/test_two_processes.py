"""Twenty attempts from two processes on one database: one session gets the room and the speaker."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process

from events_svc.config import Settings
from events_svc.schedule.models import Session
from speakers.models import Engagement
from tests.events.factories import make_event
from tests.schedule.factories import make_session
from tests.speakers.factories import make_speaker
from tests.venues.factories import make_room
from venues.models import Booking


async def test_two_processes_never_double_book(database: None, settings: Settings) -> None:
    event, room, ada = await make_event(), await make_room(), await make_speaker()
    sessions = [await make_session(event, f"S{n}", speaker_ids=(ada.id,)) for n in range(20)]
    ids = [str(session.id) for session in sessions]

    racers = [await start(settings, room.id, ids[:10]), await start(settings, room.id, ids[10:])]
    results = await asyncio.gather(*(run(racer) for racer in racers))

    assert sorted(results) == ["{'NoneType': 1, 'RoomTakenBy': 9}", "{'RoomTakenBy': 10}"]
    assert (await Booking.all().count(), await Engagement.all().count()) == (1, 1)
    assert await Session.filter(room_id=room.id).count() == 1


async def start(settings: Settings, room_id: int, ids: list[str]) -> Process:
    """A process that has connected and waits for the word."""
    arguments = ["-m", "tests.schedule.twenty", settings.database_url, str(room_id), *ids]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, stdin=PIPE, stdout=PIPE
    )
    assert process.stdout is not None
    assert await asyncio.wait_for(process.stdout.readline(), 30) == b"ready\n"
    return process


async def run(process: Process) -> str:
    said, _ = await asyncio.wait_for(process.communicate(b"go\n"), 60)
    return said.decode().strip()
