"""Twenty attempts from two processes on one database: one session gets the room and the speaker."""

import asyncio

from events_svc.config import Settings
from events_svc.schedule.models import Session
from speakers.models import Engagement
from tests.commands.fork import Forked
from tests.commands.processes import environment
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


async def start(settings: Settings, room_id: int, ids: list[str]) -> Forked:
    """A process that has connected and waits for the word."""
    arguments = ["-m", "tests.schedule.twenty", settings.database_url, str(room_id), *ids]
    process = Forked(arguments, environment(settings.var))
    assert await asyncio.to_thread(process.stdout.readline) == "ready\n"
    return process


async def run(process: Forked) -> str:
    said, _ = await asyncio.to_thread(process.communicate, "go\n")
    return said.strip()
