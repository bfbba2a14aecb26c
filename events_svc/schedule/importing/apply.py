"""Bring a timetable into the working agenda: everything in one transaction, or nothing."""

from collections.abc import Callable
from datetime import datetime

from events_svc.accounts import audit
from events_svc.database import in_transaction
from events_svc.events.change import change
from events_svc.events.models import Event
from events_svc.schedule.importing import furnish, occupy, write
from events_svc.schedule.importing.compare import Difference, compare
from events_svc.schedule.importing.introduce import introduce
from events_svc.schedule.importing.standing import Standing, standing
from events_svc.schedule.importing.timetable import Timetable
from events_svc.schedule.lock import lock

Progress = Callable[[str], None]


def silently(_line: str) -> None:
    """No progress is shown."""


async def planned(event: Event, timetable: Timetable) -> Difference:
    """What `bring_in` would change now; nothing is written."""
    return compare(timetable, await standing(event, timetable))


async def bring_in(
    event: Event, timetable: Timetable, *, progress: Progress = silently
) -> Difference:
    """The working agenda says what the file says; what came with a file and vanished is cancelled.

    Sessions keep guid, number and code. Rooms or people that the file takes twice are shared by the
    later session and reported. The venue is made when the event has none. Raises nothing halfway.
    """
    async with in_transaction():
        await lock(event.id)
        await event.refresh_from_db(fields=["venue_id"])  # another import may just have made it
        stands = await standing(event, timetable)
        difference = compare(timetable, stands)
        progress(", ".join(f"{count} {kind}" for kind, count in difference.counts().items()))
        if not difference.is_nothing:
            await _write(event, timetable, difference, stands, progress)
            await _record(event, difference)
    return difference


async def bring_in_with_dates(
    event: Event, timetable: Timetable, *, progress: Progress = silently
) -> Difference:
    """As `bring_in`; the event is from the file's first session to its last one."""
    async with in_transaction():
        starts_at, ends_at = dates(timetable)
        await change(event, {"starts_at": starts_at, "ends_at": ends_at})
        event.starts_at, event.ends_at = starts_at, ends_at
        return await bring_in(event, timetable, progress=progress)


def dates(timetable: Timetable) -> tuple[datetime, datetime]:
    """When the file begins and ends."""
    return timetable.starts_at, timetable.ends_at


def outside(event: Event, timetable: Timetable) -> int:
    """How many sessions of the file are not within the event's dates."""
    return sum(
        session.starts_at < event.starts_at or session.ends_at > event.ends_at
        for session in timetable.sessions
    )


async def _write(
    event: Event, timetable: Timetable, difference: Difference, stands: Standing, progress: Progress
) -> None:
    rooms = await furnish.rooms(event, timetable, difference, stands)
    tracks = await furnish.tracks(event, difference)
    await furnish.kinds(event, timetable)
    progress(f"{len(rooms)} rooms, {len(tracks)} tracks")
    people = await introduce(event, difference, stands)
    progress(f"{len(people)} speakers")
    sessions = await write.sessions(event, difference, stands, rooms, tracks)
    await write.appearances(difference, sessions, people)
    await write.further_rooms(difference, sessions, rooms)
    progress(f"{len(difference.wanted)} sessions")
    await write.cancel(difference)
    await occupy.occupy(difference, sessions, rooms=rooms, people=people)
    progress("rooms and speakers are booked")


async def _record(event: Event, difference: Difference) -> None:
    await audit.record(
        "agenda.imported",
        f"event:{event.id}",
        event_id=event.id,
        organisation_id=event.organisation_id,
        **difference.counts(),
        clashes=len(difference.clashes),
    )
