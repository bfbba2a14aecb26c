"""Bring a timetable into the working agenda: everything in one transaction, or nothing."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4, uuid5

from events_svc import clock
from events_svc.accounts import audit
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.schedule.importing import occupy
from events_svc.schedule.importing.compare import Difference, Wanted, compare
from events_svc.schedule.importing.names import Codes, Numbers
from events_svc.schedule.importing.standing import Row, Standing, chunks, owner_of, standing
from events_svc.schedule.importing.timetable import Timetable
from events_svc.schedule.importing.wording import settled, slug
from events_svc.schedule.lock import lock
from events_svc.schedule.models import Appearance, Session, SessionState, Track
from events_svc.schedule.tracks import COLORS
from speakers.models import Speaker
from speakers.profile import Newcomer, Profile, create_all
from venues.models import Room, Venue

Progress = Callable[[str], None]
_UIDS = UUID("6f1f9d1c-6c57-5f5a-9a55-3f4f3c1d7b10")


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


async def _write(
    event: Event, timetable: Timetable, difference: Difference, stands: Standing, progress: Progress
) -> None:
    rooms = await _rooms(event, timetable, difference)
    tracks = await _tracks(event, difference)
    progress(f"{len(rooms)} rooms, {len(tracks)} tracks")
    people = await _people(event, difference, stands)
    progress(f"{len(people)} speakers")
    sessions = await _sessions(
        event, difference, stands, rooms | {None: None}, tracks | {None: None}
    )
    await _appearances(difference, sessions, people)
    progress(f"{len(difference.wanted)} sessions")
    await _cancel(difference)
    await occupy.occupy(difference, sessions, rooms=rooms, people=people)
    progress("rooms and speakers are booked")


async def _rooms(event: Event, timetable: Timetable, difference: Difference) -> dict[Any, Any]:
    """The ids of the venue's rooms by key, after the new ones have been made."""
    venue_id = event.venue_id or await _make_venue(event, timetable)
    begin = await Room.filter(venue_id=venue_id).count()
    await Room.bulk_create(
        Room(
            venue_id=venue_id,
            key=room.key,
            name=settled({}, room.name),
            guid=room.guid or uuid4(),
            position=begin + place,
        )
        for place, room in enumerate(difference.rooms)
    )
    return dict(await Room.filter(venue_id=venue_id).values_list("key", "id"))


async def _make_venue(event: Event, timetable: Timetable) -> int:
    name = settled({}, timetable.venue) or event.title
    venue = await Venue.create(owner=owner_of(event), name=name)
    await Event.filter(id=event.id).update(venue_id=venue.id)
    event.venue = venue
    return int(venue.id)


async def _tracks(event: Event, difference: Difference) -> dict[Any, Any]:
    begin = await Track.filter(event_id=event.id).count()
    await Track.bulk_create(
        Track(
            event_id=event.id,
            key=track.key,
            slug=slug(track.slug or track.name, otherwise="track"),
            name=settled({}, track.name),
            color=track.color or COLORS[(begin + place) % len(COLORS)],
            position=begin + place,
        )
        for place, track in enumerate(difference.tracks)
    )
    return dict(await Track.filter(event_id=event.id).values_list("key", "id"))


async def _people(event: Event, difference: Difference, stands: Standing) -> dict[str, int]:
    found = {row["key"]: row["id"] for row in stands.people}
    newcomers = [
        Newcomer(
            person.key,
            Profile(settled({}, person.name), biography=settled({}, person.biography or "")),
            person.guid or uuid4(),
        )
        for person in difference.people
    ]
    for some in chunks(newcomers):
        made = await create_all(owner_of(event), some)
        found |= {speaker.key: speaker.id for speaker in made}
    for row, columns in difference.described:
        await Speaker.filter(id=row["id"]).update(**columns, updated_at=clock.now())
    return found


async def _sessions(
    event: Event, difference: Difference, stands: Standing, rooms: Row, tracks: Row
) -> dict[str, int]:
    """The ids of the file's sessions by their keys in the file, after new and changed ones are written."""
    numbers = Numbers(row["number"] for row in stands.sessions)
    codes = Codes(row["code"] for row in stands.sessions)
    new = difference.of("new")
    guids = await _guids(event, new)
    ids = {wanted.read.key: wanted.row["id"] for wanted in difference.wanted if wanted.row}
    await Session.bulk_create(
        [
            Session(
                event_id=event.id,
                guid=guids[wanted.read.key],
                number=numbers.take(wanted.read.number),
                code=codes.take(wanted.read.code, wanted.read.key),
                key=wanted.read.key,
                **_stored(wanted, rooms, tracks),
            )
            for wanted in new
        ],
        batch_size=1000,
    )
    for wanted in [*difference.of("moved"), *difference.of("changed")]:
        columns = _stored(wanted, rooms, tracks)
        await Session.filter(id=ids[wanted.read.key]).update(**columns, updated_at=clock.now())
    for keys in chunks([wanted.read.key for wanted in new]):
        rows = await Session.filter(event_id=event.id, key__in=keys).values_list("key", "id")
        ids |= dict(rows)
    return ids


def _stored(wanted: Wanted, rooms: Row, tracks: Row) -> dict[str, Any]:
    """The columns that differ as the table has them: ids for keys."""
    columns = {name: value for name, value in wanted.columns.items() if name != "people"}
    if "room" in columns:
        columns["room_id"] = rooms[columns.pop("room")]
    if "track" in columns:
        columns["track_id"] = tracks[columns.pop("track")]
    return columns


async def _guids(event: Event, new: list[Wanted]) -> dict[str, UUID]:
    """The file's guid, for life; where another event has it already, one made from both."""
    asked = [wanted.read.guid for wanted in new if wanted.read.guid]
    taken: set[Any] = set()
    for guids in chunks(asked):
        taken |= {*await Session.filter(guid__in=guids).values_list("guid", flat=True)}
    return {
        wanted.read.key: wanted.read.guid
        if wanted.read.guid and wanted.read.guid not in taken
        else uuid5(_UIDS, f"{event.id} {wanted.read.key}")
        for wanted in new
    }


async def _appearances(
    difference: Difference, sessions: dict[str, int], people: dict[str, int]
) -> None:
    changed = [wanted for wanted in difference.wanted if "people" in wanted.columns]
    for ids in chunks([wanted.row["id"] for wanted in changed if wanted.row]):
        await Appearance.filter(session_id__in=ids).delete()
    await Appearance.bulk_create(
        [
            Appearance(
                session_id=sessions[wanted.read.key], speaker_id=people[key], position=position
            )
            for wanted in changed
            for position, key in enumerate(wanted.columns["people"])
        ],
        batch_size=2000,
    )


async def _cancel(difference: Difference) -> None:
    for ids in chunks([row["id"] for row in difference.vanished]):
        columns = {"state": SessionState.CANCELLED, "updated_at": clock.now()}
        await Session.filter(id__in=ids).update(**columns)


async def _record(event: Event, difference: Difference) -> None:
    await audit.record(
        "agenda.imported",
        f"event:{event.id}",
        event_id=event.id,
        organisation_id=event.organisation_id,
        **difference.counts(),
        clashes=len(difference.clashes),
    )
